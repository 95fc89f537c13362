"""After a re-gridding: devices are given the cells of the new grid; warnings keep those they were raised in."""

from datetime import date

import numpy as np
from django.db import transaction

from weige.sensing.models import Device
from weige.territory.queries.cells import locate_many

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
    if not rows:
        return 0
    points = np.array([(row.lon, row.lat) for row in rows], dtype=np.float64)
    moved = []
    for row, located in zip(rows, locate_many(points, on=on), strict=True):
        if not located.outside and row.cells != located.cells:
            row.cells, row.leaf_cells = located.cells, located.leaf_cells
            moved.append(row)
    Device.objects.bulk_update(moved, ["cells", "leaf_cells"], batch_size=BATCH)
    return len(moved)
