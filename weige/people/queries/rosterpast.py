"""What was changed in the roster of a day, by whom."""

from datetime import date, datetime, time, timedelta
from typing import Any

from weige.kernel.access import Access
from weige.kernel.models import ReferenceVersion
from weige.kernel.queries.reference import versions_of
from weige.kernel.streettime import LOCAL
from weige.people.models import Shift


def edits_of_day(access: Access, day: date) -> list[dict[str, Any]]:
    """Every edit of the shifts that touch the local day or once began on it, newest first (4 statements)."""
    start = datetime.combine(day, time(0), tzinfo=LOCAL)
    edited = ReferenceVersion.objects.filter(table="roster")
    gone = edited.filter(before__start__startswith=day.isoformat()).values_list("key", flat=True)
    rows = access.rows("roster.list", Shift.every.all())
    here = rows.filter(start__lt=start + timedelta(days=1), end__gt=start).values_list("pk", flat=True)
    left = rows.filter(pk__in=[int(key) for key in gone]).values_list("pk", flat=True)
    return versions_of("roster", {str(pk) for pk in (*here, *left)})
