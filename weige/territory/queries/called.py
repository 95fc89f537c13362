"""What a house is called: its own name, else its road and number, else the segment it stands on; never its code."""

from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

from weige.territory.models import Address, Area, Building

NARROW: Final = ("segment", "point", "micro_grid", "grid", "beat", "branch", "circle", "town_centre")
"""Which of a house's cells says best where it is, narrowest first (our default)."""
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
        english = f"{row.number} {row.road.name_en}" if row.road and row.road.name_en and row.number else ""
        found.setdefault(row.building_id or 0, Called(row.text, english or row.text))
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
