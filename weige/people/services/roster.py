"""Writing the duty roster: rota lines, shifts written out of them, single shifts."""

from datetime import datetime, time, timedelta

from django.db import transaction

from weige.kernel.errors import Conflict
from weige.kernel.streettime import LOCAL
from weige.people.models import Post, Shift, ShiftPattern, User, Workstation
from weige.people.queries.duty import shifts_of
from weige.people.rules.roster import Line, written_out
from weige.territory.models import Area

AHEAD_DAYS = 30  # how far ahead the roster is written (our default)
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


def set_pattern(
    *,
    post: Post,
    area: Area,
    start: time,
    minutes: int,
    weekdays: tuple[int, ...] = EVERY_DAY,
    station: Workstation | None = None,
) -> ShiftPattern:
    """The post is on duty for the area on these weekdays from the local time `start`, for `minutes`."""
    pattern, _ = ShiftPattern.objects.update_or_create(
        post=post,
        area=area,
        start=start,
        defaults={"minutes": minutes, "weekdays": list(weekdays), "station": station},
    )
    return pattern


@transaction.atomic
def extend_roster(*, now: datetime, back_days: int = 1, ahead_days: int = AHEAD_DAYS) -> int:
    """Writes the shifts of all rota lines, `back_days` before today to `ahead_days` after; gives how many.

    Idempotent: a shift that is there (also one changed or cancelled by hand) is left alone. Three statements.
    """
    today = now.astimezone(LOCAL).date()
    first, last = today - timedelta(days=back_days), today + timedelta(days=ahead_days)
    wanted = [
        Shift(
            post_id=pattern.post_id,
            area_id=pattern.area_id,
            station_id=pattern.station_id,
            start=start,
            end=end,
        )
        for pattern in ShiftPattern.objects.filter(active=True).order_by("pk")
        for start, end in written_out(
            [Line(frozenset(pattern.weekdays), pattern.start, pattern.minutes)],
            max(first, pattern.since or first),
            last,
        )
    ]
    before = Shift.every.count()
    Shift.every.bulk_create(wanted, ignore_conflicts=True)
    return Shift.every.count() - before


def add_shift(*, post: Post, area: Area, start: datetime, end: datetime) -> Shift:
    """One shift by hand. Raises ValueError when it does not end after it starts."""
    if end <= start:
        raise ValueError("a shift ends after it starts")
    return Shift.objects.create(post=post, area=area, start=start, end=end)


def set_position(*, user: User, lon: float, lat: float, now: datetime) -> int:
    """Keeps where a worker is (degrees, WGS84), in the shifts the worker is in now; gives how many.

    Raises Conflict not_on_duty outside one's shifts: nobody is followed off duty.
    """
    count = shifts_of(user, now).update(lon=lon, lat=lat, position_at=now)
    if not count:
        raise Conflict("not_on_duty")
    return count


def forget_positions(*, now: datetime) -> int:
    """Deletes the positions of shifts that are over: the roster keeps who was on duty, not where they went."""
    return Shift.every.filter(end__lte=now, position_at__isnull=False).update(
        lon=None, lat=None, position_at=None
    )
