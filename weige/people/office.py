"""The people module's reference tables for the back office: users, units, posts, terms of office, roles with grants."""

from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from weige.kernel.access import Access, Level
from weige.kernel.errors import FieldError, Invalid
from weige.kernel.reference import (
    Choice,
    Effect,
    Field,
    Note,
    Page,
    Row,
    Sight,
    Table,
    Values,
    choices_of,
    register,
)
from weige.people.models import Department, Grant, Post, PostTerm, Role, User
from weige.people.queries.duty import current
from weige.people.queries.held import held_by_all, held_posts
from weige.people.queries.sights import changed_sight, role_effects, seat_of
from weige.people.rules.access import HeldPost
from weige.people.services import administering
from weige.people.services.rostertable import Roster
from weige.people.services.rotatable import Rota
from weige.people.services.signin import check_new_password
from weige.people.services.stationtable import StationForces, Stations
from weige.territory.models import Area
from weige.territory.queries.areas import areas_on

MANAGE = "user.manage"
KEPT_IN_SIGHT = timedelta(days=90)  # ended terms stay on the list so long; the history has all


class PeopleTable(Table):
    """What all of them share: whoever manages users reads and edits them."""

    group = "people"
    read, edit = MANAGE, MANAGE
    adds = True


def users_of(access: Access) -> list[User]:
    """Users with a post in this street, and those who have no post anywhere yet (2 statements)."""
    seated = access.rows(MANAGE, User.objects.all()).values("pk")
    return list(User.objects.filter(Q(pk__in=seated) | Q(terms=None)).distinct().order_by("username"))


