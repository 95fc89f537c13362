"""Who sits where and who is on duty: posts, holders, shifts, workers on the map."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from weige.kernel.access import Access
from weige.kernel.errors import NotFound
from weige.kernel.streettime import LOCAL
from weige.people.models import Post, PostTerm, Shift, User

FRESH = timedelta(minutes=30)  # an older position is not where the worker is now (our default)


def current(on: date, prefix: str = "") -> Q:
    """Terms that run on that day: valid_from ≤ on < valid_to."""
    begun = Q(**{f"{prefix}valid_from__lte": on})
    return begun & (Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": on}))


def held(on: date) -> Exists:
    """Condition on Post: somebody who may sign in sits in it that day."""
    return Exists(PostTerm.objects.filter(current(on), post=OuterRef("pk"), user__is_active=True))


def posts_of(user: User, on: date) -> list[Post]:
    """The posts a user sits in that day, oldest term first, with role, department and area (1 statement)."""
    terms = PostTerm.objects.filter(current(on), user=user).order_by("valid_from", "pk")
    found = terms.select_related("post__role", "post__department", "post__area")
    return list({term.post_id: term.post for term in found}.values())


def holders_of(post_ids: Iterable[int], on: date) -> dict[int, list[User]]:
    """post id → who sits in it that day (1 statement)."""
    terms = PostTerm.objects.filter(current(on), post__in=list(post_ids), user__is_active=True)
    found: dict[int, list[User]] = {}
    for term in terms.select_related("user").order_by("valid_from", "pk"):
        found.setdefault(term.post_id, []).append(term.user)
    return found


def whom_to_ask(street: str, on: date) -> list[dict[str, str]]:
    """Who gives rights in a street: the held administrators' posts with who sits there (1 statement)."""
    terms = PostTerm.objects.filter(
        current(on), post__role__code="administrator", post__area__code=street, user__is_active=True
    )
    rows = terms.order_by("post_id", "pk").values_list(
        "post__name_zh", "post__name_en", "user__name_zh", "user__name_en"
    )[:3]
    return [
        {"name_zh": post_zh, "name_en": post_en, "person_zh": zh, "person_en": en or zh}
        for post_zh, post_en, zh, en in rows
    ]


def on_duty(
    area_ids: Sequence[int], at: datetime, *, role_code: str | None = None, department_code: str | None = None
) -> list[Post]:
    """The held posts on duty at that moment for any of the areas, nearest cell first, street-wide last.

    area_ids: the `cells` of a row (its areas with all their ancestors). Optionally of one role or department.
    One statement; posts come with role, department and area.
    """
    shifts = Shift.objects.filter(area__in=list(area_ids), start__lte=at, end__gt=at)
    if role_code is not None:
        shifts = shifts.filter(post__role__code=role_code)
    if department_code is not None:
        shifts = shifts.filter(post__department__code=department_code)
    seated = PostTerm.objects.filter(
        current(at.astimezone(LOCAL).date()), post=OuterRef("post"), user__is_active=True
    )
    shifts = shifts.filter(Exists(seated)).select_related("post__role", "post__department", "post__area")
    found = shifts.order_by("-area__path__len", "post_id")
    return list({shift.post_id: shift.post for shift in found}.values())


def shifts_of(user: User, at: datetime) -> "QuerySet[Shift]":
    """The shifts the user is in at that moment, through the posts held that day."""
    posts = PostTerm.objects.filter(current(at.astimezone(LOCAL).date()), user=user).values("post")
    return Shift.objects.filter(post__in=posts, start__lte=at, end__gt=at)


def post_on_duty(access: Access, verb: str, post_id: int, at: datetime) -> Post:
    """The post when it has a shift now within the reader's reach (1 statement). Raises NotFound: off duty is off."""
    shifts = access.rows(verb, Shift.objects.filter(start__lte=at, end__gt=at, post_id=post_id))
    found = shifts.select_related("post").first()
    if found is None:
        raise NotFound
    return found.post


@dataclass(frozen=True)
class PersonOnMap:
    """A worker on duty where the phone last said; names are the post's, holder_* the person's."""

    post_id: int
    name_zh: str
    name_en: str
    holder_zh: str
    holder_en: str
    role: str
    area: str
    lon: float
    lat: float
    at: datetime


def people_on_map(access: Access, at: datetime) -> list[PersonOnMap]:
    """Workers on duty whose position is fresh, within the reader's reach (2 statements). Raises NotFound."""
    shifts = access.rows("roster.list", Shift.objects.filter(start__lte=at, end__gt=at))
    fresh = shifts.filter(position_at__gt=at - FRESH, position_at__lte=at, lon__isnull=False)
    rows = list(fresh.select_related("post__role", "area").order_by("post_id", "-position_at"))
    seated = holders_of({row.post_id for row in rows}, at.astimezone(LOCAL).date())
    found: dict[int, PersonOnMap] = {}
    for row in rows:
        if row.lon is None or row.lat is None or row.position_at is None or row.post_id not in seated:
            continue
        holder = seated[row.post_id][0]
        found.setdefault(
            row.post_id,
            PersonOnMap(
                post_id=row.post_id,
                name_zh=row.post.name_zh,
                name_en=row.post.name_en,
                holder_zh=holder.name_zh,
                holder_en=holder.name_en,
                role=row.post.role.code,
                area=row.area.code,
                lon=row.lon,
                lat=row.lat,
                at=row.position_at,
            ),
        )
    return list(found.values())
