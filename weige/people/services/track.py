"""A person's own track and rounds on duty: kept while the shift runs, deleted with it; off duty none."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from weige.kernel import log
from weige.kernel.access import SYSTEM
from weige.kernel.errors import Conflict
from weige.kernel.models import Event, Setting
from weige.people.events import ShiftOver
from weige.people.models import Patrol, Shift, TrackPoint, User
from weige.people.queries.duty import shifts_of
from weige.people.rules import track as rules
from weige.people.rules.track import Point

LATEST = 10  # rounds shown
TOLD = "shifts_over_until"  # up to when shifts that ended were told
WALKING = ("grid_worker", "segment_chief")


def shift_now(user: User, now: datetime) -> Shift | None:
    """The shift the person is in now, the longest-lasting where there are several (2 statements)."""
    rows = shifts_of(user, now).select_related("area", "post")
    return rows.order_by("-end", "pk").first()


def _on_duty(user: User, now: datetime) -> Shift:
    shift = shift_now(user, now)
    if shift is None:
        raise Conflict("not_on_duty")
    return shift


@transaction.atomic
def add_points(*, user: User, points: Sequence[Point], now: datetime) -> tuple[int, datetime]:
    """Keeps the points taken inside the present shift; gives how many, and when the shift ends.

    Sending the same points again adds nothing. Raises Conflict not_on_duty outside one's shifts.
    """
    shift = _on_duty(user, now)
    wanted = rules.keepable(points, shift.start, shift.end, now)
    rows = [TrackPoint(user=user, shift=shift, at=one.at, lon=one.lon, lat=one.lat) for one in wanted]
    TrackPoint.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows), shift.end


@transaction.atomic
def begin(*, user: User, now: datetime) -> Patrol:
    """Starts a round in the area of the present shift; one that runs already goes on. Raises Conflict not_on_duty."""
    running = Patrol.objects.filter(user=user, ended_at__isnull=True).first()
    shift = _on_duty(user, now)
    if running is not None and running.shift_id == shift.pk:
        return running
    if running is not None:
        _end(running, now)
    return Patrol.objects.create(user=user, post=shift.post, area=shift.area, shift=shift, began_at=now)


@transaction.atomic
def end(*, user: User, now: datetime) -> None:
    """Ends the round: its length is kept, where it went is not kept with it. Nothing runs: nothing happens."""
    running = Patrol.objects.select_for_update().filter(user=user, ended_at__isnull=True).first()
    if running is not None:
        _end(running, now)


def _end(patrol: Patrol, now: datetime) -> None:
    until = min(now, patrol.shift.end)
    patrol.metres = rules.metres(points_of(patrol.user, patrol.shift_id, since=patrol.began_at, until=until))
    patrol.ended_at = max(until, patrol.began_at)
    patrol.save(update_fields=["metres", "ended_at"])


def points_of(user: User, shift_id: int, *, since: datetime, until: datetime) -> list[Point]:
    rows = TrackPoint.objects.filter(user=user, shift=shift_id, at__gte=since, at__lte=until + rules.AHEAD)
    return [Point(*row) for row in rows.order_by("at").values_list("at", "lon", "lat")]


def forget(*, user: User) -> int:
    """The person's own wish: all of their points, at once."""
    return TrackPoint.objects.filter(user=user).delete()[0]


def forget_tracks(*, now: datetime) -> int:
    """Ends rounds whose shift is over (or was cancelled), then deletes the points of such shifts; gives how many."""
    over = Shift.every.filter(end__lte=now) | Shift.every.filter(cancelled_at__isnull=False)
    for patrol in Patrol.objects.filter(ended_at__isnull=True, shift__in=over).select_related(
        "shift", "user"
    ):
        _end(patrol, now)
    return TrackPoint.objects.filter(shift__in=over).delete()[0]


@transaction.atomic
def tell_shifts_over(*, now: datetime) -> int:
    """Tells once of every shift of those who walk a segment that ended since the last look, with its number of rounds;
    how many (5 statements). A shift whose end is moved into the past afterwards is not told.
    """
    Setting.objects.get_or_create(key=TOLD, defaults={"value": now.isoformat()})
    mark = Setting.objects.select_for_update().get(key=TOLD)
    over = Shift.objects.filter(end__gt=datetime.fromisoformat(mark.value), end__lte=now)
    over = over.filter(post__role__code__in=WALKING, area__level="segment")
    shifts = list(over.select_related("post__role", "area").order_by("end", "pk"))
    rounds = Counter(Patrol.objects.filter(shift__in=shifts).values_list("shift", flat=True))
    log.append_all([shift_over(one, rounds[one.pk], now=now) for one in shifts])
    mark.value = now.isoformat()
    mark.save(update_fields=["value"])
    return len(shifts)


def shift_over(one: Shift, rounds: int, *, now: datetime) -> Event:
    """What is told of a shift that has ended (its post's role and its area loaded), not yet written."""
    event = ShiftOver(
        shift_id=one.pk,
        post_id=one.post_id,
        role=one.post.role.code,
        rounds=rounds,
        began_at=one.start.isoformat(),
        ended_at=one.end.isoformat(),
    )
    return log.draft(
        event,
        who=SYSTEM,
        now=now,
        subject=f"shift:{one.pk}",
        cells=list(one.area.path),
        department_id=one.post.department_id,
        post_ids=[one.post_id],
    )


def mine(user: User, now: datetime) -> dict[str, Any]:
    """What the person sees of themselves: duty, the round that runs, the track of this shift, the latest rounds."""
    shift = shift_now(user, now)
    rounds = list(Patrol.objects.filter(user=user).select_related("area").order_by("-began_at")[:LATEST])
    running = next((one for one in rounds if one.ended_at is None), None)
    points = points_of(user, shift.pk, since=shift.start, until=now) if shift else []
    walked = [one for one in points if running and one.at >= running.began_at]
    return {
        "on_duty": shift is not None,
        "until": shift.end if shift else None,
        "area": shift.area if shift else None,
        "patrol": {"began_at": running.began_at, "metres": rules.metres(walked)} if running else None,
        "points": [{"at": one.at, "lon": one.lon, "lat": one.lat} for one in points],
        "rounds": [
            {"began_at": one.began_at, "ended_at": one.ended_at, "metres": one.metres, "area": one.area}
            for one in rounds
            if one.ended_at is not None
        ],
    }
