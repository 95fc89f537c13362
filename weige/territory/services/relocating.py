"""After a re-gridding: buildings, addresses and premises belong to the grid of today; cases keep the old
one.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from weige.kernel import log
from weige.kernel.access import Who
from weige.territory.events import PlacesFoundAnew
from weige.territory.models import Address, Building, Premise
from weige.territory.queries.cells import found_anew

BATCH = 2000


def find_places_anew(*, on: date, who: Who, now: datetime) -> PlacesFoundAnew:
    """Gives every building, address and premise the cells of the grid valid on a day; says how many moved.

    A place that now lies in no cell keeps its old ones: nothing may fall out of everybody's reach.
    """
    looked_at = moved = 0
    with transaction.atomic():
        for model in (Building, Address, Premise):
            places: list[Any] = list(
                model.objects.only("pk", "lon", "lat", "cells", "leaf_cells").order_by("pk")
            )
            changed = found_anew(places, on=on)
            looked_at, moved = looked_at + len(places), moved + len(changed)
            model._default_manager.bulk_update(changed, ["cells", "leaf_cells"], batch_size=BATCH)
        event = PlacesFoundAnew(on=on.isoformat(), looked_at=looked_at, moved=moved)
        log.append(event, who=who, now=now, subject="territory:places")
    return event
