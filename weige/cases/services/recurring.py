"""再次发生: a case filed where the same matter was before is linked to the last one and counted."""

from datetime import datetime, timedelta
from uuid import UUID

from weige.cases.events import Recurred
from weige.cases.models import Case, Recurrence
from weige.cases.queries.recurring import DAYS, WITHIN_M, earlier
from weige.cases.services.engine import locked
from weige.cases.services.recording import tell
from weige.kernel.access import SYSTEM


def note_recurrence(case_id: UUID, *, now: datetime) -> Recurrence | None:
    """Writes, once, the how-manieth it is within 30 days; None when it is the first or has no matter."""
    case = locked().filter(pk=case_id, matter__isnull=False, parent__isnull=True).first()
    if case is None or Recurrence.objects.filter(case=case).exists():
        return None
    before = earlier(case, since=now - timedelta(days=DAYS))
    if not before:
        return None
    found = Recurrence.objects.create(
        case=case,
        previous_id=before[0],
        nth=len(before) + 1,
        days=DAYS,
        of="shop" if case.shop_id else "place",
        within_m=WITHIN_M,
        at=now,
    )
    previous = Case.objects.values_list("number", flat=True).get(pk=before[0])
    told = {"nth": found.nth, "days": DAYS, "previous_number": previous}
    tell(case, Recurred, before=case.state, move="", who=SYSTEM, now=now, changes={}, told=told)
    return found
