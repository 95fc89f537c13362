"""再次发生: a case filed where the same matter was before is linked to the last one and counted."""

from datetime import datetime, timedelta
from uuid import UUID

from weige.cases.events import Recurred
from weige.cases.models import Case, Recurrence
from weige.cases.queries.recurring import DAYS, WITHIN_M, earlier
from weige.cases.services import keeping
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
    previous = Case.objects.values_list("number", flat=True).get(pk=before[0])
    return tell_recurrence(case, nth=len(before) + 1, previous=(before[0], previous), now=now)


def tell_recurrence(case: Case, *, nth: int, previous: tuple[UUID, str], now: datetime) -> Recurrence:
    """Writes and tells it. previous: id and number of the last one before it."""
    found = Recurrence(
        case=case,
        previous_id=previous[0],
        nth=nth,
        days=DAYS,
        of="shop" if case.shop_id else "place",
        within_m=WITHIN_M,
        at=now,
    )
    keeping.insert_recurrence(found)
    told = {"nth": nth, "days": DAYS, "previous_number": previous[1]}
    tell(case, Recurred, before=case.state, move="", who=SYSTEM, now=now, changes={}, told=told)
    return found
