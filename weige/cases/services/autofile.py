"""From a confirmed warning to a dispatched case, by the system, in the caller's transaction, once per warning."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from weige.cases.models import Case, FilingCondition
from weige.cases.queries.suggesting import resolve, targets_of
from weige.cases.rules.states import State
from weige.cases.schemas.moves import MoveIn
from weige.cases.services.engine import locked, move_by_system
from weige.cases.services.evidence import attach
from weige.cases.services.opening import Found, open_case
from weige.cases.services.places import find_spot
from weige.cases.services.tracing import keep_trace
from weige.kernel.access import SYSTEM, Who
from weige.kernel.models import Blob
from weige.kernel.queries.calendar import current_calendar
from weige.kernel.worktime import Calendar
from weige.registry.models import Shop
from weige.territory.models import Building


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """What a warning says that the case needs. lon/lat WGS84 degrees; pictures: SHA-256 of stored blobs."""

    warning_id: UUID
    matter: str
    condition_no: int
    title_zh: str
    title_en: str
    place_zh: str
    place_en: str
    lon: float
    lat: float
    level: str
    opened_at: datetime
    shop_id: int | None
    building_id: int | None
    send_to: tuple[str, ...]
    pictures: tuple[str, ...]
    grace_minutes: int | None


def file_warning(warned: Warned, *, who: Who, now: datetime) -> Case:
    """Reported, accepted, filed and, when somebody is on duty for it, dispatched; else it waits at the desk.

    `who` is the person who confirmed the warning: accepting is his doing, the rest is the system's. A warning that
    has its case already gives that case. Raises LookupError for an unknown condition, Invalid for a place outside.
    """
    known = Case.objects.filter(warning_id=warned.warning_id).first()
    if known is not None:
        return known
    condition = (
        FilingCondition.objects.select_related("matter")
        .filter(
            matter__code=warned.matter,
            matter__valid_to__isnull=True,
            no=warned.condition_no,
            valid_to__isnull=True,
        )
        .first()
    )
    if condition is None:
        raise LookupError(f"no filing condition {warned.matter}/{warned.condition_no}")
    calendar = current_calendar()
    case = open_case(_found(warned, condition, now), who=SYSTEM, now=now, calendar=calendar)
    for sha in warned.pictures:
        blob = Blob.objects.filter(pk=sha).first()
        if blob is not None:
            attach(case.pk, blob, kind="detection", source="camera", who=SYSTEM, now=now)
    return _file_and_send(case, condition, warned, who=who, now=now, calendar=calendar)


def _found(warned: Warned, condition: FilingCondition, now: datetime) -> Found:
    spot = find_spot(warned.lon, warned.lat, now=now)
    return Found(
        lon=spot.lon,
        lat=spot.lat,
        located=spot.located,
        source="camera" if warned.pictures else "sensor",
        matter=condition.matter,
        title_zh=warned.title_zh,
        title_en=warned.title_en,
        place_zh=warned.place_zh,
        place_en=warned.place_en,
        level=warned.level,
        shop=Shop.objects.filter(pk=warned.shop_id).first() if warned.shop_id else None,
        building=Building.objects.filter(pk=warned.building_id).first() if warned.building_id else None,
        found_at=min(warned.opened_at, now),
        warning_id=warned.warning_id,
        data={"warning": str(warned.warning_id)},
        grace_until=now + timedelta(minutes=warned.grace_minutes) if warned.grace_minutes else None,
    )


def _file_and_send(
    case: Case, condition: FilingCondition, warned: Warned, *, who: Who, now: datetime, calendar: Calendar
) -> Case:
    case = locked().get(pk=case.pk)
    move_by_system(case, "accept", who=who, now=now, calendar=calendar)
    chosen = MoveIn(version=case.version, condition=condition.pk)
    move_by_system(case, "file", who=who, now=now, calendar=calendar, data=chosen)
    book, rules = targets_of(case, warned.send_to, now=now)
    routed = resolve(case, rules, now=now, most=1)
    one = routed.first
    if one is not None:
        to = MoveIn(version=case.version)
        if one.post:
            to.post = str(one.post.pk)
        elif one.department:
            to.department = one.department.code
        basis = {"basis_zh": one.row.basis_zh, "basis_en": one.row.basis_en or one.row.basis_zh}
        move_by_system(case, "dispatch", now=now, calendar=calendar, data=to, told=basis)
    keep_trace(case, routed, book, followed=None, now=now)
    return case


def warning_cleared(warning_id: UUID, *, now: datetime) -> Case | None:
    """The sensor sees nothing any more within the grace: put right by the party itself, still to be checked.

    None when there is no such case, somebody has begun already, or the grace is over.
    """
    case = locked().filter(warning_id=warning_id, state=State.DISPATCHED).first()
    if case is None or case.grace_until is None or now > case.grace_until:
        return None
    return move_by_system(case, "self_corrected", now=now, calendar=current_calendar())
