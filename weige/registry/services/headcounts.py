"""Writing how many live in a building: only counts are kept, nobody's name."""

from datetime import date, datetime

from django.db import transaction

from weige.kernel import log
from weige.kernel.access import Who
from weige.registry.events import HeadcountSet
from weige.registry.models import Headcount
from weige.territory.models import Building


@transaction.atomic
def set_headcount(
    *,
    building: Building,
    households: int,
    residents: int,
    as_of: date,
    source: str,
    who: Who,
    now: datetime,
) -> Headcount:
    """Puts the count of a building in the place of the one before; what it was stays in the log."""
    before = Headcount.objects.select_for_update().filter(building=building).first()
    values = {"households": households, "residents": residents, "as_of": as_of, "source": source}
    found, _ = Headcount.objects.update_or_create(building=building, defaults=values)
    event = HeadcountSet(
        building=building.code,
        households=households,
        residents=residents,
        as_of=as_of.isoformat(),
        source=source,
        households_before=before.households if before else None,
        residents_before=before.residents if before else None,
    )
    log.append(event, who=who, now=now, subject=f"building:{building.code}", cells=building.cells)
    return found
