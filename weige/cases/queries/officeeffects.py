"""What an edit of the catalogue would do to cases: counted over the open ones and those of the last days."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F

from weige.cases.models import Case, Recurrence
from weige.cases.rules import clocks
from weige.kernel.queries.calendar import current_calendar
from weige.kernel.reference import Effect
from weige.kernel.streettime import LOCAL
from weige.kernel.worktime import Calendar, Limit, Unit, WorktimeError

BACK = timedelta(days=90)
MOST = 2000  # cases counted with a clock: newest first


def of_limit(*, kind: str, code: str, no: int, amount: str, unit: str, now: datetime) -> list[Effect]:
    """Who keeps the old limit, and how the last 90 days would have gone with the new one (3 statements)."""
    filed = Case.objects.filter(condition__matter__kind=kind, condition__matter__code=code, condition__no=no)
    keeping = filed.filter(ended_at=None).count()
    found = [Effect("office_open_keep", {"n": keeping})]
    limit = Limit(Decimal(amount).normalize(), Unit(unit))
    done = filed.filter(handled_at__isnull=False, filed_at__gte=now - BACK).order_by("-filed_at")
    late_before, late_after, counted = _lateness(list(done[:MOST]), limit)
    if not counted:
        return [*found, Effect("office_no_past", {"days": BACK.days})]
    params = {"days": BACK.days, "n": counted, "before": late_before, "after": late_after}
    tone = "warn" if late_after > late_before else "info"
    return [*found, Effect("office_past_late", params, tone)]


def _lateness(rows: list[Case], limit: Limit) -> tuple[int, int, int]:
    """(late under its own limit, late under the other one, how many have a clock)."""
    calendar = current_calendar()
    before = after = counted = 0
    for case in rows:
        clock = case.load_clocks().get(clocks.HANDLING)
        if clock is None or case.handled_at is None:
            continue
        counted += 1
        own = clocks.due_of(clock, calendar).at
        other = clocks.due_of(replace(clock, limit=limit), calendar).at
        before += own is not None and case.handled_at > own
        after += other is not None and case.handled_at > other
    return before, after, counted


def of_matter(*, kind: str, code: str, values: dict[str, Any], before: dict[str, Any]) -> list[Effect]:
    """What retiring or renaming a matter touches (2 statements)."""
    rows = Case.objects.filter(matter__kind=kind, matter__code=code)
    opened = rows.filter(ended_at=None).count()
    if before.get("active") and not values["active"]:
        return [Effect("office_matter_retired", {"n": opened}, "warn")]
    return [Effect("office_matter_named", {"n": opened, "all": rows.count()})]


SHOWN = 12  # cases named one by one


def of_calendar(calendar: Calendar, now: datetime) -> list[Effect]:
    """How many open cases' due times another calendar would move, and by how much (1 statement)."""
    rows = Case.objects.filter(ended_at=None, due_at__isnull=False).order_by("due_at")
    total = rows.count()
    shifts: list[tuple[timedelta, Case, datetime]] = []
    for case in rows[:MOST]:
        try:
            after = clocks.dues(case.load_clocks(), case.now_in, calendar, now=now).due_at
        except WorktimeError as error:
            return [Effect("office_calendar_impossible", {"reason": error.code}, "warn")]
        if after is not None and case.due_at is not None and after != case.due_at:
            shifts.append((after - case.due_at, case, after))
    if not shifts:
        return [Effect("office_due_stays", {"n": min(total, MOST)})]
    later = sum(by > timedelta(0) for by, _, _ in shifts)
    most = max(shifts, key=lambda one: abs(one[0]))[0]
    late = sum(case.overdue_since is None and at < now for _, case, at in shifts)
    items = [(said_shift(*one),) * 2 for one in shifts[:SHOWN]]
    params = {
        "n": len(shifts),
        "all": min(total, MOST),
        "later": later,
        "earlier": len(shifts) - later,
        "most": hours(most),
    }
    found = [Effect("office_due_moves", params, "warn", items)]
    return [*found, Effect("office_due_late", {"n": late}, "warn")] if late else found


def said_shift(by: timedelta, case: Case, at: datetime) -> str:
    """One case's due time before and after; the same in every language."""
    return f"{case.number}: {wall(case.due_at)} → {wall(at)} ({hours(by)} h)"


def hours(by: timedelta) -> str:
    """A shift in hours with its sign."""
    return f"{by.total_seconds() / 3600:+.1f}"


def wall(at: datetime | None) -> str:
    """A moment on the street's clock."""
    return "" if at is None else at.astimezone(LOCAL).strftime("%m-%d %H:%M")


def of_recurrence(*, days: int, now: datetime) -> Effect:
    """Another window: how many of those counted as having come back in the last 90 days lie within it."""
    rows = Recurrence.objects.filter(at__gte=now - BACK).annotate(
        gap=F("case__found_at") - F("previous__found_at")
    )
    fits = rows.filter(gap__lte=timedelta(days=days)).count()
    return Effect("office_recurrence", {"n": rows.count(), "fits": fits, "days": days})
