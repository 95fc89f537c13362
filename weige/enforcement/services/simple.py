"""Moves of a decision on the spot: told, heard, decided by an officer, served, reported, paid."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from weige.enforcement.events import PaperOverdue
from weige.enforcement.models import Paper
from weige.enforcement.queries.legal import doubts, held_back, limit
from weige.enforcement.queries.simple import faults
from weige.enforcement.rules.records import KINDS
from weige.enforcement.rules.simple import KIND, SIMPLE, heavier
from weige.enforcement.rules.words import both, unpaid_said
from weige.enforcement.services import papers, telling
from weige.enforcement.services.drafting import fill, whole
from weige.enforcement.services.engine import Procedure, Step, tell
from weige.enforcement.services.records import PROCEDURES
from weige.kernel.access import SYSTEM, Access, Who
from weige.kernel.errors import FieldError, Invalid
from weige.kernel.worktime import Calendar, Clock, Limit


def guards(row: Paper, who: Who, access: Access | None, now: datetime) -> Mapping[str, bool]:
    """What the table's guards look at."""
    before = row.state in {"draft", "told", "heard"}
    return {
        **papers.guards(row, who, access, now),
        "complete": not faults(row, whole(row), now=now),
        "power_named": row.power_id is not None,
        "texts_confirmed": not before or not held_back(doubts(row, whole(row))),
        "term_passed": row.due_at is not None and row.due_at <= now,
    }


def told(step: Step[Paper]) -> None:
    """Facts, basis, amount and rights as they now stand were told; from here on the content stays."""
    step.told |= said(step.row)


def heard(step: Step[Paper]) -> None:
    """What the party said, before anything is decided, and what becomes of it. Raises Invalid."""
    data = step.data
    errors = []
    if data.statement != "nothing" and not data.text.strip():
        errors.append(FieldError("text", "simple_statement"))
    if data.statement in {"partly", "rejected"} and not data.reason.strip():
        errors.append(FieldError("reason", "simple_answer"))
    if errors:
        raise Invalid(errors)
    words = both("statement", data.statement)["zh"]
    parts = [
        f"当事人陈述：{data.text.strip()}" if data.statement != "nothing" else "",
        words,
        data.reason.strip(),
    ]
    fill(step.row, {"statement": "；".join(part for part in parts if part)})
    step.row.outcome = ""
    step.told |= said(step.row)


def decide(step: Step[Paper]) -> None:
    """An officer decides, with a reason, never more than the party was told; number, PDF, both sides told; the term for
    reporting it begins. Raises Invalid."""
    row, asked = step.row, step.data.amount
    before = int(row.content["amount"])
    if asked is not None:
        if heavier(asked, before):
            raise Invalid([FieldError("amount", "simple_heavier", {"told": before})])
        fill(row, {"amount": str(asked)})
        wrong = faults(row, whole(row), now=step.now)
        if wrong:
            raise Invalid([FieldError(key, code, params) for key, code, params in wrong])
    if step.data.reason not in str(row.content.get("discretion", "")):
        fill(row, {"discretion": f"{row.content.get('discretion', '')}\n{step.data.reason}".strip()})
    papers.number_it(row, who=step.who, now=step.now)
    row.due_at = later(limit("simple_report"), step.calendar, step.now)
    step.told |= said(row)
    telling.to_party(row, "paper_for_party", who=step.who, now=step.now, due_at=None)
    telling.to_posts(row, "paper_for_officer", who=step.who, now=step.now)


def later(term: Limit, calendar: Calendar, start: datetime) -> datetime:
    """When a term ends that begins now, to the minute."""
    due = Clock(calendar).due(start, term).at
    assert due is not None, "no pause is open"
    return due.replace(second=0, microsecond=0)


def serve(step: Step[Paper]) -> None:
    """On the spot, with the party's signature or its refusal. Raises Invalid."""
    if step.data.way == "on_site" and not step.data.refused and not step.files.get("signature"):
        raise Invalid([FieldError("signature", "simple_signature")])
    papers.serve(step)


def report(step: Step[Paper]) -> None:
    """The body has it; from the service on the fine is due within the usual term of the kind."""
    row = step.row
    fill(row, {"file_report": step.now.isoformat()})
    row.overdue_at = None
    row.due_at = later(row.kind.limit, step.calendar, row.served_at or step.now)
    step.told |= said(row) | {"note": "；".join(part for part in (step.data.person, step.data.note) if part)}


def paid(step: Step[Paper]) -> None:
    at = step.data.at or step.now
    if at > step.now + papers.SLACK:
        raise Invalid([FieldError("at", "service_early")])
    fill(step.row, {"paid_at": at.isoformat()})
    step.row.checked_at, step.row.outcome, step.row.due_at = step.now, "corrected", None
    step.told |= said(step.row)


def unpaid(step: Step[Paper]) -> None:
    """Its term has passed; what follows is a person's decision."""
    step.row.checked_at, step.row.outcome = step.now, "not"
    step.row.overdue_at = step.row.overdue_at or step.row.due_at
    step.told |= said(step.row)


def close_unpaid(step: Step[Paper]) -> None:
    """What is unpaid and why it ends stand in the event, and on the paper that it was not performed."""
    amount = int(step.row.content.get("amount") or 0)
    step.row.ended_why = step.data.reason[:300]
    step.told |= said(step.row) | {"unpaid": amount, **unpaid_said(amount, step.data.ruling)}


def dropped(step: Step[Paper]) -> None:
    step.row.ended_why = step.data.reason[:300]
    step.told |= said(step.row)


def said(row: Paper) -> dict[str, Any]:
    return papers.kind_said(row)


EFFECTS: dict[str, Callable[[Step[Paper]], None]] = {
    "tell": told,
    "hear": heard,
    "decide": decide,
    "drop": dropped,
    "serve": serve,
    "report": report,
    "paid": paid,
    "unpaid": unpaid,
    "close": papers.close,
    "close_unpaid": close_unpaid,
    "void": papers.void,
}
ON_THE_SPOT: Procedure[Paper] = Procedure(SIMPLE, papers.rows, guards, EFFECTS, "paper.list")


def procedure_of(kind: str) -> Procedure[Paper]:
    """The procedure a kind of paper moves by."""
    if kind in KINDS:
        return PROCEDURES[KINDS[kind]]
    return ON_THE_SPOT if kind == KIND else papers.PAPER


def note_late(row: Paper, *, now: datetime) -> None:
    """Marks and tells, once, that a decision on the spot was not reported, or not paid, in its term."""
    row.overdue_at = row.due_at
    row.version += 1
    row.save(update_fields=["overdue_at", "version"])
    tell(row, PaperOverdue, "overdue", row.state, who=SYSTEM, now=now, told=said(row))
    late = "offsite_expired" if row.state == "reported" else "simple_unreported"
    telling.to_posts(row, late, who=SYSTEM, now=now)
