"""/api/roster, /api/posts, /api/me/position: who is on duty, who sits in which post, where workers are."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from ninja import Query, Router

from weige.kernel import timesource
from weige.kernel.errors import Problem
from weige.kernel.streettime import LOCAL
from weige.people.models import Post, Shift, User
from weige.people.policy import GrantAccess
from weige.people.queries.duty import holders_of, shifts_of
from weige.people.schemas import Position, PositionKept, PostPage, PostsAsked, RosterAsked, ShiftPage
from weige.people.services.roster import set_position

roster_router = Router(tags=["roster"])
posts_router = Router(tags=["roster"])
me_router = Router(tags=["me"])
MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def post_line(post: Post, holders: list[User], on_duty: bool) -> dict[str, Any]:
    return {
        "id": post.pk,
        "code": post.code,
        "name_zh": post.name_zh,
        "name_en": post.name_en,
        "role": post.role.code,
        "department": post.department,
        "area": post.area,
        "holders": [{"id": user.pk, "name_zh": user.name_zh, "name_en": user.name_en} for user in holders],
        "on_duty": on_duty,
    }


def cursor_of(row: Shift) -> str:
    """Where a page ends: "<microseconds since 1970>.<id>"."""
    return f"{(row.start - EPOCH) // MICROSECOND}.{row.pk}"


def after_shift(cursor: str) -> Q:
    """The rows behind a cursor in (start, id) order. Raises Problem roster_page_lost."""
    try:
        past, _, id_ = cursor.partition(".")
        start = EPOCH + int(past) * MICROSECOND
        return Q(start__gt=start) | Q(start=start, pk__gt=int(id_))
    except (ValueError, OverflowError):
        raise Problem("roster_page_lost") from None


@roster_router.get("", response=ShiftPage, summary="The duty roster")
def roster(request: HttpRequest, asked: Query[RosterAsked]) -> dict[str, Any]:
    """Shifts that touch [from, to) (default: the present local day), by start; `area` is an area's code."""
    access: GrantAccess = request.auth  # type: ignore[attr-defined]
    now = timesource.now()
    midnight = now.astimezone(LOCAL).replace(hour=0, minute=0, second=0, microsecond=0)
    start = asked.start or midnight
    end = asked.end or start + timedelta(days=1)
    rows = access.rows("roster.list", Shift.objects.filter(start__lt=end, end__gt=start))
    if asked.area:
        rows = rows.filter(area__code=asked.area)
    if asked.role:
        rows = rows.filter(post__role__code=asked.role)
    if asked.after:
        rows = rows.filter(after_shift(asked.after))
    rows = rows.select_related("area", "station", "post__role", "post__department", "post__area")
    found = list(rows.order_by("start", "pk")[: asked.limit + 1])
    page = found[: asked.limit]
    seated = holders_of({row.post_id for row in page}, now.astimezone(LOCAL).date())
    return {
        "items": [shift_line(row, seated.get(row.post_id, []), now) for row in page],
        "next": cursor_of(page[-1]) if len(found) > asked.limit else None,
    }


def shift_line(row: Shift, holders: list[User], now: datetime) -> dict[str, Any]:
    on = row.start <= now < row.end
    return {
        "id": row.pk,
        "post": post_line(row.post, holders, on),
        "area": row.area,
        "station": row.station,
        "start": row.start,
        "end": row.end,
        "note": row.note,
        "on_duty": on,
    }


@posts_router.get("", response=PostPage, summary="Posts with who sits in them")
def posts(request: HttpRequest, asked: Query[PostsAsked]) -> dict[str, Any]:
    """By id; `role` and `department` are codes; on_duty=true leaves those that are on duty now."""
    access: GrantAccess = request.auth  # type: ignore[attr-defined]
    now = timesource.now()
    rows = access.rows("roster.list", Post.objects.filter(pk__gt=asked.after))
    rows = narrowed(rows, asked.role, asked.department)
    present = Shift.objects.filter(start__lte=now, end__gt=now).values("post")
    if asked.on_duty is not None:
        rows = rows.filter(pk__in=present) if asked.on_duty else rows.exclude(pk__in=present)
    found = list(rows.select_related("role", "department", "area").order_by("pk")[: asked.limit + 1])
    page = found[: asked.limit]
    ids = [post.pk for post in page]
    seated = holders_of(ids, now.astimezone(LOCAL).date())
    working = set(present.filter(post__in=ids).values_list("post", flat=True))
    return {
        "items": [post_line(post, seated.get(post.pk, []), post.pk in working) for post in page],
        "next": str(page[-1].pk) if len(found) > asked.limit else None,
    }


def narrowed(rows: "QuerySet[Post]", role: str | None, department: str | None) -> "QuerySet[Post]":
    """Only posts of this role and department."""
    if role:
        rows = rows.filter(role__code=role)
    return rows.filter(department__code=department) if department else rows


@me_router.post("/position", response=PositionKept, summary="Say where I am (on duty only)")
def position(request: HttpRequest, body: Position) -> dict[str, Any]:
    """Kept in the present shift and forgotten when it ends; 409 not_on_duty outside one's shifts."""
    access: GrantAccess = request.auth  # type: ignore[attr-defined]
    now = timesource.now()
    set_position(user=access.user, lon=body.lon, lat=body.lat, now=now)
    until = shifts_of(access.user, now).order_by("-end").values_list("end", flat=True).first()
    return {"until": until}
