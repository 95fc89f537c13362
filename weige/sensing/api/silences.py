"""GET /silences, /silences/{id}; POST /silences, /silences/{id}/end: notices held back, with a reason and an end."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.api.once import made_once
from weige.kernel.errors import FieldError, Invalid, NotFound
from weige.registry.models import Shop
from weige.sensing import services
from weige.sensing.models import Device, Silence
from weige.sensing.queries import silences as reads
from weige.sensing.schemas import Level
from weige.sensing.services.silencing import Quiet, Where
from weige.territory.models import Area, Building
from weige.territory.queries.called import called

router = Router()
Kind = Literal["silence", "maintenance"]


class SilenceOut(Schema):
    """One silence or maintenance window. state: "active", "coming" or "over" (run out or ended).

    place: "area:<id>", "building:<code>", "device:<code>" or a subject. holding: until when it holds just now without
    a break (null between the stretches of a recurring window). held: notices and calls it held back so far.
    """

    id: int
    kind: Kind
    state: Literal["active", "coming", "over"]
    place: str
    place_zh: str
    place_en: str
    scenario: str
    up_to: Level
    reason: str
    start: datetime
    end: datetime
    weekdays: list[int]
    hours: list[str]
    author: str
    created_at: datetime
    ended_at: datetime | None
    holding: datetime | None
    held: int


class SilencePage(Schema):
    """A page of silences, those that end last first; `next` goes into `after`."""

    items: list[SilenceOut]
    next: str | None


class Deed(Schema):
    """One event in the life of a silence: who did what, when."""

    at: datetime
    kind: str
    who: str


class SilenceDetail(SilenceOut):
    """A silence with its history and the living warnings it covers now."""

    history: list[Deed]
    covers: int


class SilenceIn(Schema):
    """place: "area:<id or code>", "building:<code>", "device:<code>", "shop:<code>" or "zone:<device>/<zone>".

    up_to: the highest level held back; red must be said. scenario: one rule only. start: now when left out. end must
    be given. weekdays (1–7) and hours ("HH:MM-HH:MM") for maintenance of a device or building only.
    """

    kind: Kind = "silence"
    place: str = Field(max_length=120)
    scenario: str = Field("", max_length=60)
    up_to: Level = "orange"
    reason: str
    start: datetime | None = None
    end: datetime
    weekdays: list[int] = []
    hours: list[str] = []


@router.get("/silences", response=SilencePage)
def list_silences(
    request: HttpRequest,
    state: Literal["active", "coming", "over", ""] = "",
    kind: Literal["silence", "maintenance", ""] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[int | None, Query(ge=1)] = None,
) -> dict[str, Any]:
    """The silences and maintenance windows one may see, newest first."""
    access: Access = request.auth  # type: ignore[attr-defined]
    now = timesource.now()
    found = reads.chosen(access.rows("silence.list", Silence.objects.all()), now, state=state, kind=kind)
    if after:
        found = found.filter(pk__lt=after)
    rows = list(found[: limit + 1])
    items = reads.silence_rows(rows[:limit], now)
    return {"items": items, "next": str(rows[limit - 1].pk) if len(rows) > limit else None}


@router.get("/silences/{silence_id}", response=SilenceDetail)
def read_silence(request: HttpRequest, silence_id: int) -> dict[str, Any]:
    """One silence with its history."""
    access: Access = request.auth  # type: ignore[attr-defined]
    row = access.get("silence.list", reads.base(Silence.objects.all()), pk=silence_id)
    return reads.silence_detail(row, timesource.now())


@router.post("/silences", response={201: SilenceDetail})
@made_once
def set_silence(request: HttpRequest, body: SilenceIn) -> Status[dict[str, Any]]:
    """Holds notices back at a place until an end; the warnings themselves go on. 422 names every fault."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("silence.list")
    where, now = place_of(access, body.place), timesource.now()
    access.check("silence.manage", Silence(cells=list(where.cells)))
    quiet = Quiet(
        kind=body.kind,
        where=where,
        reason=body.reason,
        start=body.start or now,
        end=body.end,
        up_to=body.up_to,
        scenario=body.scenario,
        weekdays=tuple(body.weekdays),
        hours=tuple(body.hours),
    )
    row = services.set_silence(quiet=quiet, who=access.who, now=now)
    return Status(201, reads.silence_detail(reads.base(Silence.objects.all()).get(pk=row.pk), now))


@router.post("/silences/{silence_id}/end", response=SilenceDetail)
def end_silence(request: HttpRequest, silence_id: int) -> dict[str, Any]:
    """Ends it now; what it held back and still lives is told."""
    access: Access = request.auth  # type: ignore[attr-defined]
    row = access.get("silence.list", Silence.objects.all(), pk=silence_id)
    access.check("silence.manage", row)
    now = timesource.now()
    services.end_silence(silence=row, who=access.who, now=now)
    return reads.silence_detail(reads.base(Silence.objects.all()).get(pk=row.pk), now)


def place_of(access: Access, place: str) -> Where:
    """The place a silence is for, of those one may see. Raises Invalid when there is no such place."""
    kind, _, code = place.partition(":")
    try:
        match kind:
            case "area":
                key = (
                    {"pk": int(code)}
                    if code.isdecimal() and len(code) < 9
                    else {"code": code, "valid_to": None}
                )
                area = access.get("area.list", Area.objects.all(), **key)
                return Where(area.name_zh, area.name_en, area.path, area=area)
            case "building":
                house = access.get("building.list", Building.objects.all(), code=code)
                return Where(*called(house), house.cells, building=house)
            case "device":
                device = access.get("device.list", Device.objects.all(), code=code)
                return Where(device.name_zh, device.name_en, device.cells, device=device)
            case "shop":
                shop = access.get("shop.list", Shop.objects.all(), code=code)
                return Where(shop.name_zh, shop.name_en or shop.name_zh, shop.cells, subject=place)
            case "zone":
                device = access.get("device.list", Device.objects.all(), code=code.partition("/")[0])
                zones = [zone for zone in device.zones if zone.get("id") == code.partition("/")[2]]
                if zones:
                    name = zones[0].get("name") or {"zh": place, "en": place}
                    return Where(name["zh"], name["en"], device.cells, subject=place)
    except NotFound:
        pass
    raise Invalid([FieldError("place", "silence_place")])
