"""Lists of areas and their map layer: ribbons drawn, a place for the label, valid on a day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import shapely
from django.db.models import Q, QuerySet
from shapely.geometry import mapping
from shapely.ops import polylabel

from weige.territory.models import Area
from weige.territory.rules.geometry import Ground, Projection, drawn, ground

DECIMALS = 6  # 0.1 m: enough for a screen
LABEL_TOLERANCE_M = 5.0


def areas_on(day: date) -> "QuerySet[Area]":
    """The areas valid on a day, with their layers, ordered by layer and code."""
    valid = Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))
    return Area.objects.filter(valid).select_related("layer").order_by("layer__order", "code", "pk")


def area_row(area: Area) -> dict[str, Any]:
    """An area for lists (the layer must be loaded)."""
    return {
        "id": area.pk,
        "layer": area.layer.code,
        "code": area.code,
        "level": area.level,
        "parent_id": area.parent_id,
        "path": area.path,
        "name_zh": area.name_zh,
        "name_en": area.name_en,
        "width_m": area.width_m,
        "bbox": [area.west, area.south, area.east, area.north],
        "valid_from": area.valid_from,
        "valid_to": area.valid_to,
    }


def area_features(areas: Sequence[Area]) -> list[dict[str, Any]]:
    """GeoJSON features: lines and points with a width as the polygon they cover, a label place in each."""
    return [_feature(area) for area in areas]


def _feature(area: Area) -> dict[str, Any]:
    piece = ground(area.geometry, width_m=area.width_m, where=f"area {area.code}")
    properties = {
        "id": area.pk,
        "layer": area.layer.code,
        "code": area.code,
        "level": area.level,
        "parent_id": area.parent_id,
        "name_zh": area.name_zh,
        "name_en": area.name_en,
        "label": label_place(piece),
    }
    if piece.kind == "line":
        properties |= {"width_m": area.width_m, "length_m": length_m(piece)}
    shown = mapping(drawn(piece))
    return {
        "type": "Feature",
        "id": area.pk,
        "properties": properties,
        "geometry": {"type": shown["type"], "coordinates": rounded(shown["coordinates"])},
    }


def label_place(piece: Ground) -> list[float]:
    """Where a name stands: the middle of a line, a point itself, the roomiest spot of a polygon."""
    parts = shapely.get_parts(piece.shape)
    spot: Any = max(parts, key=lambda part: (part.area, part.length))
    if piece.kind == "line":
        spot = spot.interpolate(0.5, normalized=True)
    elif piece.kind == "polygon":
        plane = _plane(piece)
        flat: Any = plane.flat_shape(spot)
        spot = plane.round_shape(polylabel(flat, LABEL_TOLERANCE_M))
    return [round(spot.x, DECIMALS), round(spot.y, DECIMALS)]


def length_m(piece: Ground) -> int:
    """The length of a line in whole metres."""
    return round(_plane(piece).flat_shape(piece.shape).length)


def _plane(piece: Ground) -> Projection:
    west, south, east, north = piece.shape.bounds
    return Projection.around((west + east) / 2, (south + north) / 2)


def rounded(coordinates: Any) -> Any:
    """Coordinates of any depth with six decimals, as lists."""
    if isinstance(coordinates, int | float):
        return round(float(coordinates), DECIMALS)
    return [rounded(part) for part in coordinates]
