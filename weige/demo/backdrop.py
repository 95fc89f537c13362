"""The drawn ground of the demonstration's wall: water, green, roads and the houses around, from data/geo."""

import json
from typing import Any

from weige.cockpit.services import keep_basemap
from weige.demo.ground import FOLDER

# So turned, the street lies diagonally across the wall's stage (look/LOOK.md, section 6).
BEARING = 36.0


def load_backdrop() -> None:
    """Keeps the prepared layers; loading them again changes nothing."""
    layers = {name: _layer(name) for name in ("water", "green", "roads", "surroundings")}
    keep_basemap(layers=layers, attribution=layers["water"]["attribution"], bearing=BEARING)


def _layer(name: str) -> dict[str, Any]:
    """A prepared layer; the houses around carry their height as our own buildings do."""
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.geojson").read_text(encoding="utf-8"))
    for feature in found["features"] if name == "surroundings" else ():
        feature["properties"] = {"height_m": feature["properties"]["h"]}
    return found
