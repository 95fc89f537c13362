"""The street's outline along the river banks, its centre and four business circles, 18 segments, scattered
points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import LineString, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from .roads import named, spine
from .source import Raw, lines_of, metres, polygons_of

# The extract's edges on our side (degrees): roads begin at 121.4813 and end at 31.2269.
WEST, SOUTH, NORTH, EAST = 121.48135, 31.22675, 31.2470, 121.4990
ROADS_END = 31.22692
INSIDE = (121.4840, 31.2400)
FAR = 20_000.0


@dataclass(frozen=True)
class Unit:
    """The town centre or a business circle: one part of the street's first division."""

    code: str
    level: str
    name_zh: str
    name_en: str


UNITS = (
    Unit("C0", "town_centre", "金陵东路镇中心", "Jinling Road town centre"),
    Unit("C1", "circle", "外滩源商圈", "Bund Source circle"),
    Unit("C2", "circle", "南京东路商圈", "Nanjing Road circle"),
    Unit("C3", "circle", "外滩金融商圈", "Bund Finance circle"),
    Unit("C4", "circle", "豫园商圈", "Yuyuan circle"),
)


@dataclass(frozen=True)
class Segment:
    """A street segment: a named road inside one unit, with the width from shop front to shop front in metres.

    ``trim_m`` is left off at the end of the line, where the carriageway of the extract turns into a junction.
    """

    code: str
    unit: str
    road: str
    name_en: str
    width_m: float
    trim_m: float = 0.0


SEGMENTS = (
    Segment("L01", "C1", "南苏州路", "South Suzhou Road", 22, trim_m=45),
    Segment("L02", "C1", "圆明园路", "Yuanmingyuan Road", 20),
    Segment("L03", "C1", "虎丘路", "Huqiu Road", 18),
    Segment("L04", "C1", "北京东路", "East Beijing Road", 26),
    Segment("L05", "C2", "滇池路", "Dianchi Road", 18),
    Segment("L06", "C2", "南京东路", "East Nanjing Road", 30),
    Segment("L07", "C2", "九江路", "Jiujiang Road", 20),
    Segment("L08", "C2", "汉口路", "Hankou Road", 20),
    Segment("L09", "C3", "福州路", "Fuzhou Road", 22),
    Segment("L10", "C3", "广东路", "Guangdong Road", 20),
    Segment("L11", "C3", "四川中路", "Middle Sichuan Road", 20),
    Segment("L12", "C2", "江西中路", "Middle Jiangxi Road", 18),
    Segment("L13", "C3", "中山东一路", "East Zhongshan No. 1 Road", 56),
    Segment("L14", "C0", "金陵东路", "East Jinling Road", 26),
    Segment("L15", "C0", "四川南路", "South Sichuan Road", 20),
    Segment("L16", "C4", "人民路", "Renmin Road", 30),
    Segment("L17", "C4", "福佑路", "Fuyou Road", 20),
    Segment("L18", "C4", "方浜中路", "Middle Fangbang Road", 20),
)


@dataclass(frozen=True)
class Spot:
    """A scattered point (零星网点): a public place off the segments, with the diameter it catches in
    metres.
    """

    code: str
    unit: str
    name_zh: str
    name_en: str
    at: tuple[float, float]
    width_m: float


SPOTS = (
    Spot("X01", "C1", "黄浦公园", "Huangpu Park", (121.486400, 31.243850), 84),
    Spot("X02", "C1", "外白渡桥南广场", "Waibaidu Bridge south plaza", (121.485760, 31.244680), 30),
    Spot("X03", "C3", "陈毅广场", "Chen Yi Square", (121.486020, 31.241000), 40),
    Spot("X04", "C3", "外滩观景平台", "Bund viewing terrace", (121.486330, 31.238403), 40),
    Spot("X05", "C3", "外滩信号台", "Bund signal tower", (121.487700, 31.235270), 30),
    Spot("X06", "C2", "圣三一堂院落", "Holy Trinity court", (121.481776, 31.238447), 50),
    Spot("X07", "C3", "元芳弄里弄", "Yuanfang Lane", (121.484930, 31.236810), 50),
    Spot("X08", "C0", "若瑟堂院落", "St Joseph's court", (121.485662, 31.232598), 40),
    Spot("X09", "C4", "古城公园", "Gucheng Park", (121.489378, 31.230367), 120),
    Spot("X10", "C4", "九曲桥广场", "Nine-Zigzag Bridge plaza", (121.487330, 31.228640), 60),
    Spot("X11", "C4", "城隍庙广场", "City God Temple plaza", (121.488190, 31.227880), 50),
    Spot("X12", "C4", "豫园地铁站口", "Yuyuan metro entrance", (121.482969, 31.228620), 50),
)


