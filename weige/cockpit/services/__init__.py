"""What the cockpit keeps: the drawn ground under the street's own map (water, green, roads, houses around)."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from weige.kernel.errors import FieldError, Invalid
from weige.kernel.models import Setting

LAYERS = ("water", "green", "roads", "surroundings")
META, KEPT = "basemap", "basemap.layers"


@transaction.atomic
def keep_basemap(*, layers: Mapping[str, Any], attribution: str, bearing: float = 0.0) -> str:
    """Keeps GeoJSON FeatureCollections (WGS84 degrees) by layer and returns their signature.

    layers: any of water, green, roads, surroundings (polygons with `height_m`); a layer that is not given is
    empty. attribution: whose data it is, shown on the map. bearing: degrees by which the wall's map is turned.
    Raises Invalid (ground_layer_unknown, ground_layer_invalid).
    """
    faults = [FieldError(name, "ground_layer_unknown") for name in layers if name not in LAYERS]
    faults += [
        FieldError(name, "ground_layer_invalid")
        for name, layer in layers.items()
        if not _is_collection(layer)
    ]
    if faults:
        raise Invalid(faults)
    kept = {name: {"type": "FeatureCollection", "features": _features(layers.get(name))} for name in LAYERS}
    signature = hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()
    meta = {"signature": signature, "attribution": attribution, "bearing": bearing}
    Setting.objects.update_or_create(key=KEPT, defaults={"value": kept})
    Setting.objects.update_or_create(key=META, defaults={"value": meta})
    return signature


def _is_collection(layer: object) -> bool:
    return (
        isinstance(layer, Mapping)
        and layer.get("type") == "FeatureCollection"
        and isinstance(layer.get("features"), list)
        and all(isinstance(feature, Mapping) and feature.get("geometry") for feature in layer["features"])
    )


def _features(layer: Mapping[str, Any] | None) -> list[Any]:
    """Geometry and properties only."""
    if layer is None:
        return []
    return [
        {
            "type": "Feature",
            "properties": feature.get("properties") or {},
            "geometry": feature["geometry"],
        }
        for feature in layer["features"]
    ]
