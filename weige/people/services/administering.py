"""Users, departments, posts, terms and roles edited at the desk: each edit kept with before and after, and the house is
never left without anybody who manages it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from weige.kernel.access import Level, Who
from weige.kernel.errors import Conflict, FieldError, Invalid
from weige.kernel.reference import Note
from weige.kernel.services.reference import record
from weige.people.models import Department, Grant, Post, PostTerm, Role, User
from weige.people.queries.held import held_by_all
from weige.people.rules.roles import separation_fault
from weige.people.services import accounts
from weige.territory.models import Area

MANAGE = "user.manage"
HIDDEN = "••"  # what the history keeps of a password
USER, DEPARTMENT = ("name_zh", "name_en", "language"), ("name_zh", "name_en")
POST = ("name_zh", "name_en")


def plain_user(row: User) -> dict[str, Any]:
    """A user as the office's history keeps it: never the password."""
    own = {name: getattr(row, name) for name in ("username", *USER, "kind")}
    return own | {"active": row.is_active}


@transaction.atomic
def set_user(
    *, key: str, values: dict[str, Any], who: Who, now: datetime, real_now: datetime, note: Note
) -> str:
    """Makes an account or changes one: names, language, open or closed, a new first password. Raises Problem."""
    secret = values.get("password") or None
    if not key:
        names = {name: values[name] for name in USER}
        row = accounts.create_user(
            username=values["username"], password=secret, kind=values["kind"], **names, who=who, now=now
        )
        record(
            table="users", key=row.username, before=None, after=plain_user(row), who=who, now=now, note=note
        )
        return row.username
    row = User.objects.select_for_update().get(username=key)
    before = plain_user(row)
    for name in USER:
        setattr(row, name, values[name])
    row.save(update_fields=list(USER))
    if row.is_active and not values["active"]:
        accounts.lock_user(user=row, reason=note.text or "desk", who=who, now=now, real_now=real_now)
        _still_managed(now)
    elif values["active"] and not row.is_active:
        accounts.unlock_user(user=row, who=who, now=now)
    after = plain_user(row)
    if secret:
        accounts.set_password(user=row, password=secret, who=who, now=now, real_now=real_now)
        after["password"] = HIDDEN
    record(table="users", key=key, before=before, after=after, who=who, now=now, note=note)
    return key


@transaction.atomic
def set_department(*, key: str, values: dict[str, Any], who: Who, now: datetime, note: Note) -> str:
    """Adds or renames a unit."""
    row = Department.objects.filter(code=key).first() if key else None
    before = {name: getattr(row, name) for name in DEPARTMENT} if row else None
    if row is None:
        if Department.objects.filter(code=values["code"]).exists():
            raise Conflict("department_exists", unit=values["code"])
        row = Department(code=values["code"])
    for name in DEPARTMENT:
        setattr(row, name, values[name])
    row.save()
    after = {name: getattr(row, name) for name in DEPARTMENT}
    record(table="departments", key=row.code, before=before, after=after, who=who, now=now, note=note)
    return row.code


def plain_post(row: Post) -> dict[str, Any]:
    """A post as the office's history keeps it (role, department and area must be loaded)."""
    unit = row.department.code if row.department else None
    names = {name: getattr(row, name) for name in ("code", *POST)}
    return {**names, "role": row.role.code, "department": unit, "area": area_key(row.area)}


def area_key(area: Area) -> str:
    """How a form names an area: it outlives a re-gridding."""
    return f"{area.layer.code}/{area.code}"


@transaction.atomic
def set_post(*, key: str, values: dict[str, Any], area: Area, who: Who, now: datetime, note: Note) -> str:
    """Makes a seat, or gives one another name, role, unit or area; its holders' sight changes at once."""
    role = Role.objects.get(code=values["role"])
    unit = Department.objects.filter(code=values["department"] or "").first()
    names = {name: values[name] for name in POST}
    if not key:
        row = accounts.create_post(
            code=values["code"], **names, role=role, area=area, department=unit, who=who, now=now
        )
        record(table="posts", key=row.code, before=None, after=plain_post(row), who=who, now=now, note=note)
        return row.code
    row = Post.objects.select_related("role", "department", "area__layer").get(code=key)
    before = plain_post(row)
    row.role, row.department, row.area = role, unit, area
    row.name_zh, row.name_en = values["name_zh"], values["name_en"]
    row.save()
    _still_managed(now)
    record(table="posts", key=key, before=before, after=plain_post(row), who=who, now=now, note=note)
    return key


