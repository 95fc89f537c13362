"""What is allowed at a place: its permits, as the rules consult them."""

from datetime import date
from typing import Any

from weige.sensing.models import Permit


def permits_at(place: str, kinds: tuple[str, ...], on: date) -> list[dict[str, Any]]:
    """Permits of these kinds at a place ("shop:<code>") in force on a day, the longest first (1 statement)."""
    rows = Permit.objects.filter(place=place, kind__in=kinds, revoked_at=None)
    rows = rows.filter(first_day__lte=on, last_day__gte=on).order_by("-last_day", "pk")
    return [dict(one) for one in rows.values("weekdays", "hours", "first_day", "last_day")]
