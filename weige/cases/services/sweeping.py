"""What time does to cases when nobody looks: overdue, stage overdue, suspensions that end, a new calendar.

Every pass claims its rows by their columns and a lock, and changes them so that they no longer match: run twice,
late, or by two workers at once, it tells each thing once.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from weige.cases import events
from weige.cases.models import Case, snapshot
from weige.cases.rules.clocks import desk_clock
from weige.cases.rules.states import WITH_HANDLER, State
from weige.cases.services.dues import set_dues
from weige.cases.services.engine import locked, move_by_system, note_overdue
from weige.cases.services.recording import record
from weige.cases.services.watching import note_late, nudge
from weige.kernel.access import SYSTEM
from weige.kernel.queries.calendar import current_calendar
from weige.kernel.worktime import Calendar

log = logging.getLogger("weige.cases")
#: Rows a pass takes at most; the next run takes the rest (our default).
BATCH = 500
RUNNING = sorted(WITH_HANDLER | {State.DISPATCHING})

#: Where a case stands after its third return (Case.raised).
WITH_COORDINATOR, WITH_CHIEF = 1, 2

One = Callable[[Case], object]


def sweep(*, now: datetime) -> dict[str, int]:
    """All passes; how many cases each changed. Idempotent."""
    calendar = current_calendar()
    opened = Case.objects.filter(ended_at__isnull=True)
    passed = opened.filter(rank_at__lt=now)
    return {
        "resumed": _each(
            opened.filter(state=State.SUSPENDED, paused_until__lte=now),
            lambda case: move_by_system(case, "resume", now=now, calendar=calendar),
        ),
        "overdue": _each(
            passed.filter(overdue_since__isnull=True, state__in=RUNNING, due_at__lt=now),
            lambda case: note_overdue(case, now=now),
        ),
        "stage_overdue": _each(
            passed.filter(stage_overdue_since__isnull=True, stage_due_at__lt=now),
            lambda case: note_stage_overdue(case, now=now),
        ),
        "nudged": _each(
            opened.filter(nudged_at__isnull=True, near_at__lte=now, due_at__gt=now, state__in=RUNNING),
            lambda case: nudge(case, now=now),
        ),
        "supervision_late": _each(
            opened.exclude(supervision="").filter(
                supervision_due_at__lt=now, supervision_answered_at=None, supervision_late_at=None
            ),
            lambda case: note_late(case, now=now),
        ),
        "recounted": _each(
            opened.filter(~Q(calendar_version=calendar.version)),
            lambda case: recount(case, calendar=calendar, now=now),
        ),
    }


def _each(rows: "QuerySet[Case]", work: One) -> int:
    """Does the work on each row nobody else holds; one that fails is logged and does not stop the others."""
    done = 0
    for pk in list(rows.order_by("rank_at").values_list("pk", flat=True)[:BATCH]):
        try:
            with transaction.atomic():
                case = locked().select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
                still = case is not None and rows.filter(pk=pk).exists()
                if case is not None and still:
                    work(case)
                    done += 1
        except Exception:
            log.exception("sweeping case %s failed", pk)
    return done


def note_stage_overdue(case: Case, *, now: datetime) -> None:
    """Marks and tells that a desk's own limit has passed."""
    before = snapshot(case)
    case.stage_overdue_since = case.stage_due_at
    up = case.raised == WITH_COORDINATOR and case.now_in is State.DISPATCHING
    if up:  # bounced three times, and the coordinator has not named its unit in time: one level further
        case.raised = WITH_CHIEF
    told = {"stage_clock": desk_clock(case.now_in), "to_chief": up}
    record(case, before, events.StageOverdue, move="", who=SYSTEM, now=now, told=told)


def recount(case: Case, *, calendar: Calendar, now: datetime) -> None:
    """Counts the due times anew on an edited calendar; tells it only when a time moved."""
    before = snapshot(case)
    set_dues(case, case.load_clocks(), calendar=calendar, now=now)
    if snapshot(case) == before:
        case.save(update_fields=["calendar_version"])
        return
    case.version += 1
    told = {"calendar_version": calendar.version}
    record(case, before, events.DueRecounted, move="", who=SYSTEM, now=now, told=told)
