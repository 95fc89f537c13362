"""The demonstration's past on foot: shifts of those who walk a segment, most of them with a round; made up, as all of
it is. Where anybody went is not made up either: a round keeps its length only."""

import random
from datetime import datetime, timedelta

from weige.kernel import log
from weige.kernel.streettime import LOCAL
from weige.people.models import Patrol, PostTerm, Shift, ShiftPattern
from weige.people.rules.roster import Line, written_out
from weige.people.services.track import WALKING, shift_over

DAYS = 28  # as far as a month's figures look back
LIKELY = {"grid_worker": 0.93, "segment_chief": 0.78}  # shares of shifts with a round (invented)
FAR = (700, 2600)  # metres of a round (invented)


def load_rounds(*, now: datetime, seed: int, days: int) -> int:
    """Shifts of the days before with their rounds, told as if each had just ended; how many (8 statements)."""
    wanted = [one for one in past_shifts(now, min(days, DAYS)) if one.end <= now]
    Shift.every.bulk_create(wanted, ignore_conflicts=True)
    since = min((one.start for one in wanted), default=now)
    found = Shift.objects.filter(start__gte=since, end__lte=now)
    found = found.filter(post__role__code__in=WALKING, area__level="segment")
    shifts = list(found.select_related("post__role", "area").order_by("end", "pk"))
    people = dict(PostTerm.objects.order_by("-pk").values_list("post", "user"))
    rounds = [one for shift in shifts for one in walked(shift, people.get(shift.post_id), seed)]
    Patrol.objects.bulk_create(rounds)
    with_round = {one.shift_id for one in rounds}
    log.append_all([shift_over(one, int(one.pk in with_round), now=one.end) for one in shifts])
    return len(shifts)


def past_shifts(now: datetime, days: int) -> list[Shift]:
    """As the rota would have written them."""
    today = now.astimezone(LOCAL).date()
    lines = ShiftPattern.objects.filter(post__role__code__in=WALKING, area__level="segment").order_by("pk")
    return [
        Shift(post_id=line.post_id, area_id=line.area_id, station_id=line.station_id, start=start, end=end)
        for line in lines
        for start, end in written_out(
            [Line(frozenset(line.weekdays), line.start, line.minutes)], today - timedelta(days=days), today
        )
    ]


def walked(shift: Shift, user_id: int | None, seed: int) -> list[Patrol]:
    """The round of a shift, or none."""
    dice = random.Random(f"{seed}:round:{shift.post_id}:{shift.start.isoformat()}")
    if user_id is None or dice.random() > LIKELY[shift.post.role.code]:
        return []
    began = shift.start + (shift.end - shift.start) * dice.uniform(0.1, 0.6)
    ended = min(began + timedelta(minutes=dice.randint(25, 70)), shift.end)
    values = {"began_at": began, "ended_at": ended, "metres": dice.randint(*FAR)}
    return [Patrol(user_id=user_id, post_id=shift.post_id, area_id=shift.area_id, shift=shift, **values)]
