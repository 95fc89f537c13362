"""How many live in a building: a count with its source, told as a band unless a purpose is stated."""

from typing import Any

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
