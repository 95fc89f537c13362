"""The map's still parts: the street's areas and the drawn ground under them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from weige.kernel.access import Access
from weige.kernel.models import Setting
from weige.territory.models import Area
from weige.territory.queries.areas import area_features, areas_on, rounded
from weige.territory.queries.cells import signature

META, KEPT = "basemap", "basemap.layers"
GROUND = ("water", "green", "roads")
EMPTY: dict[str, Any] = {"type": "FeatureCollection", "features": []}
# Where nothing is known yet, the map shows nothing anywhere.
NOWHERE = [0.0, 0.0, 0.0, 0.0]


@dataclass(frozen=True)
class Base:
    """What is known of the kept ground without reading it: a signature, whose data it is, the wall's bearing."""

    signature: str = ""
    attribution: str = ""
    bearing: float = 0.0


def base() -> Base:
    """1 statement."""
    meta = Setting.objects.filter(key=META).values_list("value", flat=True).first()
    return Base(**meta) if meta else Base()


def signature_of(access: Access, known: Base, day: date) -> tuple[object, ...]:
    """Everything the map depends on (1 statement): ground, areas, whose areas, the day."""
    return (known.signature, known.bearing, signature(), access.reach("area.list", Area), day)


def ground(access: Access, known: Base, day: date) -> dict[str, Any]:
    """The map's answer (2 statements): {bounds, center, bearing, areas, water, green, roads, attribution}.

    bounds and center: of the widest areas in reach, WGS84 degrees. areas: polygons, lines as the ribbons they
    cover, and each line once more as a line. Raises NotFound.
    """
    areas = list(access.rows("area.list", areas_on(day)))
    kept = layers()
    bounds = bounds_of(areas)
    return {
        "bounds": bounds,
        "center": [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2],
        "bearing": known.bearing,
        "areas": {"type": "FeatureCollection", "features": _areas(areas)},
        **{name: kept.get(name, EMPTY) for name in GROUND},
        "attribution": known.attribution,
    }


def layers() -> dict[str, Any]:
    """The kept ground by layer (1 statement)."""
    return Setting.objects.filter(key=KEPT).values_list("value", flat=True).first() or {}


def bounds_of(areas: list[Area]) -> list[float]:
    """West, south, east, north of the areas that no other of them holds."""
    ids = {area.pk for area in areas}
    roots = [area for area in areas if area.parent_id not in ids]
    if not roots:
        return NOWHERE
    return [
        min(area.west for area in roots),
        min(area.south for area in roots),
        max(area.east for area in roots),
        max(area.north for area in roots),
    ]


def _areas(areas: list[Area]) -> list[dict[str, Any]]:
    found = []
    for area, feature in zip(areas, area_features(areas), strict=True):
        shown = feature["properties"] | {"parent": area.parent_id}
        found.append({"type": "Feature", "properties": shown, "geometry": feature["geometry"]})
        if area.geometry["type"] in {"LineString", "MultiLineString"}:
            line = {
                "type": area.geometry["type"],
                "coordinates": rounded(area.geometry["coordinates"]),
            }
            found.append({"type": "Feature", "properties": shown, "geometry": line})
    return found


def street_name(access: Access, language: str) -> str:
    """Of the widest area in reach (1 statement); "" where there is none."""
    rows = access.rows("area.list", Area.objects.filter(valid_to__isnull=True)).order_by(
        "path__len", "layer_id", "pk"
    )
    found = rows.values_list("name_en" if language == "en" else "name_zh", flat=True).first()
    return str(found or "")
