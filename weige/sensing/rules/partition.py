"""Which lane a device belongs to: by its place, so that what happens at one place is judged in one order. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any


def place_of(code: str, shop: str | None, building: str | None, zones: Sequence[Mapping[str, Any]]) -> str:
    """The place that decides: the building, else the shop, else the first shop its zones look at, else the device."""
    if building:
        return f"building:{building}"
    seen = sorted(str(zone["shop"]) for zone in zones if zone.get("shop"))
    if shop or seen:
        return f"shop:{shop or seen[0]}"
    return f"device:{code}"


def lane_of(place: str, lanes: int) -> int:
    """0 … lanes-1, the same on every computer and in every release."""
    digest = hashlib.blake2b(place.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % lanes
