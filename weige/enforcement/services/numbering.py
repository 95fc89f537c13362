"""Numbers without gaps: one row per kind and year, locked until the transaction that uses the number ends."""

from datetime import datetime

from weige.enforcement.models import NumberSeries, PaperKind
from weige.kernel.streettime import LOCAL


def draw(kind: PaperKind, *, now: datetime) -> tuple[int, int, str]:
    """(year, serial, number as printed); to be called inside the transaction that keeps it (3 statements).

    A transaction that fails gives its number back; one that waits gets the next, so there is never a gap.
    """
    year = now.astimezone(LOCAL).year
    NumberSeries.objects.get_or_create(kind=kind.code, year=year)
    series = NumberSeries.objects.select_for_update().get(kind=kind.code, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return year, series.last, kind.number_form.format(short=kind.short, year=year, n=series.last)
