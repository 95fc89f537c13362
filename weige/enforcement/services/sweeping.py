"""Terms that have passed: claimed row by row, so running it late, twice or in two processes changes nothing."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from weige.enforcement.models import OffsiteFile, Paper, Transfer
from weige.enforcement.rules.simple import KIND
from weige.enforcement.services import collecting, offsite, papers, reminding, simple, transferring
from weige.kernel.queries.calendar import current_calendar

BATCH = 50


def sweep(*, now: datetime) -> int:
    """Notes and tells what is due; how many rows were touched."""
    return sweep_papers(now) + sweep_files(now) + sweep_transfers(now) + reminding.remind(now)


@transaction.atomic
def sweep_papers(now: datetime) -> int:
    """Served papers whose term passed, notices also when only sent (they bind nobody), decisions on the spot not
    reported or not paid in theirs; those of a procedure go with it."""
    runs = (
        Q(state="served")
        | Q(kind__grade="notice", state="issued")
        | Q(kind=KIND, state__in=("issued", "reported"))
    )
    due = Paper.objects.filter(runs, about="", overdue_at__isnull=True, due_at__lt=now)
    rows = papers.rows().filter(pk__in=due.values("pk")).select_for_update(of=("self",), skip_locked=True)
    found = list(rows.order_by("due_at")[:BATCH])
    for row in found:
        (simple.note_late if row.kind_id == KIND else papers.note_overdue)(row, now=now)
    return len(found)


@transaction.atomic
def sweep_files(now: datetime) -> int:
    """Files whose term of defence ended, and decisions whose term of performance passed. Nothing is decided here."""
    asked_for = Q(hearing_until=None) | Q(hearing_until__lte=now)
    over = OffsiteFile.objects.filter(asked_for, state="notified", defence_until__lte=now)
    unpaid = OffsiteFile.objects.filter(state="served", due_at__lte=now)
    wanted = {*over.values_list("pk", flat=True), *unpaid.values_list("pk", flat=True)}
    if not wanted:
        return 0
    rows = collecting.rows().filter(pk__in=wanted).select_for_update(of=("self",), skip_locked=True)
    found = list(rows.order_by("made_at")[:BATCH])
    calendar = current_calendar()
    for row in found:
        code = "window_over" if row.state == "notified" else "expire"
        offsite.OFFSITE_FILES.make_by_system(row, code, calendar=calendar, now=now)
    return len(found)


@transaction.atomic
def sweep_transfers(now: datetime) -> int:
    """Transfers the receiving side left unanswered."""
    open_states = ("sent", "received", "accepted", "arrived")
    due = Transfer.objects.filter(state__in=open_states, overdue_at__isnull=True, due_at__lt=now)
    rows = (
        transferring.rows().filter(pk__in=due.values("pk")).select_for_update(of=("self",), skip_locked=True)
    )
    found = list(rows.order_by("due_at")[:BATCH])
    for row in found:
        transferring.note_overdue(row, now=now)
    return len(found)
