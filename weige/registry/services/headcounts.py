"""Writing how many live in a building: only counts are kept, nobody's name."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from weige.kernel import log
from weige.kernel.access import Who
from weige.kernel.reference import NO_NOTE, Note
from weige.kernel.services.reference import record
from weige.registry.events import HeadcountSet
from weige.registry.models import Headcount
from weige.territory.models import Building

COUNTS = ("households", "residents")


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
    note: Note = NO_NOTE,
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
    if (was := plain(before)) != (after := plain(found)):
        record(
            table="headcounts", key=building.code, before=was, after=after or {}, unsaid=COUNTS, who=who,
            now=now, note=note,
        )  # fmt: skip
    return found


def plain(row: Headcount | None) -> dict[str, Any] | None:
    """A count as the office's history keeps it; None where nobody counted."""
    if row is None:
        return None
    own = {name: getattr(row, name) for name in (*COUNTS, "source")}
    return {"building": row.building.code, **own, "as_of": row.as_of.isoformat()}
