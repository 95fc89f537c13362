"""Reminders at parts of a running term, to the officer and to the party; told once each, however late."""

from datetime import datetime
from typing import Any

from django.db import transaction

from weige.enforcement.events import TermReminded
from weige.enforcement.models import OffsiteFile, Paper, Procedural, Transfer
from weige.enforcement.rules import reminders
from weige.enforcement.rules.simple import KIND
from weige.enforcement.services import collecting, papers, telling, transferring
from weige.enforcement.services.engine import tell
from weige.kernel.access import SYSTEM

BATCH = 50
#: Where somebody still has to do something within the term.
RUNNING = {
    "paper": ("issued", "served", "reported"),
    "offsite": ("notified", "considering", "hearing", "heard", "served"),
    "transfer": ("sent", "arrived", "received", "accepted"),
}
#: Where it is the party's term, not the office's own.
PARTYS = ("notified", "served")


@transaction.atomic
def remind(now: datetime) -> int:
    """Tells what is due; of how many rows."""
    count = 0
    for model, base in ((Paper, papers.rows), (OffsiteFile, collecting.rows), (Transfer, transferring.rows)):
        keys: Any = model.objects.filter(remind_at__lte=now).values("pk")
        rows: Any = base().filter(pk__in=keys).select_for_update(of=("self",), skip_locked=True)
        for row in rows.order_by("remind_at")[:BATCH]:
            count += reminded(row, now)
    return count


def reminded(row: Procedural, now: datetime) -> bool:
    """One row, held locked: marks the part that has passed and tells it while the term still runs; whether it did.

    The version stays: nobody's open form is upset by a reminder."""
    assert row.term_from is not None
    assert row.due_at is not None
    row.reminded = reminders.passed(row.term_from, row.due_at, now)
    part = reminders.next_part(row.reminded)
    row.remind_at = reminders.moment(row.term_from, row.due_at, part) if part else None
    runs = row.state in RUNNING[row.NAME] and row.due_at > now
    if runs:
        said = {"said_zh": f"已过 {row.reminded}%", "said_en": f"{row.reminded} % have passed"}
        tell(row, TermReminded, "remind", row.state, who=SYSTEM, now=now, told=said)
        more = {"part": row.reminded}
        telling.to_posts(row, "term_reminder", who=SYSTEM, now=now, more=more)
        to_the_party(row, now)
    row.save(update_fields=["reminded", "remind_at"])
    return runs


def to_the_party(row: Procedural, now: datetime) -> None:
    """The party hears of its own term, unless its answer waits for us; another office reads it on its page."""
    more: dict[str, Any] = {"part": row.reminded, "due_at": row.due_at.isoformat() if row.due_at else None}
    if isinstance(row, Paper) and row.kind_id == KIND and row.state != "reported":
        return  # the office's own term: to report the decision
    if isinstance(row, Paper) and not row.answers.filter(state="waiting").exists():
        telling.remind_party(row, who=SYSTEM, now=now, **more)
    if isinstance(row, OffsiteFile) and row.state in PARTYS:
        paper = row.decision or row.notice
        if paper is not None:
            telling.remind_party(paper, who=SYSTEM, now=now, about=row, **more)
