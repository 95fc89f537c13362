"""After a re-gridding: devices are given the cells of the new grid; warnings keep those they were raised in."""

from datetime import date

from django.db import transaction

from weige.sensing.models import Device
from weige.territory.queries.cells import found_anew

BATCH = 2000


@transaction.atomic
def find_devices_anew(*, on: date) -> int:
    """Every device the cells of the grid of a day (3 statements and one per 2000 moved); gives how many moved.

    One that now lies in no cell keeps its old ones: nothing may fall out of everybody's reach.
    """
    rows = list(
        Device.objects.select_for_update().only("pk", "lon", "lat", "cells", "leaf_cells").order_by("pk")
    )
    rows = [row for row in rows if row.lon is not None and row.lat is not None]
    moved = found_anew(rows, on=on)
    Device.objects.bulk_update(moved, ["cells", "leaf_cells"], batch_size=BATCH)
    return len(moved)
