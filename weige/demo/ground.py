"""The ground of the demonstration: layers, areas, roads, buildings, addresses and premises of data/geo,
loaded.
"""

import csv
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from weige.kernel.access import SYSTEM, Who
from weige.kernel.models import Setting
from weige.territory import services
from weige.territory.services import ImportReport, Row

FOLDER = Path(__file__).parent / "data" / "geo"
STREET = "310101999"
AREAS_FROM = (1, 1)  # the grid began on 1 January of the year before the demonstration's
LAYERS = (
    ("admin", "行政区划", "Administrative"),
    ("cityop", "城运网格", "City operation"),
    ("police", "警务区", "Police beats"),
    ("party", "党建片区", "Party districts"),
)


@transaction.atomic
def load_ground(now: datetime, *, who: Who = SYSTEM) -> dict[str, int]:
    """Loads the prepared street into an empty territory and names it the installation's street.

    Gives how many areas, roads, buildings, addresses and premises there are. Raises ValueError when the
    prepared data do not fit (they are tested: this means changed files).
    """
    for order, (code, name_zh, name_en) in enumerate(LAYERS):
        services.open_layer(code=code, name_zh=name_zh, name_en=name_en, order=order)
    began = date(now.year - 1, *AREAS_FROM)
    found = {
        "areas": _rows(services.import_areas, _features("areas"), who=who, now=now, valid_from=began),
        "roads": _rows(services.import_roads, _features("roads_named"), who=who, now=now),
        "buildings": _rows(services.import_buildings, _features("buildings"), who=who, now=now),
        "addresses": _rows(services.import_addresses, _addresses(), who=who, now=now),
        "premises": _rows(services.import_premises, _premises(), who=who, now=now),
    }
    Setting.objects.update_or_create(key="street", defaults={"value": STREET})
    return found


def _rows(load: Callable[..., ImportReport], rows: Sequence[Row], **given: Any) -> int:
    report = load(rows=rows, **given)
    if report.errors:
        raise ValueError(f"{report.what}: {report.errors[:3]}")
    return report.rows


def _features(name: str) -> list[Row]:
    return services.rows_of_geojson(json.loads((FOLDER / f"{name}.geojson").read_text(encoding="utf-8")))


def _table(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def _addresses() -> list[Row]:
    """The known addresses of houses and those of the shops' doors; a door at a known address adds none."""
    known = {line["address_zh"]: line for line in _table("addresses")}
    for shop in _table("shops"):
        road, number = _road_and_number(shop["address_zh"])
        known.setdefault(shop["address_zh"], {**shop, "road": road, "number": number})
    return [Row(number, line) for number, line in enumerate(known.values(), start=2)]


def _road_and_number(address: str) -> tuple[str, str]:
    """ "九江路36号" → ("九江路", "36")."""
    digits = "".join(ch for ch in address.removesuffix("号") if ch.isdigit())
    return address.removesuffix("号").removesuffix(digits), digits


@cache
def _english_roads() -> dict[str, str]:
    found = json.loads((FOLDER / "roads_named.geojson").read_text(encoding="utf-8"))["features"]
    return {one["properties"]["name_zh"]: one["properties"]["name_en"] for one in found}


def in_english(address: str) -> str:
    """ "九江路36号" → "36 Jiujiang Road"; "" where the road has no English name."""
    road, number = _road_and_number(address)
    name = _english_roads().get(road, "")
    return f"{number} {name}".strip() if name else ""


def _premises() -> list[Row]:
    """One premise behind each shop's door; its code is "P-" and the shop's id."""
    return [
        Row(number, {**shop, "code": f"P-{shop['id']}"})
        for number, shop in enumerate(_table("shops"), start=2)
    ]
