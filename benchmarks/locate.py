"""How fast a point finds its cells: our locator against plain shapely loops, one by one and in batches.

Run: make bench NAME=locate [ARGS="--points 200000"]. Prints a table; the last line is one JSON object.
Pure: no database. The plain loops answer less (which polygons contain the point; no nearest owner, no
layers, no ancestors); rows where they win are printed like the others.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import shapely

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from weige.territory.rules.datum import Points, convert_many  # noqa: E402
from weige.territory.rules.geometry import drawn, ground  # noqa: E402
from weige.territory.rules.locator import AreaShape, Locator  # noqa: E402

AREAS = ROOT / "weige" / "demo" / "data" / "geo" / "areas.geojson"
SINGLE = 2000
ROUNDS = 5


@dataclass
class Measured:
    """One line of the table: microseconds a point (best of five rounds) and how many points found an owner."""

    town: str
    way: str
    who: str
    microseconds: float
    found_share: float


def street() -> list[AreaShape]:
    """The demonstration street with all its layers."""
    features = json.loads(AREAS.read_text(encoding="utf-8"))["features"]
    ids = {f["properties"]["code"]: n for n, f in enumerate(features, start=1)}
    return [
        AreaShape(
            ids[p["code"]], p["code"], p["layer"], ids.get(p.get("parent")), f["geometry"], p.get("width_m")
        )
        for f in features
        for p in [f["properties"]]
    ]


def city(side: int) -> list[AreaShape]:
    """A made-up city: side x side square districts of 500 m, each with a micro-grid of the same size and a
    street.
    """
    areas = []
    for n in range(side * side):
        x, y = 121.0 + n % side * 0.005, 31.0 + n // side * 0.0045
        ring = [[x, y], [x + 0.005, y], [x + 0.005, y + 0.0045], [x, y + 0.0045], [x, y]]
        line = [[x + 0.0005, y + 0.0022], [x + 0.0045, y + 0.0022]]
        areas.append(
            AreaShape(2 * n + 1, f"G{n}", "cityop", None, {"type": "Polygon", "coordinates": [ring]})
        )
        street_line = {"type": "LineString", "coordinates": line}
        areas.append(AreaShape(2 * n + 2, f"L{n}", "cityop", 2 * n + 1, street_line, 30.0))
    return areas


def scatter(areas: Sequence[AreaShape], count: int) -> Points:
    """Random points in the box of the areas, the same in every run."""
    boxes = np.array([shapely.geometry.shape(a.geometry).bounds for a in areas])
    west, south, east, north = *boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0)
    rng = np.random.default_rng(20261121)
    return np.column_stack((rng.uniform(west, east, count), rng.uniform(south, north, count)))


def best(work: Callable[[], int], points: int) -> tuple[float, float]:
    """(microseconds a point in the best of five rounds, share of points with an owner)."""
    times, found = [], 0
    for _ in range(ROUNDS):
        start = perf_counter()
        found = work()
        times.append(perf_counter() - start)
    return min(times) / points * 1e6, found / points


def contenders(areas: Sequence[AreaShape]) -> dict[str, Callable[[Points], int]]:
    """Name to a function that gives how many points it found something for."""
    locator = Locator(areas)
    shapes = [drawn(ground(a.geometry, width_m=a.width_m)) for a in areas]
    tree = shapely.STRtree(shapes)

    def ours(points: Points) -> int:
        return sum(not locator.locate(lon, lat).outside for lon, lat in points.tolist())

    def loop(points: Points) -> int:
        return sum(len([s for s in shapes if s.contains(p)]) > 0 for p in map(shapely.Point, points.tolist()))

    def bare_tree(points: Points) -> int:
        return sum(
            len(tree.query(p, predicate="intersects")) > 0 for p in map(shapely.Point, points.tolist())
        )

    def ours_batch(points: Points) -> int:
        many = locator.locate_many(points)
        return int(np.any([o.index >= 0 for o in many.owners.values()], axis=0).sum())

    def ours_rows(points: Points) -> int:
        return sum(not row.outside for row in locator.locate_many(points))

    def loop_batch(points: Points) -> int:
        return int(np.any([shapely.contains_xy(s, points[:, 0], points[:, 1]) for s in shapes], axis=0).sum())

    def tree_batch(points: Points) -> int:
        return len(np.unique(tree.query(shapely.points(points), predicate="intersects")[0]))

    return {
        "one|Weige locate": ours,
        "one|plain loop of contains": loop,
        "one|bare STRtree": bare_tree,
        "batch|Weige locate_many": ours_batch,
        "batch|Weige locate_many, rows as objects": ours_rows,
        "batch|plain loop of contains_xy": loop_batch,
        "batch|bare STRtree": tree_batch,
    }


def measure(town: str, areas: Sequence[AreaShape], count: int, skip: Sequence[str] = ()) -> list[Measured]:
    """All contenders on one town; contains_xy leaves its shapes prepared, so the single loops go before it."""
    points = scatter(areas, count)
    lines = []
    for name, work in contenders(areas).items():
        if name in skip:
            continue
        way, who = name.split("|")
        some = points[:SINGLE] if way == "one" else points
        lines.append(Measured(town, way, who, *best(lambda w=work, p=some: w(p), len(some))))
    return lines


def extras(areas: Sequence[AreaShape], count: int) -> dict[str, float]:
    """Building the index (ms), and converting a batch from GCJ-02 (microseconds a point)."""
    build, _ = best(lambda: len(Locator(areas).areas), 1)
    points = scatter(areas, count)
    convert, _ = best(lambda: len(convert_many(points, source="GCJ-02")), count)
    return {"build_ms": round(build / 1e3, 2), "gcj02_us": round(convert, 3)}


def owned(areas: Sequence[AreaShape], count: int) -> dict[str, float]:
    """Share of points inside the town that get a street segment or scattered point: by us, and by containment."""
    found = [row for row in Locator(areas).locate_many(scatter(areas, count)) if "cityop" in row.by_layer]
    inside = sum(row.by_layer["cityop"].method == "inside" for row in found)
    leaves = sum(row.by_layer["cityop"].code[0] in "LX" for row in found)
    return {"ours": round(leaves / len(found), 4), "containment": round(inside / len(found), 4)}


def table(lines: Sequence[Measured]) -> None:
    """The lines with the ratio to Weige in the same town and way: above 1 means that we are faster."""
    ours = {(x.town, x.way): x.microseconds for x in lines if x.who in {"Weige locate", "Weige locate_many"}}
    print(f"{'town':<22}{'way':<7}{'who':<40}{'us/point':>10}{'found':>8}{'x Weige':>9}")
    for x in lines:
        ratio = x.microseconds / ours[x.town, x.way]
        print(f"{x.town:<22}{x.way:<7}{x.who:<40}{x.microseconds:>10.2f}{x.found_share:>8.1%}{ratio:>9.2f}")


def main() -> None:
    """Measures, prints the table and the JSON line."""
    parser = argparse.ArgumentParser(description="locate: Weige against plain shapely")
    parser.add_argument("--points", type=int, default=100_000, help="points of a batch")
    parser.add_argument("--side", type=int, default=40, help="the made-up city has side x side districts")
    given = parser.parse_args()
    town, grid = street(), city(given.side)
    lines = measure(f"street, {len(town)} areas", town, given.points)
    slow = ("one|plain loop of contains", "batch|plain loop of contains_xy") if given.side > 60 else ()
    lines += measure(f"city, {len(grid)} areas", grid, given.points, slow)
    table(lines)
    more = {"street": extras(town, given.points), "city": extras(grid, given.points)}
    for name, values in more.items():
        print(
            f"{name}: building the index {values['build_ms']} ms; from GCJ-02 {values['gcj02_us']} us a point"
        )
    share = owned(town, given.points)
    print(
        f"street points with a segment: Weige {share['ours']:.1%}, containment alone {share['containment']:.1%}"
    )
    result: dict[str, Any] = {"benchmark": "locate", "owned": share, "points": given.points, "extras": more}
    result["rows"] = [
        {k: round(v, 4) if isinstance(v, float) else v for k, v in asdict(x).items()} for x in lines
    ]
    print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
