"""How many live in a building: a count with its source, told as a band unless a purpose is stated."""

from collections.abc import Collection
from typing import Any

from django.db import connection

from weige.registry.models import Headcount
from weige.registry.rules import band
from weige.territory.models import Building


def headcount(building: Building, *, exact: bool) -> dict[str, Any] | None:
    """The People shape, or None where nobody counted (1 statement). exact: the caller records the look."""
    found = Headcount.objects.filter(building=building).first()
    if found is None:
        return None
    residents, households = band(found.residents), band(found.households)
    return {
        "residents_from": residents[0],
        "residents_to": residents[1],
        "households_from": households[0],
        "households_to": households[1],
        "residents": found.residents if exact else None,
        "households": found.households if exact else None,
        "as_of": found.as_of,
        "source": found.source,
    }


def headcounts_of(areas: Collection[int], *, exact: bool) -> dict[int, dict[str, Any]]:
    """area id → how many are registered in its buildings (1 statement); an area without any count is not there.

    In whole tens like a building's; exact: the caller records the look.
    """
    if not areas:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cell, sum(residents), sum(households) FROM registry_headcount"
            " JOIN territory_building b ON b.id = building_id CROSS JOIN unnest(b.cells) cell"
            " WHERE cell = ANY(%s) GROUP BY cell",
            [sorted(areas)],
        )
        rows = cursor.fetchall()
    return {
        area: {
            "residents_from": band(residents)[0],
            "residents_to": band(residents)[1],
            "residents": residents if exact else None,
            "households": households if exact else None,
        }
        for area, residents, households in rows
    }