class Users(PeopleTable):
    code = "users"

    def fields(self, access: Access, now: datetime) -> list[Field]:
        return [
            Field("username", required=True, fixed=True, low=2, high=64),
            Field("name_zh", required=True, high=60),
            Field("name_en", high=60),
            Field(
                "kind",
                "choice",
                choices=choices_of(self, "kind", ("person", "machine")),
                fixed=True,
                required=True,
                default="person",
            ),
            Field(
                "language",
                "choice",
                choices=choices_of(self, "language", ("zh", "en")),
                required=True,
                default="zh",
            ),
            Field("active", "flag", default=True),
            Field("password", "secret", high=128),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        return [
            Row(
                user.username,
                user.name_zh,
                user.name_en or user.name_zh,
                administering.plain_user(user),
                off=not user.is_active,
            )
            for user in users_of(access)
        ]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        return administering.set_user(
            key=key, values=values, who=access.who, now=now, real_now=note.real_at or now, note=note
        )

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        if values.get("password"):
            check_new_password(values["password"], key or values["username"])
        if not key:
            return [Effect("office_user_new")]
        found = []
        if not values["active"]:
            seats = PostTerm.objects.filter(current(timezone.localdate(now)), user__username=key).count()
            found.append(Effect("office_user_closed", {"n": seats}, "warn"))
        if values.get("password"):
            found.append(Effect("office_user_password", tone="warn"))
        return found


class Departments(PeopleTable):
    code = "departments"

    def fields(self, access: Access, now: datetime) -> list[Field]:
        return [
            Field("code", required=True, fixed=True, low=2, high=32),
            Field("name_zh", required=True, high=120),
            Field("name_en", required=True, high=120),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        return [
            Row(
                one.code,
                one.name_zh,
                one.name_en,
                {"code": one.code, "name_zh": one.name_zh, "name_en": one.name_en},
            )
            for one in Department.objects.order_by("code")
        ]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        return administering.set_department(key=key, values=values, who=access.who, now=now, note=note)

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        n = Post.objects.filter(department__code=key).count() if key else 0
        return [Effect("office_unit_named", {"n": n})]


def areas_of(access: Access, now: datetime) -> dict[str, Area]:
    """Key → area in force that the caller sees (1 statement)."""
    day = timezone.localdate(now)
    return {administering.area_key(one): one for one in access.rows("area.list", areas_on(day))}


class Posts(PeopleTable):
    code = "posts"

    def fields(self, access: Access, now: datetime) -> list[Field]:
        roles = Role.objects.order_by("code")
        units = Department.objects.order_by("code")
        areas = areas_of(access, now)
        return [
            Field("code", required=True, fixed=True, low=2, high=40),
            Field("name_zh", required=True, high=120),
            Field("name_en", required=True, high=120),
            Field(
                "role",
                "choice",
                required=True,
                choices=tuple(Choice(one.code, one.name_zh, one.name_en) for one in roles),
            ),
            Field(
                "department",
                "choice",
                choices=tuple(Choice(one.code, one.name_zh, one.name_en) for one in units),
            ),
            Field(
                "area",
                "choice",
                required=True,
                choices=tuple(
                    Choice(key, f"{one.code} {one.name_zh}", f"{one.code} {one.name_en}")
                    for key, one in areas.items()
                ),
            ),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        found = access.rows(MANAGE, Post.objects.all()).select_related("role", "department", "area__layer")
        return [
            Row(one.code, one.name_zh, one.name_en, administering.plain_post(one))
            for one in found.order_by("code")
        ]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        return administering.set_post(
            key=key, values=values, area=self._area(access, values, now), who=access.who, now=now, note=note
        )

    def _area(self, access: Access, values: Values, now: datetime) -> Area:
        area = areas_of(access, now).get(values["area"])
        if area is None:
            raise Invalid([FieldError("values.area", "reference_choice", {"value": values["area"]})])
        return area

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        if not key:
            return [Effect("office_post_new")]
        post = Post.objects.get(code=key)
        area = self._area(access, values, now)
        role = Role.objects.prefetch_related("grants").get(code=values["role"])
        unit = Department.objects.filter(code=values["department"] or "").first()
        post.area_id, post.department_id = area.pk, unit.pk if unit else None
        people = held_by_all(on=timezone.localdate(now))
        changes = {}
        for user_id, posts in people.items():
            streets = [one.seat.street for one in posts if one.id == post.pk]
            if streets:
                seat = seat_of(post, role, streets[0])
                changes[user_id] = (posts, tuple(seat if one.id == post.pk else one for one in posts))
        return changed_sight(changes)


class Terms(PeopleTable):
    code = "terms"

    def fields(self, access: Access, now: datetime) -> list[Field]:
        posts = access.rows(MANAGE, Post.objects.all()).order_by("code")
        return [
            Field(
                "user",
                "choice",
                required=True,
                fixed=True,
                choices=tuple(
                    Choice(
                        one.username,
                        f"{one.name_zh} {one.username}",
                        f"{one.name_en or one.name_zh} {one.username}",
                    )
                    for one in users_of(access)
                ),
            ),
            Field(
                "post",
                "choice",
                required=True,
                fixed=True,
                choices=tuple(Choice(one.code, one.name_zh, one.name_en) for one in posts),
            ),
            Field("valid_from", "date", required=True, fixed=True),
            Field("valid_to", "date"),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        today = timezone.localdate(now)
        rows = access.rows(MANAGE, PostTerm.objects.select_related("user", "post"))
        rows = rows.exclude(valid_to__lt=today - KEPT_IN_SIGHT).order_by("post__code", "valid_from", "pk")
        return [
            Row(
                str(one.pk),
                f"{one.user.name_zh} · {one.post.name_zh}",
                f"{one.user.name_en or one.user.name_zh} · {one.post.name_en}",
                {
                    name: value.isoformat() if isinstance(value, date) else value
                    for name, value in administering.plain_term(one).items()
                },
                off=one.valid_to is not None and one.valid_to <= today,
            )
            for one in rows
        ]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        return administering.set_term(key=key, values=values, who=access.who, now=now, note=note)

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        post = Post.objects.select_related("role").get(code=values["post"])
        user = User.objects.get(username=values["user"])
        today = timezone.localdate(now)
        if values["valid_to"] and values["valid_to"] <= values["valid_from"]:
            raise Invalid([FieldError("valid_to", "term_ends_early")])
        before, _ = held_posts(user.pk, on=today)
        others = tuple(one for one in before if one.id != post.pk)
        runs = values["valid_from"] <= today.isoformat()
        runs = runs and (values["valid_to"] is None or values["valid_to"] > today.isoformat())
        after: tuple[HeldPost, ...] = others
        if runs:
            role = Role.objects.prefetch_related("grants").get(pk=post.role_id)
            streets = frozenset(
                Area.objects.filter(pk__in=post.area.path, level="subdistrict").values_list("pk", flat=True)
            )
            after = (*others, seat_of(post, role, streets or frozenset({post.area_id})))
        found = changed_sight({user.pk: (before, after)})
        if values["valid_to"] and runs:
            found.append(Effect("office_term_later", {"day": values["valid_to"]}))
        return found


class Roles(PeopleTable):
    code = "roles"

    def fields(self, access: Access, now: datetime) -> list[Field]:
        verbs = sorted(set(Grant.objects.values_list("verb", flat=True)))
        pairs = tuple(Choice(f"{level} {verb}", "", "") for verb in verbs for level in Level)
        return [
            Field("code", required=True, fixed=True, low=2, high=32),
            Field("name_zh", required=True, high=60),
            Field("name_en", required=True, high=60),
            Field("grants", "grants", choices=pairs, high=600, default=[]),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        roles = Role.objects.prefetch_related("grants").annotate(seats=Count("posts")).order_by("code")
        return [
            Row(one.code, one.name_zh, one.name_en, {"code": one.code, **administering.plain_role(one)})
            for one in roles
        ]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        return administering.set_role(key=key, values=values, who=access.who, now=now, note=note)

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        pairs = administering.pairs_of(values["grants"])
        role = Role.objects.filter(code=key).first()
        return role_effects(role, pairs, on=timezone.localdate(now)) if role else [Effect("office_role_new")]


def person_named(text: str) -> User | None:
    """The user with this login or name."""
    said = text.strip()
    return User.objects.filter(Q(username=said) | Q(name_zh=said)).order_by("pk").first()


register(
    Users(),
    Departments(),
    Posts(),
    Terms(),
    Roles(),
    Roster(),
    Rota(),
    Stations(),
    StationForces(),
    Page("grants", "people", MANAGE, MANAGE, "/office/grants", "people"),
    Sight(
        "person",
        "people",
        User,
        (MANAGE,),
        person_named,
        lambda user: (user.name_zh, user.name_en or user.name_zh),
    ),
)
