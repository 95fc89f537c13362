"""What a house or a point is called: a name, else road and number, else the segment it stands on; never a code."""

import math
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

from weige.kernel import lean
from weige.territory.models import Address, Area, Building

NARROW: Final = ("segment", "point", "micro_grid", "grid", "beat", "branch", "circle", "town_centre")
"""Which of a house's cells says best where it is, narrowest first (our default)."""
NEAR_M: Final = 120.0
EXACT_M: Final = 3.0
"""Metres to an address that a point is said to be near, and those within which it is that address (our default)."""
DEGREE_M: Final = 111_320.0
"""Metres of a degree of latitude."""
#: The address nearest to a point, with the way in degrees, and the narrowest of its cells, without; %s: lon, lat,
#: squeeze of its longitude, reach, cells, cells, levels, levels.
NEAREST: Final = """
WITH here AS (SELECT %s::float8 AS lon, %s::float8 AS lat, %s::float8 AS squeeze, %s::float8 AS reach)
(SELECT a.text, a.number, coalesce(r.name_en, ''),
        |/ (((a.lon - h.lon) * h.squeeze) ^ 2 + (a.lat - h.lat) ^ 2) AS way
 FROM here h, territory_address a LEFT JOIN territory_road r ON r.id = a.road_id
 WHERE a.cells && %s::int[] AND a.lat BETWEEN h.lat - h.reach AND h.lat + h.reach
   AND a.lon BETWEEN h.lon - h.reach / h.squeeze AND h.lon + h.reach / h.squeeze
 ORDER BY way, a.text LIMIT 1)
UNION ALL
(SELECT name_zh, '', name_en, NULL FROM territory_area WHERE id = ANY(%s) AND level = ANY(%s::text[])
 ORDER BY array_position(%s::text[], level::text), code LIMIT 1)
"""
UNNAMED: Final = ("未命名楼栋", "Unnamed building")


class Called(NamedTuple):
    """The same in both languages; neither is empty."""

    zh: str
    en: str


def called(building: Building) -> Called:
    """One house (≤ 2 statements, none where it has a name)."""
    return called_all([building])[building.pk]


def called_all(buildings: Iterable[Building]) -> dict[int, Called]:
    """Many houses by their id (≤ 2 statements, none where all have names)."""
    rows = list(buildings)
    found = {one.pk: Called(one.name_zh, one.name_en or one.name_zh) for one in rows if one.name_zh}
    found |= _addressed([one.pk for one in rows if one.pk not in found])
    rest = [one for one in rows if one.pk not in found]
    areas = {area.pk: area for area in _areas(rest)}
    return found | {one.pk: _standing([areas[pk] for pk in one.leaf_cells if pk in areas]) for one in rest}


def beside(lon: float, lat: float, cells: Collection[int]) -> Called | None:
    """A point (WGS84) in words: the address it is, the one it is near, else its narrowest cell; None where nothing is
    known. cells: the leaf cells it lies in (≤ 1 statement).
    """
    if not cells:
        return None
    squeeze, within, levels = math.cos(math.radians(lat)), list(cells), list(NARROW)
    with lean.prepared() as cursor:
        cursor.execute(NEAREST, [lon, lat, squeeze, NEAR_M / DEGREE_M, within, within, levels, levels])
        found = {row[3] is None: row for row in cursor.fetchall()}
    door, area = found.get(False), found.get(True)
    if door is None or door[3] * DEGREE_M > NEAR_M:
        return Called(area[0], area[2] or area[0]) if area else None
    zh, en = door[0], _english(*door[:3])
    return Called(zh, en) if door[3] * DEGREE_M <= EXACT_M else Called(f"{zh}附近", f"near {en}")


def _english(text: str, number: str, road: str) -> str:
    return f"{number} {road}" if number and road else text


def _addressed(houses: list[int]) -> dict[int, Called]:
    """By the lowest number on the road most of its doors open to."""
    if not houses:
        return {}
    found: dict[int, Called] = {}
    rows = Address.objects.filter(building__in=houses).select_related("road").defer("road__geometry")
    doors = list(rows)
    on_road = Counter((one.building_id, one.road_id) for one in doors)
    for row in sorted(
        doors, key=lambda one: (-on_road[one.building_id, one.road_id], len(one.text), one.text)
    ):
        english = _english(row.text, row.number, row.road.name_en if row.road else "")
        found.setdefault(row.building_id or 0, Called(row.text, english))
    return found


def _areas(houses: list[Building]) -> Iterable[Area]:
    if not houses:
        return ()
    return Area.objects.filter(pk__in={pk for one in houses for pk in one.leaf_cells}).defer("geometry")


def _standing(areas: list[Area]) -> Called:
    known = [area for area in areas if area.level in NARROW]
    if not known:
        return Called(*UNNAMED)
    area = min(known, key=lambda one: (NARROW.index(one.level), one.code))
    return Called(f"{UNNAMED[0]} · {area.name_zh}", f"{UNNAMED[1]} · {area.name_en or area.name_zh}")