def plain_term(row: PostTerm) -> dict[str, Any]:
    """A term as the office's history keeps it (user and post must be loaded)."""
    dates = {"valid_from": row.valid_from, "valid_to": row.valid_to}
    return {"user": row.user.username, "post": row.post.code, **dates}


@transaction.atomic
def set_term(*, key: str, values: dict[str, Any], who: Who, now: datetime, note: Note) -> str:
    """Seats a user in a post, or says when the term ends (None: it does not). Raises Problem."""
    begins = date.fromisoformat(values["valid_from"])
    ends = date.fromisoformat(values["valid_to"]) if values["valid_to"] else None
    if not key:
        row = accounts.start_term(
            user=User.objects.get(username=values["user"]),
            post=Post.objects.get(code=values["post"]),
            valid_from=begins,
            valid_to=ends,
            who=who,
            now=now,
        )
        record(
            table="terms", key=str(row.pk), before=None, after=plain_term(row), who=who, now=now, note=note
        )
        return str(row.pk)
    row = PostTerm.objects.select_for_update(of=("self",)).select_related("user", "post").get(pk=int(key))
    before = plain_term(row)
    if ends is not None:
        accounts.end_term(term=row, valid_to=ends, who=who, now=now)
        _still_managed(now)
    else:
        _reopen(row)
    record(table="terms", key=key, before=before, after=plain_term(row), who=who, now=now, note=note)
    return key


def _reopen(row: PostTerm) -> None:
    others = PostTerm.objects.filter(user=row.user_id, post=row.post_id).exclude(pk=row.pk)
    if others.exclude(valid_to__lte=row.valid_from).exists():
        raise Conflict("term_overlaps", post=row.post.code)
    row.valid_to = None
    row.save(update_fields=["valid_to"])


def plain_role(row: Role) -> dict[str, Any]:
    """A role as the office's history keeps it: grants as "level verb", sorted (grants must be loaded)."""
    grants = sorted(f"{grant.level} {grant.verb}" for grant in row.grants.all())
    return {"name_zh": row.name_zh, "name_en": row.name_en, "grants": grants}


@transaction.atomic
def set_role(*, key: str, values: dict[str, Any], who: Who, now: datetime, note: Note) -> str:
    """Makes a role, or changes its names and grants. Raises Invalid when duties that must be apart would meet."""
    pairs = pairs_of(values["grants"])
    row = Role.objects.filter(code=key or values["code"]).first()
    if not key and row is not None:
        raise Conflict("role_exists", role=values["code"])
    before = plain_role(row) if row else None
    row = row or Role(code=values["code"])
    row.name_zh, row.name_en = values["name_zh"], values["name_en"]
    row.save()
    Grant.objects.filter(role=row).delete()
    Grant.objects.bulk_create(Grant(role=row, verb=verb, level=level) for level, verb in pairs)
    _still_managed(now)
    after = plain_role(Role.objects.prefetch_related("grants").get(pk=row.pk))
    record(table="roles", key=row.code, before=before, after=after, who=who, now=now, note=note)
    return row.code


def pairs_of(grants: list[str]) -> list[tuple[Level, str]]:
    """(level, verb) of each "level verb". Raises Invalid."""
    known = set(Grant.objects.values_list("verb", flat=True))
    found = []
    for text in grants:
        level, _, verb = text.partition(" ")
        if level not in set(Level) or verb not in known:
            raise Invalid([FieldError("values.grants", "grant_unknown", {"grant": text[:80]})])
        found.append((Level(level), verb))
    if fault := separation_fault({verb for _, verb in found}):
        raise Invalid([FieldError("values.grants", "role_separation", {"one": fault[0], "other": fault[1]})])
    return found


def _still_managed(now: datetime) -> None:
    """Raises Conflict nobody_manages when after the edit nobody could manage users any more."""
    people = held_by_all(on=timezone.localdate(now))
    open_ones = set(User.objects.filter(pk__in=people, is_active=True).values_list("pk", flat=True))
    for user_id, posts in people.items():
        if user_id in open_ones and any(verb == MANAGE for post in posts for verb, _ in post.grants):
            return
    raise Conflict("nobody_manages")
