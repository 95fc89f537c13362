"""A drawn re-gridding: the grid it would give, what does not fit in it, and what would move."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from weige.kernel import reference
from weige.kernel.errors import LANGUAGES, words
from weige.territory.models import Area, GridPlan
from weige.territory.queries.areas import areas_on
from weige.territory.queries.placed import PLACED
from weige.territory.rules.faults import TerritoryFault
from weige.territory.rules.locator import AreaShape, Locator
from weige.territory.rules.topology import Cell, Flaw, cut_out, flaws, new_flaws

MOST_PAIRS = 60  # from → to pairs shown of one kind
COLUMNS = ("code", "level", "parent", "name_zh", "name_en", "geometry", "width_m")


def in_force(layer_id: int, on: date, street: Sequence[int]) -> list[Area]:
    """The layer's areas of this street on a day, drawn ones first to last by code (1 statement)."""
    rows = areas_on(on).filter(layer_id=layer_id, path__overlap=list(street))
    return list(rows.select_related("layer", "parent__layer"))


def cell_of(area: Area) -> dict[str, Any]:
    """An area as a plan holds it; parent by its code, with its layer where it is another."""
    parent = area.parent
    code = "" if parent is None else parent.code
    return {
        "code": area.code,
        "level": area.level,
        "parent": code,
        "name_zh": area.name_zh,
        "name_en": area.name_en,
        "geometry": area.geometry,
        "width_m": area.width_m,
        "ended": False,
    }


