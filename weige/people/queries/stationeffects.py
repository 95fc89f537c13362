"""What an edit of a workstation or of its plan would do: who is due, whom the roster brings, what is left over."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef

from weige.kernel.reference import Effect
from weige.kernel.streettime import LOCAL
from weige.people.models import PostTerm, Shift, StationForce, Workstation
from weige.people.queries.duty import current
from weige.people.queries.rostereffects import span
from weige.people.queries.stations import units_of_stations
from weige.people.rules.roster import Line, written_out
from weige.territory.models import Area

LOOK_DAYS = 7  # how far ahead a plan is compared with the roster (our default)
SHOWN = 10
Span = tuple[datetime, datetime]


def of_station(row: Workstation | None, area: Area, *, stays_open: bool, now: datetime) -> list[Effect]:
    """What a new station (row None) or another area, an end, a new beginning of one means (3 statements)."""
    if row is None:
        return [Effect("station_is_new")]
    coming = Shift.objects.filter(station=row, end__gt=now).count()
    found = []
    if row.area_id != area.pk:
        found.append(Effect("station_area", {"old": row.area.code, "new": area.code, "n": coming}, "warn"))
    if (row.valid_to is None) != stays_open:
        planned = row.forces.count()
        code, tone = ("station_reopens", "info") if stays_open else ("station_closes", "warn")
        found.append(Effect(code, {"n": planned, "shifts": coming}, tone))
        found += [] if stays_open else _orphans(list(row.forces.select_related("department")), now)
    return found or [Effect("station_words", {"n": coming})]


def of_force(old: StationForce | None, new: StationForce | None, now: datetime) -> list[Effect]:
    """What another plan of a unit's place means for the next days, by the roster as it stands (4 statements)."""
    one = new or old
    if one is None:
        return []
    days = {"days": LOOK_DAYS}
    was, then = (_spans(side, now) for side in (old, new))
    hours = {"old": len(was), "old_hours": _hours(old, was), "new": len(then), "new_hours": _hours(new, then)}
    found = [Effect("station_plan", days | hours)]
    rows = _shifts(one, now)
    if new is None:
        last = now.astimezone(LOCAL).date() + timedelta(days=LOOK_DAYS - 1)
        coming = sum(one.start.astimezone(LOCAL).date() <= last for one in rows)
        found.append(Effect("station_unplanned", days | {"n": coming}))
    else:
        found += _seats(new, then, rows, now)
    if old and (new is None or new.department_id != old.department_id):
        found += _orphans([old], now)
    return found


def _spans(force: StationForce | None, now: datetime) -> list[Span]:
    """When the unit is due from now on: spans that end after now and begin within the days looked at."""
    if force is None:
        return []
    today = now.astimezone(LOCAL).date()
    line = Line(frozenset(force.weekdays), force.start, force.minutes)
    spans = written_out([line], today - timedelta(days=1), today + timedelta(days=LOOK_DAYS - 1))
    return [one for one in spans if one[1] > now]


def _hours(force: StationForce | None, spans: list[Span]) -> str:
    """Person-hours of the spans."""
    minutes = len(spans) * force.minutes * force.seats if force else 0
    return f"{minutes / 60:g}"


def _shifts(force: StationForce, now: datetime) -> list[Shift]:
    """Shifts of the unit's held posts in the station in the days looked at."""
    today = now.astimezone(LOCAL).date()
    until = datetime.combine(today + timedelta(days=LOOK_DAYS + 1), time(0), tzinfo=LOCAL)
    held = PostTerm.objects.filter(current(today), post=OuterRef("post"), user__is_active=True)
    rows = Shift.objects.filter(Exists(held), station=force.station_id, end__gt=now, start__lt=until)
    return list(rows.filter(post__department=force.department_id))


def _least(rows: Iterable[Shift], start: datetime, end: datetime) -> int:
    """How many of the posts are there at the emptiest moment of a span."""
    marks = {start} | {at for one in rows for at in (one.start, one.end) if start < at < end}
    return min(len({one.post_id for one in rows if one.start <= at < one.end}) for at in marks)


def _seats(force: StationForce, spans: list[Span], rows: list[Shift], now: datetime) -> list[Effect]:
    """Whether the roster fills the seats, and whether the page says at once that somebody is missing."""
    there = [(start, end, _least(rows, max(start, now), end)) for start, end in spans]
    short = [(f"{span(start, end)} {n}/{force.seats}",) * 2 for start, end, n in there if n < force.seats]
    params = {"days": LOOK_DAYS, "n": len(short), "of": len(there)}
    found = [Effect("station_short", params, "warn", short[:SHOWN])] if short else []
    if there and not short:
        found.append(Effect("station_filled", params))
    here = any(one.start <= now < one.end for one in rows)
    if any(start <= now < end for start, end in spans) and not here:
        found.append(Effect("station_missing_now", tone="warn"))
    return found


def _orphans(forces: list[StationForce], now: datetime) -> list[Effect]:
    """Units that no station would be planned to have any more: dispatch rules may send to them."""
    others = StationForce.objects.exclude(pk__in=[one.pk for one in forces])
    left = set(others.filter(current(now.astimezone(LOCAL).date(), "station__")).values_list("department"))
    known = units_of_stations(now)
    units = {one.department for one in forces if (one.department_id,) not in left}
    items = [(one.name_zh, one.name_en) for one in units if one.code in known]
    return [Effect("station_last_of_unit", {"n": len(items)}, "warn", items)] if items else []
