"""What colours the buildings: their worst living warning, their health figure, open or past cases, protection."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from weige.cases.models import Case
from weige.kernel.access import Access
from weige.sensing.models import Device, Warning
from weige.sensing.queries import atbuildings
from weige.territory.models import Building

LATELY = timedelta(days=90)
Values = dict[int, Any]


def colouring(access: Access, *, by: str, now: datetime) -> dict[str, Any]:
    """{by, kind, values}: building id → value (≤ 4 statements). kind: level, band, number or class.

    Buildings without a value are not named: nothing known is not the same as nothing. Raises NotFound.
    """
    kind, found = WAYS[by]
    return {"by": by, "kind": kind, "values": {str(key): value for key, value in found(access, now).items()}}


def warnings(access: Access, _: datetime) -> Values:
    return atbuildings.levels(access.rows("warning.list", Warning.objects.all()))


def vital(access: Access, _: datetime) -> Values:
    return atbuildings.bands(access.rows("device.list", Device.objects.all()))


def _cases(rows: Any) -> Values:
    found: dict[int, int] = {}
    for column in ("building", "shop__building"):
        counted = rows.filter(**{f"{column}__isnull": False}).order_by().values_list(column)
        for key, count in counted.annotate(Count("pk")):
            found[key] = max(found.get(key, 0), count)
    return found


def open_cases(access: Access, _: datetime) -> Values:
    return _cases(access.rows("case.list", Case.objects.filter(ended_at__isnull=True)))


def past_cases(access: Access, now: datetime) -> Values:
    """Cases found in the last 90 days."""
    return _cases(
        access.rows("case.list", Case.objects.filter(found_at__gte=now - LATELY, found_at__lte=now))
    )


def protection(access: Access, _: datetime) -> Values:
    rows = access.rows("building.list", Building.objects.exclude(protection="")).order_by()
    return dict(rows.values_list("pk", "protection"))


WAYS: dict[str, tuple[str, Callable[[Access, datetime], Values]]] = {
    "warning": ("level", warnings),
    "health": ("band", vital),
    "cases": ("number", open_cases),
    "cases90": ("number", past_cases),
    "protection": ("class", protection),
}
