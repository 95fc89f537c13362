"""再次发生: a case filed where its matter was before is linked to the last one and counted."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from weige.cases.events import DeskRuleChanged, Recurred
from weige.cases.models import Case, Recurrence
from weige.cases.queries.recurring import WINDOW, Window, earlier, window
from weige.cases.services import keeping
from weige.cases.services.engine import locked
from weige.cases.services.recording import tell
from weige.kernel import log
from weige.kernel.access import SYSTEM, Who
from weige.kernel.models import Setting
from weige.kernel.reference import NO_NOTE, Note
from weige.kernel.services.reference import record


def note_recurrence(case_id: UUID, *, now: datetime) -> Recurrence | None:
    """Writes, once, the how-manieth it is within the office's window; None when it is the first or has no matter."""
    case = locked().filter(pk=case_id, matter__isnull=False, parent__isnull=True).first()
    if case is None or Recurrence.objects.filter(case=case).exists():
        return None
    held = window()
    before = earlier(case, since=now - held.span, within_m=held.within_m)
    if not before:
        return None
    previous = Case.objects.values_list("number", flat=True).get(pk=before[0])
    return tell_recurrence(case, nth=len(before) + 1, previous=(before[0], previous), held=held, now=now)


def tell_recurrence(
    case: Case, *, nth: int, previous: tuple[UUID, str], held: Window, now: datetime
) -> Recurrence:
    """Writes and tells it. previous: id and number of the last one before it; held: the window it was counted in."""
    found = Recurrence(
        case=case,
        previous_id=previous[0],
        nth=nth,
        days=held.days,
        of="shop" if case.shop_id else "place",
        within_m=held.within_m,
        at=now,
    )
    keeping.insert_recurrence(found)
    told = {"nth": nth, "days": held.days, "previous_number": previous[1]}
    tell(case, Recurred, before=case.state, move="", who=SYSTEM, now=now, changes={}, told=told)
    return found


def plain(held: Window) -> dict[str, int]:
    """The window as the office's history keeps it."""
    return {"days": held.days, "within_m": held.within_m, "look_days": held.look_days}


@transaction.atomic
def set_window(*, values: dict[str, Any], who: Who, now: datetime, note: Note = NO_NOTE) -> Window:
    """Sets from when on something counts as having come back; what was counted before stays as it was."""
    before = plain(window())
    after = {name: int(values[name]) for name in before}
    Setting.objects.update_or_create(key=WINDOW, defaults={"value": after})
    record(table="recurrence", key="window", before=before, after=after, who=who, now=now, note=note)
    event = DeskRuleChanged(what="recurrence", key="window", before=before, after=after)
    log.append(event, who=who, now=now, subject="recurrence:window")
    return window()
