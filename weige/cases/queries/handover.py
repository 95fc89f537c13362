"""Hand-overs: what is open at a post, who comes next, what is offered to me, and the log of the desk."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from weige.cases.models import UNREAD, Case, HandOver
from weige.cases.models.handover import OFFERED
from weige.cases.queries.actors import Seat
from weige.cases.queries.presenting import named, seat_named
from weige.cases.rules.handover import AFTER
from weige.cases.rules.states import WITH_HANDLER, State
from weige.kernel.access import Access
from weige.people.models import Post, Shift
from weige.people.queries.duty import on_duty
from weige.people.queries.stations import at_station

HELD = sorted(WITH_HANDLER | {State.SUSPENDED})
ASKED = [State.VERIFYING, State.CHECKING]
LOADED = ("from_post", "to_post")


def tasks_of(post_id: int) -> "QuerySet[Case]":
    """Open cases that wait for this post: to handle, to verify, to check."""
    mine = Q(state__in=HELD, handler_post=post_id) | Q(state__in=ASKED, checker_post=post_id)
    rows = Case.objects.filter(mine, ended_at__isnull=True)
    return rows.select_related("matter", "condition", "shop").defer(*UNREAD).order_by("rank_at", "id")


def task_row(case: Case, post_id: int) -> dict[str, Any]:
    """A task as it is listed in a hand-over."""
    role = "handle" if case.handler_post_id == post_id and case.state in HELD else "check"
    return {
        "case": str(case.pk),
        "number": case.number,
        "title_zh": case.title_zh,
        "title_en": case.title_en,
        "due_at": case.rank_at.isoformat(),
        "role": role,
        "state": case.state,
    }


def running_shift(post_id: int | None, now: datetime) -> Shift | None:
    """The shift the post is in; of several the longest-lasting, one in a station first (1 statement)."""
    rows = Shift.objects.filter(post=post_id or 0, start__lte=now, end__gt=now)
    order = ("-end", F("station").asc(nulls_last=True), "-area__path__len", "pk")
    return rows.select_related("area", "station").order_by(*order).first()


def takers(post: Post, shift: Shift | None, now: datetime) -> list[Post]:
    """Held posts of the same role that could take the tasks, the likeliest first: who sits in the same station when
    the shift is over, who is on duty then for the place of the shift, nearest first, then those on duty now.
    """
    after = (shift.end if shift else now) + AFTER
    path = shift.area.path if shift else post.area.path
    here = at_station(shift.station_id, after, role_id=post.role_id) if shift and shift.station_id else []
    then = on_duty(path, after, role_code=post.role.code)
    present = on_duty(path, now, role_code=post.role.code)
    return list({one.pk: one for one in (*here, *then, *present) if one.pk != post.pk}.values())


def mine(access: Access, seat: Seat, *, now: datetime) -> dict[str, Any]:
    """What a person at the end (or beginning) of a shift sees. Raises NotFound."""
    rows = access.rows("handover.make", HandOver.objects.select_related(*LOADED).filter(state=OFFERED))
    open_rows = list(rows.filter(Q(from_post=seat.post_id) | Q(to_post=seat.post_id)).order_by("pk"))
    post = Post.objects.select_related("area", "role").filter(pk=seat.post_id or 0).first()
    shift = running_shift(seat.post_id, now)
    return {
        "post": seat_named(post),
        "station": seat_named(shift.station) if shift else None,
        "shift_ends": shift.end if shift else None,
        "tasks": [task_row(case, post.pk) for case in tasks_of(post.pk)] if post else [],
        "next": [seat_named(one) for one in takers(post, shift, now)] if post else [],
        "offered": next((row(one) for one in open_rows if one.from_post_id == seat.post_id), None),
        "to_me": [row(one) for one in open_rows if one.to_post_id == seat.post_id],
    }


def row(one: HandOver) -> dict[str, Any]:
    return {
        "id": one.pk,
        "state": one.state,
        **named("hand_over", one.state, "state"),
        "from_post": seat_named(one.from_post),
        "to_post": seat_named(one.to_post),
        "note": one.note,
        "reason": one.reason,
        "tasks": one.tasks,
        "moved": one.moved,
        "offered_at": one.offered_at,
        "offered_by": one.offered_by_name,
        "settled_at": one.settled_at,
        "settled_by": one.settled_by_name,
    }


def log_page(access: Access, *, limit: int, after: int) -> tuple[Iterable[dict[str, Any]], str | None]:
    """Hand-overs of the street, newest first."""
    rows = access.rows("roster.list", HandOver.objects.select_related(*LOADED))
    if after:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: limit + 1])
    more = str(found[limit - 1].pk) if len(found) > limit else None
    return [row(one) for one in found[:limit]], more
