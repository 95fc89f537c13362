"""What the walk over all endpoints needs: a real object for every path parameter, a valid body where it matters.

A new endpoint is walked by itself. It needs an entry here when
- its path has a parameter nobody has made an object for: write a factory under @makes("<name>"), or, where the
  name means different things in different paths, under @makes("/api/shops/{code}:code");
- its body cannot be guessed from the schema: give one under BODIES["POST /api/…"].
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.cast import Member
from weige.cases.models import HotlineMapping
from weige.kernel import log, timesource
from weige.kernel.access import SYSTEM
from weige.kernel.events import ParkedRetried
from weige.kernel.models import Parked
from weige.messaging.services import tell
from weige.sensing.models import Device, LiveSource
from weige.territory.models import Area, Building, GridPlan

# No account needed. Everything else answers 401 to whoever has none. Reviewed; keep it short.
PUBLIC = {
    "POST /api/auth/token": "this is how one gets an account's token",
    "POST /api/auth/login": "this is how one gets a session",
    "GET /api/cap/feed": "what an office has told the public, by a person's act (docs/reference/cap.md)",
    "GET /api/cap/{alert_id}.xml": "one message of that feed",
}

# One's own affairs: anybody signed in may ask, and the answer holds nothing of anybody else. Reviewed.
OWN = {
    "GET /api/auth/me": "one's own profile; verbs are empty for a stranger",
    "PUT /api/office/tables/{table}/rows/{key}": {"values": {"name_en": "Somebody"}},
    "POST /api/office/tables/{table}/preview": {"key": "worker01", "values": {"name_en": "Somebody"}},
    "POST /api/auth/language": "one's own language",
    "POST /api/auth/password": "one's own password",
    "POST /api/auth/logout": "one's own session or token",
    "POST /api/me/position": "one's own position while on duty",
    "GET /api/me/track": "one's own track of the present shift",
    "POST /api/me/track": "one's own track of the present shift",
    "DELETE /api/me/track": "one's own track of the present shift",
    "POST /api/me/patrol/begin": "one's own round",
    "POST /api/me/patrol/end": "one's own round",
}


# Paths with a parameter that names no object of a street: whoever holds the verb at home may read them. Reviewed.
REFERENCE = {
    "GET /api/routing/books/{no}": "the rules of this installation, like the catalogue they speak of",
    "GET /api/return-reasons/{code}/history": "the standard reasons are the same everywhere",
    "GET /api/merge-policies/{key}/history": "a matter's policy; the catalogue is the same everywhere",
    "GET /api/frequent-rules/{prefix}/history": "the same, of when a black spot is proposed",
    "GET /api/evaluation/{code}/breakdown": "names an indicator; the counts are of the own street",
    "GET /api/evaluation/{code}/cases": "names an indicator; the cases are of the own street",
    "GET /api/matters/{code}": "the catalogue of matters is the same everywhere",
    "GET /api/legal/{legal_code}": "the terms and texts of this installation, like the powers they belong to",
    "POST /api/legal/{legal_code}/preview": "what an edit of one would do; it changes nothing",
    "GET /api/powers/{power_code}": "the catalogue of powers is the same everywhere",
    "GET /api/powers/export.{kind}": "the same as a file",
    "GET /api/tags/kinds/{code}/history": "what a tag means is the office's, like the catalogues",
    "GET /api/tags/on/{kind}/{ref}": "a list: at home it holds the tags of home's things",
    "GET /api/shops/export.{kind}": "a list: at home it holds the shops of home",
    "POST /api/signals/from/{source}": "names a format, not an object; signals are taken for the sender's own street",
}


@dataclass
class World:
    """The little town a factory may build in."""

    cast: dict[str, Member]
    areas: dict[str, Area]


Factory = Callable[[World], Any]
FACTORIES: dict[str, Factory] = {}
# Bodies and query parameters that cannot be guessed, by "<METHOD> <path>".
BODIES: dict[str, Any] = {
    "POST /api/auth/language": {"language": "zh"},
    "PUT /api/routing/draft": {
        "version": 1,
        "rules": [{"key": "a", "target": "department:works", "basis_zh": "试"}],
    },
    "PUT /api/hotline/limits/{kind}": {"amount": "2", "unit": "work_hour"},
    "POST /api/spots/{spot_id}/checks/{check_id}": {"found": "clear"},
    "POST /api/spots": {"title_zh": "停车", "matters": ["09009"], "lon": 121.481, "lat": 31.231, "why": "x"},
    "POST /api/cases/bulk": {
        "move": "accept",
        "cases": [{"id": "01a1f7d5-65c0-7cb8-a5f1-5807839cbf18", "version": 1}],
    },
    "PUT /api/return-reasons/{code}": {"applies": "any", "text_zh": "不在辖区", "text_en": "Not here"},
    "POST /api/case-filters": {"name": "超期", "query": {"overdue": "true"}},
    "PUT /api/case-filters/{filter_id}": {"name": "超期", "query": {"overdue": "true"}, "version": 1},
    "PUT /api/matters/stage-limits/{stage}": {"amount": "2", "unit": "work_hour"},
}
QUERIES: dict[str, dict[str, Any]] = {
    "GET /api/cases/similar": {"lon": 121.481, "lat": 31.231},
    "GET /api/cases/known": {"lon": 121.481, "lat": 31.231},
    "GET /api/grants/who": {"kind": "person", "ref": "worker01"},
    "GET /api/locate": {"lon": 121.481, "lat": 31.231},
    "GET /api/calendar/days.csv": {"year": 2026},
    "GET /api/find": {"q": "L01"},
}


def makes(key: str) -> Callable[[Factory], Factory]:
    """Registers the factory of a path parameter: it makes an object of this street and gives its id."""

    def register(factory: Factory) -> Factory:
        assert key not in FACTORIES, f"two factories for {key}"
        FACTORIES[key] = factory
        return factory

    return register


@makes("area_id")
def area(world: World) -> int:
    return world.areas["L01"].pk


@makes("building_code")
@makes("/api/cockpit/buildings/{code}:code")
@makes("/api/buildings/{code}/vitals:code")
@makes("/api/buildings/{code}:code")
def building(world: World) -> str:
    if Building.objects.filter(code="B0001").exists():
        return "B0001"
    Building.objects.create(
        code="B0001",
        footprint={"type": "Polygon", "coordinates": []},
        height_m=12,
        height_source="given",
        lon=121.481,
        lat=31.231,
        cells=world.areas["L01"].path,
        leaf_cells=[world.areas["L01"].pk],
    )
    return "B0001"


@makes("/api/cockpit/live/{name}:name")
@makes("/api/cockpit/live/{name}/open:name")
@makes("/api/cockpit/live/{name}/{ticket}/picture:name")
@makes("/api/cockpit/live/{name}/{ticket}/offer:name")
@makes("/api/cockpit/live/{name}/{ticket}/{piece}:name")
def live_name(world: World) -> str:
    code = "CAM-LIVE"
    place = {
        "lon": 121.481,
        "lat": 31.231,
        "cells": world.areas["L01"].path,
        "leaf_cells": [world.areas["L01"].pk],
    }
    told = {"kind": "camera", "name_zh": code, "name_en": code, "registered_at": timesource.now(), **place}
    device, _ = Device.objects.get_or_create(code=code, defaults=told)
    LiveSource.objects.get_or_create(device=device, defaults={"kind": "folder", "address": "none"})
    return f"device:{code}"


@makes("/api/cockpit/live/{name}/{ticket}/picture:ticket")
@makes("/api/cockpit/live/{name}/{ticket}/offer:ticket")
@makes("/api/cockpit/live/{name}/{ticket}/{piece}:ticket")
def ticket(_: World) -> str:
    return "abc"


@makes("piece")
def piece(_: World) -> str:
    return "index.m3u8"


@makes("figure")
def figure(_: World) -> str:
    """A figure of the day's brief."""
    return "open"


