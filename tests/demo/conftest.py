"""Fixtures of the demonstration's tests: the small street of the case tests with three doors in it."""

from datetime import UTC, datetime

import pytest

from tests.cases.town import IN_L01, IN_L03, Town, clock, town
from weige.registry.models import Shop
from weige.territory.queries import locate

__all__ = ["clock", "town"]
TODAY = datetime(2026, 11, 20, tzinfo=UTC).date()


@pytest.fixture
def doors(town: Town) -> list[Shop]:
    """Two doors in L01, one in L03."""
    merchant = town.people["merchant"].user
    found = []
    for number, (where, shift) in enumerate(((IN_L01, 0.0), (IN_L01, 0.0006), (IN_L03, 0.0)), 1):
        lon = round(where["lon"] + shift, 6)
        here = locate(lon, where["lat"], on=TODAY)
        shop = Shop.objects.create(
            code=f"S-{number}",
            name_zh=f"示范店{number}",
            name_en=f"Shop {number}",
            trade="food",
            address=f"示范路 {number} 号",
            owner=merchant if number == 1 else None,
            lon=lon,
            lat=where["lat"],
            cells=here.cells,
            leaf_cells=here.leaf_cells,
        )
        found.append(shop)
    return found
