"""Shifts that end soon or have ended while tasks of theirs were open: who must still hand over (交班)."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, QuerySet

from weige.cases.models import Case, HandOver
from weige.cases.models.handover import OFFERED
from weige.cases.queries.handover import ASKED, HELD, LOADED
from weige.cases.queries.presenting import seat_named
from weige.cases.rules.handover import AHEAD, BACK, goes_on, stands
from weige.kernel.access import Access
from weige.kernel.errors import NotFound
from weige.kernel.streettime import LOCAL
from weige.people.models import Post, Shift
from weige.people.queries.duty import holders_of


@dataclass(frozen=True)
class ShiftEnd:
    """The last shift of a post that ends about now, what is open there, and the offer that waits, if any."""

    shift: Shift
    state: str
    tasks: int
    offer: HandOver | None

    @property
    def post(self) -> Post:
        return self.shift.post


def shift_ends(
    shifts: "QuerySet[Shift]", now: datetime, cases: "QuerySet[Case] | None" = None
) -> list[ShiftEnd]:
    """Posts whose duty ends within the hour, or ended lately, with tasks open; the earliest first (5 statements).

    A post that stays on duty, or is back, has nothing to hand over. cases: those that may be counted, all without.
    """
    rows = shifts.filter(end__gt=now - BACK, end__lte=now + AHEAD)
    # of several that end at once the one in a station, then that of the smallest area
    rows = rows.order_by("end", F("station").asc(nulls_first=True), "area__path__len", "pk")
    last = {row.post_id: row for row in rows.select_related("post__area", "area", "station")}
    others: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    near = Shift.objects.filter(post__in=last, end__gt=now - BACK, start__lte=now + 2 * AHEAD)
    for pk, post, start, end in near.values_list("pk", "post", "start", "end"):
        if pk != last[post].pk:
            others[post].append((start, end))
    leaving = {
        post: row
        for post, row in last.items()
        if not goes_on(row.end, others[post], now) and row.end <= now + AHEAD
    }
    open_now = tasks_at(leaving, cases)
    offers = {
        one.from_post_id: one
        for one in HandOver.objects.filter(state=OFFERED, from_post__in=leaving).select_related(*LOADED)
    }
    return [
        ShiftEnd(row, stands(row.end, now), open_now[post], offers.get(post))
        for post, row in leaving.items()
        if open_now[post]
    ]


def tasks_at(post_ids: Iterable[int], cases: "QuerySet[Case] | None" = None) -> Counter[int]:
    """How many open cases wait for each of the posts (2 statements)."""
    posts = list(post_ids)
    rows = (Case.objects.all() if cases is None else cases).filter(ended_at__isnull=True).order_by()
    held = rows.filter(state__in=HELD, handler_post__in=posts).values_list("handler_post")
    asked = rows.filter(state__in=ASKED, checker_post__in=posts).values_list("checker_post")
    found: Counter[int] = Counter()
    for counted in (held, asked):
        for post, many in counted.annotate(many=Count("pk")):
            found[post] += many
    return found


def due_rows(access: Access, now: datetime) -> list[dict[str, Any]]:
    """What the desk sees of the ends of shifts in its street (7 statements). Raises NotFound.

    tasks: as many as the list of cases gives this reader for `waits` with the post's code; of all where the reader
    lists no cases (the administrator, who keeps the roster).
    """
    cases: QuerySet[Case] | None = None
    with suppress(NotFound):
        cases = access.rows("case.list", Case.objects.all())
    ends = shift_ends(access.rows("roster.list", Shift.objects.all()), now, cases)
    seated = holders_of([one.post.pk for one in ends], now.astimezone(LOCAL).date())
    return [
        {
            "post": seat_named(one.post),
            "holders": [
                {"name_zh": user.name_zh, "name_en": user.name_en} for user in seated.get(one.post.pk, [])
            ],
            "station": seat_named(one.shift.station),
            "area": seat_named(one.shift.area),
            "ends_at": one.shift.end,
            "state": one.state,
            "tasks": one.tasks,
            "offered_to": seat_named(one.offer.to_post) if one.offer else None,
            "offered_at": one.offer.offered_at if one.offer else None,
        }
        for one in ends
    ]