@makes("day")
def day(_: World) -> str:
    return "2026-11-20"


@makes("year")
def year(_: World) -> int:
    return 2026


@makes("/api/grants/people/{username}:username")
@makes("/api/office/tables/{table}/rows/{key}:key")
@makes("/api/office/tables/{table}/rows/{key}/versions:key")
@makes("/api/office/tables/{table}/rows/{key}/restore:key")
def somebody(_: World) -> str:
    return "worker01"


PLANS = "/api/territory/plans/{plan_id}"


@makes(f"{PLANS}/back:plan_id")
@makes(f"{PLANS}/cut:plan_id")
@makes(f"{PLANS}/drop:plan_id")
@makes(f"{PLANS}/force:plan_id")
@makes(f"{PLANS}/try:plan_id")
@makes(f"{PLANS}:plan_id")
def grid_plan(world: World) -> int:
    area = world.areas["L01"]
    row = GridPlan.objects.create(layer=area.layer, cells_of=area.path[:1], made_at=timesource.now())
    return row.pk


@makes("table")
def reference_table(_: World) -> str:
    return "users"


@makes("/api/hotline/mappings/{source}/history:source")
@makes("/api/hotline/mappings/{source}:source")
def hotline_source(_: World) -> str:
    HotlineMapping.objects.get_or_create(
        pk="city", defaults={"fields": {"number": "no", "text": "t"}, "changed_at": timesource.now()}
    )
    return "city"


@makes("notice_id")
def notice(world: World) -> int:
    params = {"number": "1", "title_zh": "占道", "title_en": "Obstacle", "into_number": "2"}
    about = {"template": "report_merged", "params": params, "subject": "case:1"}
    return tell(**about, user_id=world.cast["worker01"].user.pk, now=timesource.now()).pk


@makes("parked_id")
def parked(_: World) -> int:
    now = timesource.now()
    event = ParkedRetried(reader="cases", kind="cases.filed", event_id=1, resolved=False)
    row = log.append(event, who=SYSTEM, now=now, subject="test:1")
    return Parked.objects.create(reader="cases", event=row, handler="h", error="e", parked_at=now).pk
