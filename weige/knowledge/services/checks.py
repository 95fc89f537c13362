"""A planned look, as it is done on the phone: there, a photo, what was found; the next look is made."""

from datetime import datetime, timedelta

from django.db import transaction

from weige.kernel import blobs
from weige.kernel.access import Access
from weige.kernel.errors import Conflict, NotFound
from weige.kernel.streettime import LOCAL
from weige.knowledge import events
from weige.knowledge.models import BlackSpot, Check
from weige.knowledge.rules.picture import metres
from weige.knowledge.services.spots import locked, refuse, tell

MOST_PICTURES = 6


def _open_check(access: Access, spot_id: int, check_id: int) -> tuple[BlackSpot, Check]:
    """The spot and the look, locked. Raises NotFound, Forbidden, Conflict (done already)."""
    spot = locked(access, "spot.check", spot_id)
    rows = Check.objects.select_for_update(of=("self",)).select_related("plan")
    check = rows.filter(pk=check_id, plan__spot=spot).first()
    if check is None:
        raise NotFound
    if check.done_at is not None:
        raise Conflict("check_done_already")
    return spot, check


@transaction.atomic
def arrive(
    *, access: Access, spot_id: int, check_id: int, lon: float | None, lat: float | None, now: datetime
) -> Check:
    """Somebody is there; how far from the spot, when the phone says where it is. Said again it counts once."""
    spot, check = _open_check(access, spot_id, check_id)
    if check.arrived_at is None:
        check.arrived_at = now
    if lon is not None and lat is not None and check.arrived_m is None:
        check.arrived_m = round(metres(spot.lon, spot.lat, lon, lat), 1)
    check.save(update_fields=["arrived_at", "arrived_m"])
    return check


@transaction.atomic
def add_picture(*, access: Access, spot_id: int, check_id: int, data: bytes, now: datetime) -> str:
    """A photo of what is to be seen there; its hash. Raises Invalid (no picture, too many)."""
    _, check = _open_check(access, spot_id, check_id)
    blob = blobs.put(data, now=now)
    if blob.media_type == blobs.PDF:
        raise refuse("file", "picture_wanted")
    if blob.pk not in check.pictures:
        if len(check.pictures) >= MOST_PICTURES:
            raise refuse("file", "too_many_pictures", most=MOST_PICTURES)
        check.pictures = [*check.pictures, blob.pk]
        check.save(update_fields=["pictures"])
    return str(blob.pk)


@transaction.atomic
def do_check(*, access: Access, spot_id: int, check_id: int, found: str, note: str, now: datetime) -> Check:
    """Somebody was there and says what he found; the next check is made. Raises NotFound, Forbidden, Conflict."""
    spot, check = _open_check(access, spot_id, check_id)
    check.done_at, check.done_by_id = now, access.who.post_id
    check.found, check.note = found, note
    check.save()
    if check.plan.ended_at is None:
        today = now.astimezone(LOCAL).date()
        due = max(check.due_on, today) + timedelta(days=check.plan.every_days)
        Check.objects.create(plan=check.plan, due_on=due)
    tell(spot, events.CheckDone, who=access.who, now=now, check_id=check.pk, found=found, note=note)
    return check
