"""/api/grants: who can see this, and what can she see; each look is recorded."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from weige.kernel import reference, timesource
from weige.kernel.errors import FieldError, Invalid, NotFound
from weige.kernel.schemas.reference import Words
from weige.people.models import Grant, User
from weige.people.policy import GrantAccess
from weige.people.queries import sights
from weige.people.services.looks import note_grants_look

router = Router(tags=["office"])
VERBS = ("user.manage", "log.audit")


class KindOut(Schema):
    code: str
    name: Words


class GrantKinds(Schema):
    """verbs: the words of every verb there is."""

    items: list[KindOut]
    verbs: dict[str, Words]
    next: None = None


class PostLine(Schema):
    code: str
    name: Words
    role: Words
    area: Words


class Granted(Schema):
    verb: str
    level: str


class Seer(Schema):
    """A person and the post whose grants reach the thing; lists: it stands in their lists."""

    username: str
    name_zh: str
    name_en: str
    post: PostLine
    lists: bool
    grants: list[Granted]


class SeersOut(Schema):
    kind: str
    title: Words
    people: int
    items: list[Seer]
    next: None = None


class SeenCount(Schema):
    """n: rows of this kind the person's lists hold now."""

    code: str
    name: Words
    verb: str
    levels: list[str]
    n: int


class HeldOut(PostLine):
    reaches: bool
    grants: list[Granted]


class SeenOut(Schema):
    username: str
    name_zh: str
    name_en: str
    active: bool
    posts: list[HeldOut]
    counts: list[SeenCount]


class WhoAsked(Schema):
    """kind: of GET /api/grants/kinds; ref: a number, code, name or login."""

    kind: Annotated[str, Field(max_length=40)]
    ref: Annotated[str, Field(min_length=1, max_length=120)]


def asker(request: HttpRequest) -> GrantAccess:
    """Whoever manages users, or audits. Raises NotFound."""
    access: GrantAccess = request.auth  # type: ignore[attr-defined]
    if not set(VERBS) & set(access.verbs):
        raise NotFound
    return access


@router.get("/kinds", response=GrantKinds, summary="What one may ask about, and the words of verbs")
def kinds(request: HttpRequest) -> dict[str, Any]:
    asker(request).verbs  # noqa: B018 - asked for its refusal
    words = sights.words_of_verbs(Grant.objects.values_list("verb", flat=True).distinct())
    return {"items": sights.sight_lines(), "verbs": words, "next": None}


@router.get("/who", response=SeersOut, summary="Who can see this?")
def who(request: HttpRequest, asked: Query[WhoAsked]) -> dict[str, Any]:
    """Everybody whose grants reach it today, by which grant. Nothing of the thing itself is shown but its name."""
    access = asker(request)
    reference.discover()
    sight = reference.SIGHTS.get(asked.kind)
    if sight is None or sight.find is None:
        raise Invalid([FieldError("kind", "reference_choice", {"value": asked.kind})])
    found = sight.find(asked.ref)
    if found is None or not any(access.may(verb, found) for verb in VERBS):
        raise Invalid([FieldError("ref", "grants_no_such", {"ref": asked.ref})])
    now = timesource.now()
    items = sights.who_sees(sight, found, on=timezone.localdate(now), street=access.street or None)
    zh, en = sight.title(found)
    note_grants_look(about=f"{asked.kind}:{found.pk}", question="who", who=access.who, now=now)
    people = len({one["username"] for one in items})
    return {"kind": asked.kind, "title": {"zh": zh, "en": en}, "people": people, "items": items}


@router.get("/people/{username}", response=SeenOut, summary="What can she see?")
def seen(request: HttpRequest, username: str) -> dict[str, Any]:
    """Posts with verbs and levels, and how many of each kind stand in the person's lists now."""
    access = asker(request)
    verb = next(verb for verb in VERBS if verb in access.verbs)
    user = access.get(verb, User.objects.all(), username=username)
    now = timesource.now()
    note_grants_look(about=f"person:{user.pk}", question="what", who=access.who, now=now)
    return sights.seen_by(user, on=timezone.localdate(now), street=access.street or None)
