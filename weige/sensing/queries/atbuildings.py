"""What sensing says of buildings as a whole: the gravest living warning, the least healthy device."""

from typing import Any

from django.db.models import Max, QuerySet

from weige.sensing.models import Device, Warning
from weige.sensing.queries import health as reads
from weige.sensing.queries.rules import in_force
from weige.sensing.rules import health
from weige.sensing.rules.levels import name
from weige.sensing.rules.warning import DISMISSED, LIVE

PLACES = ("building", "shop__building", "device__building")


def levels(warnings: "QuerySet[Warning]") -> dict[int, str]:
    """Building id → level of the gravest living warning at it, at a shop in it or of a device on it (3 statements)."""
    living = warnings.filter(state__in=LIVE).order_by()
    found: dict[int, int] = {}
    for column in PLACES:
        rows: Any = living.filter(**{f"{column}__isnull": False}).values_list(column).annotate(Max("level"))
        for key, level in rows:
            found[key] = max(level, found.get(key, 0))
    return {key: name(level) for key, level in found.items()}


def bands(devices: "QuerySet[Device]") -> dict[int, str]:
    """Building id → band of its least healthy device that was ever heard: good, fair, poor, unknown (2 statements)."""
    rows = list(devices.filter(in_service=True, building__isnull=False).order_by().defer("zones", "limits"))
    kinds, ailing = in_force().kinds, reads.standing(rows)
    found: dict[int, int | None] = {}
    for one in rows:
        figure = reads.figure_of(one, reads.reasons_of(one, ailing.get(one.pk, {}), kinds))
        heard = [value for value in (figure, found.get(one.building_id or 0)) if value is not None]
        found[one.building_id or 0] = min(heard, default=None)
    return {key: health.band(figure) for key, figure in found.items()}


def not_false(warnings: "QuerySet[Warning]") -> "QuerySet[Warning]":
    """All but those a person called a false alarm."""
    return warnings.exclude(state=DISMISSED)
