"""Shared fixtures: a tiny territory, the demonstration's cast living in it, and clients for them."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests.kept import kept
from weige.demo.cast import load_cast
from weige.kernel import timesource
from weige.kernel.models import Setting
from weige.people.models import Post, Token, User
from weige.people.policy import GrantAccess
from weige.people.queries.held import held_posts
from weige.people.services.tokens import digest
from weige.territory.models import Area, Layer

PASSWORD = "Weige-test-2026"
STREET = "310101999"
NEIGHBOUR = "310101998"
OPENED = date(2020, 1, 1)
WEST, SOUTH, STEP = 121.480, 31.230, 0.002


@cache
def hashed_password() -> str:
    """Argon2 once per run."""
    return make_password(PASSWORD)


@dataclass(frozen=True)
class Member:
    """One of the cast: their access in the installation's street, account, bearer token and first post."""

    name: str
    user: User
    access: GrantAccess
    token: str
    post: Post | None


def box(column: int, row: int, columns: int = 1, rows: int = 1) -> dict[str, Any]:
    """A square of the little world as GeoJSON and bounds; one step is about 200 m."""
    west, south = WEST + column * STEP, SOUTH + row * STEP
    east, north = west + columns * STEP, south + rows * STEP
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"geometry": geometry, "west": west, "south": south, "east": east, "north": north}


def make_area(layer: Layer, code: str, level: str, parent: Area | None, place: dict[str, Any]) -> Area:
    """An area under its parent, with its path."""
    area = Area.objects.create(
        layer=layer,
        code=code,
        level=level,
        parent=parent,
        name_zh=code,
        name_en=code,
        valid_from=OPENED,
        **place,
    )
    area.path = [*(parent.path if parent else []), area.pk]
    area.save(update_fields=["path"])
    return area


@pytest.fixture
def territory(db: None) -> dict[str, Area]:
    """code → Area: a street, circles C1 (segments L01, L02) and C2 (L03); a neighbour street with N01."""
    kept("territory", make_territory)
    Setting.objects.update_or_create(key="street", defaults={"value": STREET})
    return {area.code: area for area in Area.objects.select_related("layer", "parent").order_by("pk")}


def make_territory() -> None:
    """The areas of the fixture."""
    layer = Layer.objects.create(code="cityop", name_zh="城运网格", name_en="City operation")
    street = make_area(layer, STREET, "subdistrict", None, box(0, 0, 4, 2))
    c1 = make_area(layer, "C1", "circle", street, box(0, 0, 2, 2))
    c2 = make_area(layer, "C2", "circle", street, box(2, 0, 2, 2))
    neighbour = make_area(layer, NEIGHBOUR, "subdistrict", None, box(10, 0, 2, 2))
    make_area(layer, "L01", "segment", c1, box(0, 0))
    make_area(layer, "L02", "segment", c1, box(1, 0))
    make_area(layer, "L03", "segment", c2, box(2, 0))
    make_area(layer, "N01", "segment", neighbour, box(10, 0))


def access_of(user: User, *, on: date | None = None, street: str | None = None) -> GrantAccess:
    """The access a request of this user would get."""
    posts, asked = held_posts(user.pk, on=on or timezone.localdate(timesource.now()), street=street)
    return GrantAccess(user=user, posts=posts, acting=posts, street=asked)


@pytest.fixture
def cast(territory: dict[str, Area]) -> dict[str, Member]:
    """name → Member: the demonstration's people whose areas exist here (duty, dispatcher, worker01..03 …)."""
    now = timesource.now()
    day = timezone.localdate(now)  # the roster is written by days, so one of a day is one of any hour of it
    key = ("cast", day, *sorted(area.pk for area in territory.values()))
    kept(key, lambda: load_cast(now, {"*": hashed_password()}, skip_missing_areas=True))
    real = datetime.now(UTC)
    users = list(User.objects.order_by("pk"))
    Token.objects.bulk_create(
        Token(
            digest=digest(f"token-of-{user.username}"),
            user=user,
            created_at=real,
            expires_at=real + timedelta(hours=12),
        )
        for user in users
    )
    seats = {term.user_id: term.post for term in term_rows()}
    return {
        user.username: Member(
            name=user.username,
            user=user,
            access=access_of(user),
            token=f"token-of-{user.username}",
            post=seats.get(user.pk),
        )
        for user in users
    }


def term_rows() -> Iterator[Any]:
    """All terms with their posts, newest first, so that a dict keeps the oldest."""
    from weige.people.models import PostTerm

    yield from PostTerm.objects.select_related("post", "post__area", "post__department").order_by("-pk")


class Api(Client):
    """Django's test client speaking for one of the cast; `json=` sends a JSON body."""

    def __init__(self, token: str | None, **kwargs: Any) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        super().__init__(headers=headers, **kwargs)

    def _send(self, method: Callable[..., Any], path: str, data: Any, json_body: Any, extra: Any) -> Any:
        if json_body is not None:
            return method(path, json.dumps(json_body), content_type="application/json", **extra)
        return method(path, data, **extra)

    def post(self, path: str, data: Any = None, *, json: Any = None, **extra: Any) -> HttpResponse:
        return self._send(super().post, path, data, json, extra)

    def put(self, path: str, data: Any = "", *, json: Any = None, **extra: Any) -> HttpResponse:
        return self._send(super().put, path, data, json, extra)

    def patch(self, path: str, data: Any = "", *, json: Any = None, **extra: Any) -> HttpResponse:
        return self._send(super().patch, path, data, json, extra)

    def delete(self, path: str, data: Any = "", *, json: Any = None, **extra: Any) -> HttpResponse:
        return self._send(super().delete, path, data, json, extra)


@pytest.fixture
def client_for(cast: dict[str, Member]) -> Callable[[str | None], Api]:
    """client_for("worker01") speaks with that person's token; client_for(None) speaks for nobody."""
    return lambda name: Api(cast[name].token if name else None)