def merged(areas: Iterable[Area], drawn: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Code → cell of the layer after the plan."""
    found = {area.code: cell_of(area) for area in areas}
    for cell in drawn:
        if cell.get("ended"):
            found.pop(cell["code"], None)
        else:
            found[cell["code"]] = {name: cell.get(name) for name in COLUMNS} | {"ended": False}
    return found


def check(areas: Sequence[Area], drawn: Sequence[dict[str, Any]]) -> list[Flaw]:
    """What the plan brings that does not fit; what did not fit before is left alone."""
    around = {area.parent.code: area.parent for area in areas if area.parent is not None}
    outer = {code: Cell(code, "", parent.geometry, parent.width_m) for code, parent in around.items()}

    def judged(cells: dict[str, dict[str, Any]]) -> list[Flaw]:
        rows = [_cell(one) for one in cells.values()]
        return flaws(rows, outer | {one.key: one for one in rows})

    before, after = merged(areas, []), merged(areas, drawn)
    lost = [one for one in after.values() if one["parent"] and one["parent"] not in {*after, *outer}]
    missing = [Flaw("cell_broken", (one["code"],), 0.0, None, f"parent {one['parent']}") for one in lost]
    return [*missing, *new_flaws(judged(before), judged(after))]


def _cell(one: dict[str, Any]) -> Cell:
    return Cell(one["code"], one["parent"] or "", one["geometry"], one["width_m"])


def without(areas: Sequence[Area], drawn: Sequence[dict[str, Any]], code: str) -> list[dict[str, Any]]:
    """The siblings of a cell with its ground cut out of them. Raises TerritoryFault."""
    after = merged(areas, drawn)
    if code not in after:
        return []
    cell = after[code]
    siblings = [one for one in after.values() if one["parent"] == cell["parent"]]
    found = cut_out(_cell(cell), [_cell(one) for one in siblings])
    return [{**one, "geometry": plain(found[one["code"]])} for one in siblings if one["code"] in found]


def plain(geometry: dict[str, Any]) -> dict[str, Any]:
    """A shapely mapping as JSON, to a centimetre."""

    def lists(item: Any) -> Any:
        return [lists(part) for part in item] if isinstance(item, list | tuple) else round(float(item), 7)

    return {"type": geometry["type"], "coordinates": lists(geometry["coordinates"])}


def called(areas: Iterable[Area], drawn: Iterable[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """Code → (zh, en) of the cells of a plan, of those it ends and of what lies around them."""
    around = [(one.code, one.name_zh, one.name_en) for area in areas for one in (area, area.parent) if one]
    new = [(one["code"], one.get("name_zh") or "", one.get("name_en") or "") for one in drawn]
    return {code: (zh or code, en or zh or code) for code, zh, en in [*around, *new]}


def flaw_params(flaw: Flaw, names: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """What a flaw's words are filled with: a cell by its name, then its code."""
    told = {"area": f"{flaw.area_m2:,.0f}", "reason": flaw.reason}
    for place, code in (("first", flaw.cells[0]), ("last", flaw.cells[-1])):
        zh, en = names.get(code, (code, code))
        told[place] = code if zh == code else f"{zh}（{code}）"
        told[f"{place}_en"] = code if en == code else f"{en} ({code})"
    return told


def flaw_line(flaw: Flaw, names: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    """A flaw in words, and where it is."""
    params = flaw_params(flaw, names)
    said = {f"message_{one}": words(flaw.code, one, params) for one in LANGUAGES}
    return {
        "code": flaw.code,
        "cells": list(flaw.cells),
        "area_m2": flaw.area_m2,
        "where": flaw.where,
        **said,
    }


def moves(layer: str, areas: Sequence[Area], drawn: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """For each kind of thing with a place: how many go from which cell to which (1 statement a kind).

    Raises TerritoryFault when a drawn cell is broken.
    """
    reference.discover()
    before = _locator(layer, merged(areas, []).values(), areas)
    after = _locator(layer, merged(areas, drawn).values(), areas)
    found = []
    for kind in PLACED.values():
        points = np.array(list(kind.rows().values_list("lon", "lat")), dtype=np.float64).reshape(-1, 2)
        pairs: Counter[tuple[str, str]] = Counter()
        if len(points):
            olds, news = (_codes(one, layer, points) for one in (before, after))
            pairs.update(zip(olds, news, strict=True))
        changed = [(pair, n) for pair, n in pairs.most_common() if pair[0] != pair[1]]
        lines = [{"before": old, "after": new, "n": n} for (old, new), n in changed[:MOST_PAIRS]]
        found.append({"kind": kind.code, "moved": sum(n for _, n in changed), "pairs": lines})
    return found


def _locator(layer: str, cells: Iterable[dict[str, Any]], areas: Sequence[Area]) -> Locator:
    """The layer's cells with the areas of other layers they hang under, ids given anew."""
    rows = list(cells)
    around = [area.parent for area in areas if area.parent is not None]
    outer = {one.pk: one for one in around if one.layer.code != layer}
    shapes = [
        AreaShape(pk, one.code, one.layer.code, None, one.geometry, one.width_m) for pk, one in outer.items()
    ]
    ids = {one.code: pk for pk, one in outer.items()}
    start = max(ids.values(), default=0) + 1
    ids |= {cell["code"]: start + n for n, cell in enumerate(rows)}
    for cell in rows:
        parent = ids.get(cell["parent"] or "")
        shapes.append(
            AreaShape(ids[cell["code"]], cell["code"], layer, parent, cell["geometry"], cell["width_m"])
        )
    return Locator(shapes)


def _codes(locator: Locator, layer: str, points: Any) -> list[str]:
    """The code of the cell each point lies in; "" outside."""
    owners = locator.locate_many(points).owners.get(layer)
    if owners is None:
        return [""] * len(points)
    return [locator.areas[index].code if index >= 0 else "" for index in owners.index.tolist()]


def plan_row(plan: GridPlan) -> dict[str, Any]:
    """A plan for lists (its layer must be loaded)."""
    names = (
        "id",
        "state",
        "title",
        "version",
        "valid_from",
        "by_name",
        "made_at",
        "planned_at",
        "done_at",
        "fault",
    )
    return {
        **{name: getattr(plan, name) for name in names},
        "layer": plan.layer.code,
        "changed": [cell["code"] for cell in plan.cells],
        "moves": plan.moves.get("kinds", []),
    }


__all__ = [
    "TerritoryFault",
    "called",
    "cell_of",
    "check",
    "flaw_line",
    "flaw_params",
    "in_force",
    "merged",
    "moves",
    "plan_row",
]
