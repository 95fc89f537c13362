"""After a re-gridding: open cases belong to the cells of the new grid, so that whoever sits there now has them; cases
that have ended keep the cells they were found in."""

from datetime import date

from django.db import transaction

from weige.cases.models import Case
from weige.territory.queries.cells import found_anew

BATCH = 1000


@transaction.atomic
def find_open_anew(*, on: date) -> int:
    """Every open case the cells of the grid of a day (3 statements and one per 1000 moved); gives how many moved."""
    rows = list(
        Case.objects.select_for_update(of=("self",))
        .filter(ended_at=None)
        .only("pk", "lon", "lat", "cells", "leaf_cells")
        .order_by("pk")
    )
    moved = found_anew(rows, on=on)
    Case.objects.bulk_update(moved, ["cells", "leaf_cells"], batch_size=BATCH)
    return len(moved)
