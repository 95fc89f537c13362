"""The figures of a street at a moment: what is open, where it stands, what came and went (4 statements)."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q

from weige.cases.models import Case
from weige.cases.queries.actors import seat_of
from weige.cases.queries.lists import answered_q, approval_q, near_q, overdue_q, personal_q
from weige.cases.rules.localtime import midnight
from weige.cases.rules.states import OPEN, STAGE_OF, STATES, WITH_HANDLER, Stage, State
from weige.cases.schemas.filters import CaseFilter
from weige.kernel.access import Access

#: First responses are looked at over this long (our default): long enough for a median that does not jump.
RESPONSES = timedelta(days=7)
HOURS = 24


class Median(Aggregate):
    """percentile_cont(0.5) within group (order by …): the median of an interval."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def counters(access: Access, now: datetime) -> dict[str, Any]:
    """Figures of the cases the reader may list. Raises NotFound without such a grant here.

    open, overdue, near, half, ample, suspended, returned: open cases; to_dispatch, to_check, to_close: at a desk;
    stages, states: open cases by code, ended ones of today under "close"; reported_today, filed_today, closed_today
    since local midnight; hourly: open at each of the last 24 full hours and now; first_response: median seconds
    from dispatch to start, of cases filed in the last 7 days, with n (None without any).
    """
    rows = access.rows("case.list", Case.objects.all())
    today = midnight(now)
    return {
        "at": now,
        **_standing(rows, now),
        **_flow(rows, today),
        "hourly": _hourly(rows, now),
        "first_response": _first_response(rows, now),
    }


def waiting(access: Access) -> dict[str, int]:
    """What waits for the reader's own seat: to act on (mine), with the unit, to decide (1 statement)."""
    seat = seat_of(access)
    rows = access.rows("case.list", Case.objects.all()).filter(Q(ended_at__isnull=True) | ~Q(appeal=""))
    open_now = Q(ended_at__isnull=True)
    found: dict[str, int] = rows.aggregate(
        mine=Count("pk", filter=open_now & personal_q(CaseFilter(open=True, mine=True), seat)),
        unit=Count("pk", filter=open_now & personal_q(CaseFilter(open=True, unit=True), seat)),
        approval=Count("pk", filter=approval_q(access, seat)),
    )
    return found


def _standing(rows: Any, now: datetime) -> dict[str, Any]:
    with_handler = Q(state__in=sorted(WITH_HANDLER | {State.DISPATCHING}), overdue_since__isnull=True)
    counts = {f"s_{state}": Count("pk", filter=Q(state=state)) for state in sorted(OPEN)}
    found: dict[str, Any] = rows.filter(ended_at__isnull=True).aggregate(
        open=Count("pk"),
        overdue=Count("pk", filter=overdue_q(now)),
        near=Count("pk", filter=near_q(now)),
        half=Count("pk", filter=with_handler & Q(half_at__lt=now, near_at__gt=now)),
        ample=Count("pk", filter=with_handler & Q(half_at__gte=now)),
        returned=Count("pk", filter=Q(state=State.DISPATCHING)),
        requests=Count("pk", filter=~Q(request="")),
        supervised=Count("pk", filter=~Q(supervision="")),
        **counts,
    )
    states = {state.value: found.pop(f"s_{state}") for state in STATES if state in OPEN}
    stages = {stage.value: 0 for stage in Stage}
    for state, count in states.items():
        stages[STAGE_OF[State(state)].value] += count
    return found | {
        "suspended": states["suspended"],
        "to_accept": states["reported"] + states["accepted"] + states["verifying"],
        "to_dispatch": states["filed"] + states["dispatching"],
        "to_check": states["handled"] + states["checking"],
        "to_close": states["checked"],
        "states": states,
        "stages": stages,
    }


def _flow(rows: Any, today: datetime) -> dict[str, int]:
    recent = Q(reported_at__gte=today) | Q(filed_at__gte=today) | Q(ended_at__gte=today)
    found: dict[str, int] = rows.filter(recent).aggregate(
        reported_today=Count("pk", filter=Q(reported_at__gte=today)),
        filed_today=Count("pk", filter=Q(filed_at__gte=today)),
        closed_today=Count("pk", filter=Q(closed_at__gte=today)),
        closed_in_time_today=Count("pk", filter=Q(closed_at__gte=today, overdue_since__isnull=True)),
        void_today=Count("pk", filter=Q(ended_at__gte=today, state=State.VOID)),
    )
    return found


def _hourly(rows: Any, now: datetime) -> list[dict[str, Any]]:
    """Open cases at each full hour of the last day, and now."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    moments = [hour - timedelta(hours=HOURS - 1 - i) for i in range(HOURS)] + [now]
    then = {
        f"h{i}": Count("pk", filter=Q(reported_at__lte=at) & (Q(ended_at__isnull=True) | Q(ended_at__gt=at)))
        for i, at in enumerate(moments)
    }
    alive = rows.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=moments[0]))
    found = alive.aggregate(**then)
    return [{"at": at, "open": found[f"h{i}"]} for i, at in enumerate(moments)]


def _first_response(rows: Any, now: datetime) -> dict[str, Any]:
    recent = rows.filter(filed_at__gte=now - RESPONSES)
    answered = recent.filter(answered_q())
    took = ExpressionWrapper(F("responded_at") - F("dispatched_at"), output_field=DurationField())
    found = answered.aggregate(median=Median(took), n=Count("pk"))
    median = found["median"]
    return {
        "median_seconds": int(median.total_seconds()) if median is not None else None,
        "n": found["n"],
        "days": RESPONSES.days,
    }
