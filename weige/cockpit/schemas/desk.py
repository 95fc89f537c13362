"""Shapes of /api/find and /api/places."""

from typing import Any

from ninja import Schema

from weige.cockpit.schemas import People


class Hit(Schema):
    """One thing found. kind: case, building, shop, road, area, device, person (a post with a masked name)."""

    kind: str
    id: str
    key: str
    icon: str
    title_zh: str
    title_en: str
    detail_zh: str
    detail_en: str
    lon: float | None
    lat: float | None


class Found(Schema):
    """The best few of each kind, kind by kind."""

    items: list[Hit]


class AreaOf(Schema):
    """A cell a place lies in."""

    id: int
    code: str
    name_zh: str
    name_en: str
    layer_zh: str
    layer_en: str


class Some(Schema):
    """How many belong to a place, and the first of them as their own lists have them."""

    n: int
    items: list[dict[str, Any]]


class EndedAt(Some):
    """Cases that ended in the last `days` days; late: of them, after their time."""

    late: int
    days: int


class PlacePage(Schema):
    """A place and what belongs to it; a part that is null does not exist there or is not the reader's to see."""

    kind: str
    ref: int
    key: str
    name_zh: str
    name_en: str
    lon: float
    lat: float
    shape: dict[str, Any] | None
    facts: dict[str, Any]
    building: dict[str, Any] | None
    areas: list[AreaOf]
    people: People | None
    tags: list[dict[str, Any]]
    buildings: Some | None
    shops: Some | None
    devices: Some | None
    cases: Some | None
    past: EndedAt | None
    warnings: Some | None
    papers: Some | None
    history: list[dict[str, Any]]