def outline(roads: Sequence[Raw], water: Sequence[Raw]) -> tuple[Polygon, Polygon]:
    """(our street, the street next door): land south of one river and west of the other, parted along real
    roads.
    """
    low, high = metres(WEST, SOUTH), metres(EAST, NORTH)
    frame = box(low.x, low.y, high.x, high.y)
    rivers = [p for w in water if w.name in {"黄浦江", "苏州河"} for p in polygons_of(w.shape)]
    # Tiles were cut: a hair's breadth joins their halves again.
    river = shapely.union_all([r.buffer(0.3, join_style="mitre") for r in rivers]).buffer(
        -0.3, join_style="mitre"
    )
    land = max(polygons_of(frame.difference(river)), key=lambda p: p.contains(metres(*INSIDE)))
    land = Polygon(land.exterior).simplify(0.8)
    ours = _largest(land.intersection(_west_of(_east_border(roads))))
    end = metres(WEST, ROADS_END).y
    return ours, _largest(land.difference(ours).intersection(box(low.x, end, high.x, high.y)))


def _east_border(roads: Sequence[Raw]) -> list[tuple[float, float]]:
    """Up the far kerb of Renmin Road, then along the far kerb of Xinkaihe Road to the river: both roads are
    ours.
    """
    opening = spine(named(roads, "新开河路"))
    corner = opening.coords[0]
    renmin = [c for c in spine(named(roads, "人民路")).coords if c[0] > corner[0]]
    up = list(LineString(renmin[::-1]).offset_curve(-18).coords)
    out = list(_longer(opening, 220).offset_curve(-14).coords)
    meeting = LineString(up).intersection(LineString(out))
    turn = (meeting.x, meeting.y) if meeting.geom_type == "Point" else out[0]
    return [c for c in up if c[1] < turn[1]] + [turn] + [c for c in out if c[0] > turn[0]]


def units(town: Polygon, roads: Sequence[Raw]) -> dict[str, Polygon]:
    """The parts of the street by code: they cover it, touch, and never overlap.

    Borders run along the far kerb of a road, so that the road with both its sides belongs to one part. The
    row of houses on the Bund and the quay before it belong to the finance circle all along.
    """
    beijing = _north_of(_offset(roads, "北京东路", -14.5))
    hankou = _north_of(_offset(roads, "汉口路", -11.5))
    yanan = _north_of(list(spine(named(roads, "延安东路")).coords))
    corner = spine(named(roads, "新开河路")).coords[0]
    renmin = _north_of([c for c in _offset(roads, "人民路", 17) if c[0] < corner[0] - 12])
    bund = _east_of(_offset(roads, "中山东一路", 78))
    parts = {
        "C1": town.intersection(beijing),
        "C2": town.intersection(hankou).difference(beijing).difference(bund),
    }
    parts["C3"] = town.intersection(yanan).difference(beijing).difference(parts["C2"])
    parts["C0"] = town.intersection(renmin).difference(yanan)
    parts["C4"] = town.difference(renmin).difference(yanan)
    return {code: _largest(parts[code]) for code in sorted(parts)}


def segment_line(segment: Segment, unit: Polygon, roads: Sequence[Raw]) -> LineString:
    """The centre line of a segment: the road's spine inside its unit, kept half a width away from the
    border.
    """
    inside = spine(named(roads, segment.road)).intersection(unit.buffer(0.3 - segment.width_m / 2))
    line = max(lines_of(inside), key=lambda part: part.length)
    return substring(line, 0, line.length - segment.trim_m) if segment.trim_m else line


def _offset(roads: Sequence[Raw], name: str, metres_left: float) -> list[tuple[float, float]]:
    """The spine of a road moved to its left (north of an east-west road, west of a north-south one)."""
    line = spine(named(roads, name)).offset_curve(metres_left)
    return list(max(lines_of(line), key=lambda part: part.length).coords)


def _north_of(line: list[tuple[float, float]]) -> Polygon:
    """Everything north of a west-east line, which is prolonged level at both ends."""
    first, last = line[0], line[-1]
    return Polygon([(-FAR, first[1]), *line, (FAR, last[1]), (FAR, FAR), (-FAR, FAR)])


def _east_of(line: list[tuple[float, float]]) -> Polygon:
    """Everything east of a south-north line, which is prolonged upright at both ends."""
    first, last = line[0], line[-1]
    return Polygon([(first[0], -FAR), *line, (last[0], FAR), (FAR, FAR), (FAR, -FAR)])


def _west_of(line: list[tuple[float, float]]) -> Polygon:
    """Everything west of a line that runs up from the south and out to the north-east."""
    first, last = line[0], line[-1]
    return Polygon([(-FAR, -FAR), (first[0], -FAR), *line, (last[0], FAR), (-FAR, FAR)])


def _longer(line: LineString, by: float) -> LineString:
    """A line prolonged at its end, in the direction of its last piece."""
    (ax, ay), (bx, by_) = line.coords[-2:]
    stretch = by / ((bx - ax) ** 2 + (by_ - ay) ** 2) ** 0.5
    return LineString([*line.coords, (bx + (bx - ax) * stretch, by_ + (by_ - ay) * stretch)])


def _largest(geometry: BaseGeometry) -> Polygon:
    return max(polygons_of(geometry), key=lambda part: part.area)
