"""Permits: granted with a place, days and hours; revoked, never deleted."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from weige.kernel.errors import FieldError, Invalid
from weige.sensing.models import Permit
from weige.sensing.rules.spec import hours as read_hours

PLACE = re.compile(r"(shop|building|device):[A-Za-z0-9_-]{1,40}|zone:[A-Za-z0-9_-]{1,40}/[A-Za-z0-9_-]{1,40}")


def grant_permit(
    *,
    kind: str,
    place: str,
    cells: Sequence[int],
    holder: str,
    first_day: date,
    last_day: date,
    weekdays: Sequence[int] = (),
    hours: Sequence[str] = (),
    note: str = "",
    now: datetime,
) -> Permit:
    """Allows what a rule would warn of. weekdays 1–7 and hours "HH:MM-HH:MM" local; empty means always.

    Raises Invalid.
    """
    errors = []
    if not PLACE.fullmatch(place):
        errors.append(FieldError("place", "permit_place"))
    if last_day < first_day:
        errors.append(FieldError("last_day", "permit_days"))
    if not set(weekdays) <= set(range(1, 8)):
        errors.append(FieldError("weekdays", "permit_weekdays"))
    for position, span in enumerate(hours):
        try:
            read_hours(span)
        except ValueError:
            errors.append(FieldError(f"hours[{position}]", "permit_hours"))
    if errors:
        raise Invalid(errors)
    return Permit.objects.create(
        kind=kind,
        place=place,
        cells=list(cells),
        holder=holder,
        first_day=first_day,
        last_day=last_day,
        weekdays=sorted(set(weekdays)),
        hours=list(hours),
        note=note,
        created_at=now,
    )


def revoke_permit(*, permit: Permit, now: datetime) -> Permit:
    """Ends a permit from now on; revoking twice changes nothing."""
    if permit.revoked_at is None:
        permit.revoked_at = now
        permit.save(update_fields=["revoked_at"])
    return permit
