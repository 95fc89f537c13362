"""The page of a place: building, shop, device, road or cell, and all that belongs to it within the reader's access."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from weige.cases.models import UNREAD, Case
from weige.cases.queries.lists import LISTED
from weige.cases.queries.presenting import row_of
from weige.cockpit.queries.marks import granted
from weige.cockpit.queries.recent import happening
from weige.cockpit.rules.items import catalogue
from weige.enforcement.models import Paper
from weige.enforcement.queries.papers import LISTED as PAPER_COLUMNS
from weige.enforcement.queries.papers import line
from weige.kernel.access import Access
from weige.kernel.errors import NotFound
from weige.kernel.models import Event
from weige.kernel.queries.calendar import current_calendar
from weige.registry.models import Shop
from weige.registry.queries.headcounts import headcount
from weige.registry.queries.tags import of_thing
from weige.registry.queries.things import Thing, known, things
from weige.sensing.models import Device, Warning
from weige.sensing.queries.devices import device_rows, listed
from weige.sensing.queries.rules import in_force
from weige.sensing.queries.warnings import living, warning_rows
from weige.territory.models import Area, Building
from weige.territory.queries.called import Called, called, called_all

MOST = 50
#: Rows of a part shown at first; whoever asks for a part whole gets up to WHOLE (our default).
FEW = {"past": 20, "warnings": 20}
WHOLE = 2000
PAST = timedelta(days=90)  # how far back what has ended is shown (our default)


@dataclass(frozen=True)
class Belongs:
    """Conditions by which other things belong to a place; None: such a place has none of them."""

    buildings: Q | None
    shops: Q | None
    devices: Q | None
    cases: Q
    warnings: Q
    papers: Q | None


def _building(one: Building) -> Belongs:
    here = Q(building=one) | Q(shop__building=one)
    return Belongs(None, Q(building=one), here, here, here, Q(shop__building=one))


def _shop(one: Shop) -> Belongs:
    return Belongs(None, None, Q(shop=one), Q(shop=one), Q(shop=one), Q(shop=one))


def _device(one: Device) -> Belongs:
    told = list(
        Warning.objects.filter(device=one, case_id__isnull=False).values_list("case_id", flat=True)[:500]
    )
    return Belongs(None, None, None, Q(pk__in=told), Q(device=one), None)


def _road(one: Any) -> Belongs:
    """A road has what its name stands in the address of, and the buildings with an address on it."""
    name = one.name_zh
    houses = Q(address__road=one)
    at = Q(shop__address__contains=name)
    stands = at | Q(building__address__road=one)
    return Belongs(
        houses,
        Q(address__contains=name),
        stands,
        at | Q(place_zh__contains=name),
        at | Q(place_zh__contains=name),
        at,
    )


def _area(one: Area) -> Belongs:
    inside = Q(cells__contains=[one.pk])
    return Belongs(inside, inside, inside, inside, inside, Q(shop__cells__contains=[one.pk]))


KINDS: dict[str, Callable[[Any], Belongs]] = {
    "building": _building,
    "shop": _shop,
    "device": _device,
    "road": _road,
    "area": _area,
}


def most(part: str, whole: str) -> int:
    """How many rows a part has on the page."""
    return WHOLE if part == whole else FEW.get(part, MOST)


def place(
    access: Access, kind: str, key: str, *, language: str, now: datetime, whole: str = ""
) -> dict[str, Any]:
    """The page (≤ 30 statements at any size). key: the thing's code, or its id for roads and areas. Raises NotFound.

    whole: the part of which all rows are wanted, so that its figure opens to as many as it says.
    """
    one, taggable = KINDS.get(kind), known(kind)
    if one is None or taggable is None:
        raise NotFound
    on = timezone.localdate(now)
    rows = taggable.rows(access, on)
    by = "pk" if kind in {"road", "area"} else taggable.key
    if by == "pk" and not key.isdecimal():
        by = taggable.key
    row = rows.filter(**{by: key}).first()
    if row is None:
        raise NotFound
    thing, belongs = things(taggable, [row], on)[0], one(row)
    return {
        **head(thing, row),
        "areas": areas_of(thing.cells),
        "people": people_of(access, row) if kind == "building" else None,
        "tags": of_thing(access, kind, thing.ref, on) if granted(access, "tag.list") else [],
        **standing(access, belongs, whole),
        "devices": devices_of(access, belongs.devices, now, whole),
        **cases_of(access, belongs.cases, language, now, whole),
        "warnings": warnings_of(access, belongs.warnings, whole),
        "papers": papers_of(access, belongs.papers, whole),
        "history": history(access, thing),
    }


FACTS: dict[str, tuple[str, ...]] = {
    "building": ("height_m", "height_source", "floors", "structure", "built_year", "protection"),
    "shop": ("trade", "address", "frontage_m"),
    "device": ("model", "state", "last_seen_at"),
    "road": ("kind",),
    "area": ("level", "valid_from", "valid_to"),
}


def head(thing: Thing, row: Any) -> dict[str, Any]:
    """What it is and where it lies; shape: its outline or line (GeoJSON), None for a point."""
    shape = getattr(row, "footprint", None) or getattr(row, "geometry", None)
    house: int | None = getattr(row, "building_id", None) if thing.kind in {"shop", "device"} else None
    up = Building.objects.filter(pk=house).first() if house else None
    return {
        "kind": thing.kind,
        "ref": thing.ref,
        "key": thing.key,
        "name_zh": thing.name_zh,
        "name_en": thing.name_en,
        "lon": thing.lon,
        "lat": thing.lat,
        "shape": shape,
        "facts": {name: getattr(row, name) for name in FACTS[thing.kind]} | kind_of(row),
        "building": _house(up) if up else None,
    }


def kind_of(row: Any) -> dict[str, Any]:
    """The kind of a device in both languages, as its description has it: {"kind": {"zh", "en"}}; {} for others."""
    if not isinstance(row, Device):
        return {}
    found = in_force().kinds.device.get(row.kind)
    return {"kind": {"zh": found.zh, "en": found.en} if found else row.kind}


def areas_of(cells: Sequence[int]) -> list[dict[str, Any]]:
    """The cells it lies in, layer by layer, widest first (1 statement)."""
    rows = Area.objects.filter(pk__in=list(cells)).select_related("layer")
    ordered = sorted(rows, key=lambda area: (area.layer.order, len(area.path), area.pk))
    return [
        {
            "id": area.pk,
            "code": area.code,
            "name_zh": area.name_zh,
            "name_en": area.name_en,
            "layer_zh": area.layer.name_zh,
            "layer_en": area.layer.name_en,
        }
        for area in ordered
    ]


def people_of(access: Access, row: Building) -> dict[str, Any] | None:
    """How many live there, as a band (the exact number: /api/cockpit/buildings/{code} with a purpose)."""
    return headcount(row, exact=False) if granted(access, "building.list") else None


def _house(one: Building, name: Called | None = None) -> dict[str, Any]:
    zh, en = name or called(one)
    return {"id": one.pk, "code": one.code, "name_zh": zh, "name_en": en}


def _houses(rows: Any) -> list[dict[str, Any]]:
    found = list(rows.defer("footprint"))
    names = called_all(found)
    return [_house(one, names[one.pk]) for one in found]


def standing(access: Access, belongs: Belongs, whole: str) -> dict[str, Any]:
    """The buildings and shops that belong to it, with how many there are (6 statements)."""
    found: dict[str, Any] = {}
    for name, model, condition, columns in (
        ("building", Building, belongs.buildings, ("id", "code", "name_zh", "name_en")),
        ("shop", Shop, belongs.shops, ("id", "code", "name_zh", "name_en", "trade", "address")),
    ):
        if condition is None or not granted(access, f"{name}.list"):
            found[f"{name}s"] = None
            continue
        rows: Any = access.rows(f"{name}.list", model.objects.filter(condition)).distinct()
        few, upto = rows.order_by("code"), most(f"{name}s", whole)
        items = _houses(few[:upto]) if name == "building" else list(few.values(*columns)[:upto])
        found[f"{name}s"] = {"n": rows.count(), "items": items}
    return found


def devices_of(access: Access, condition: Q | None, now: datetime, whole: str) -> dict[str, Any] | None:
    """Its devices with their last reading and the trend of 24 hours (4 statements)."""
    if condition is None or not granted(access, "device.list"):
        return None
    rows = access.rows("device.list", Device.objects.filter(condition))
    kept = (
        *("code", "name_zh", "name_en", "kind_zh", "kind_en", "icon", "state"),
        *("last_value", "unit", "decimals", "last_at", "last_seen_at", "trend"),
    )
    found = device_rows(list(listed(rows)[: most("devices", whole)]), in_force().kinds, now)
    return {"n": rows.count(), "items": [{name: row[name] for name in kept} for row in found]}


def cases_of(access: Access, condition: Q, language: str, now: datetime, whole: str) -> dict[str, Any]:
    """Open cases by time left, those that ended in 90 days, and how many of both (3 statements)."""
    if not granted(access, "case.list"):
        return {"cases": None, "past": None}
    rows = access.rows("case.list", Case.objects.filter(condition))
    lately = Q(ended_at__gt=now - PAST)
    counts = rows.aggregate(
        open=Count("pk", filter=Q(ended_at__isnull=True)),
        ended=Count("pk", filter=lately),
        late=Count("pk", filter=lately & Q(overdue_since__isnull=False)),
    )
    shown = rows.select_related(*LISTED).defer(*UNREAD)
    calendar = current_calendar()

    def lines(found: Any) -> list[dict[str, Any]]:
        return [row_of(case, calendar, language=language, now=now) for case in found]

    return {
        "cases": {
            "n": counts["open"],
            "items": lines(
                shown.filter(ended_at__isnull=True).order_by("rank_at", "id")[: most("cases", whole)]
            ),
        },
        "past": {
            "n": counts["ended"],
            "late": counts["late"],
            "days": PAST.days,
            "items": lines(shown.filter(lately).order_by("-ended_at", "-id")[: most("past", whole)]),
        },
    }


def warnings_of(access: Access, condition: Q, whole: str) -> dict[str, Any] | None:
    """Its warnings, living ones first, and how many live; whole: exactly those that live (2 statements)."""
    if not granted(access, "warning.list"):
        return None
    rows = access.rows("warning.list", Warning.objects.filter(condition))
    newest = rows.order_by("queue", "-opened_at", "-pk").select_related("device", "shop", "building")
    kept = ("id", "level", "state", "title_zh", "title_en", "opened_at", "case_id")
    shown = living(newest) if whole == "warnings" else newest
    found = warning_rows(list(shown[: most("warnings", whole)]), access)
    items = [{name: row[name] for name in kept} for row in found]
    return {"n": living(rows).count(), "items": items}


def papers_of(access: Access, condition: Q | None, whole: str) -> dict[str, Any] | None:
    """Its papers, newest first (2 statements)."""
    if condition is None or not granted(access, "paper.list"):
        return None
    rows = access.rows("paper.list", Paper.objects.filter(condition))
    shown = rows.select_related(*PAPER_COLUMNS).order_by("-made_at", "-id")[: most("papers", whole)]
    kept = ("id", "number", "title", "kind_zh", "kind_en", "state", "state_zh", "state_en", "issued_at")
    return {"n": rows.count(), "items": [{name: line(row).get(name) for name in kept} for row in shown]}


def history(access: Access, thing: Thing) -> list[dict[str, Any]]:
    """What the log tells of it, newest first, in the words of the live stream (1 statement)."""
    if not granted(access, "stream.read"):
        return []
    words = catalogue()
    rows = access.rows(
        "stream.read", Event.objects.filter(subject=f"{thing.kind}:{thing.key}", kind__in=words.kinds)
    )
    items = (words.item(happening(row)) for row in rows.order_by("-id")[:MOST])
    return [item for item in items if item]
