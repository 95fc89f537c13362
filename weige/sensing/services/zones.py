"""What a device covers, drawn by people: on its picture or on the map, kept with its history in the log."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
import shapely
from django.db import transaction

from weige.kernel import blobs, log
from weige.kernel.access import Who
from weige.kernel.errors import Conflict, FieldError, Invalid
from weige.registry.models import Shop
from weige.sensing.events import ZonesDrawn
from weige.sensing.models import Device
from weige.sensing.rules.routing import Zone

MOST, CORNERS = 60, 60  # zones of a device, corners of a zone (our defaults)


def draw(
    *,
    device: Device,
    zones: Sequence[Mapping[str, Any]],
    before: Sequence[Any],
    note: str,
    who: Who,
    now: datetime,
) -> Device:
    """These are the zones of the device from now on. before: those the drawer started from.

    Raises Invalid for what is no zone, Conflict when somebody else drew meanwhile.
    """
    fresh = checked(zones)
    with transaction.atomic():
        row = Device.objects.select_for_update(no_key=True).get(pk=device.pk)
        if list(before) != row.zones:
            raise Conflict("zones_changed", device=row.code)
        if fresh != row.zones:
            event = ZonesDrawn(device_code=row.code, before=row.zones, after=list[object](fresh), note=note)
            row.zones = fresh
            row.save(update_fields=["zones"])
            log.append(event, who=who, now=now, subject=f"device:{row.code}", cells=row.cells)
    return row


def checked(zones: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The zones in the form they are kept in. Raises Invalid with the number of the zone that is wrong."""
    try:
        found = msgspec.convert(list(zones), list[Zone])
    except msgspec.ValidationError as error:
        raise Invalid([FieldError("zones", "field_invalid", {"reason": str(error)})]) from error
    if len(found) > MOST:
        raise Invalid([FieldError("zones", "zones_too_many", {"most": MOST})])
    named = {zone.shop for zone in found if zone.shop}
    shops = set(Shop.objects.filter(code__in=named).values_list("code", flat=True))
    errors, seen = [], set[str]()
    for number, zone in enumerate(found, start=1):
        if code := _fault(zone, shops, seen):
            errors.append(FieldError(f"zones.{number}", code, {"zone": zone.id, "corners": CORNERS}))
        seen.add(zone.id)
    if errors:
        raise Invalid(errors)
    kept: list[dict[str, Any]] = msgspec.json.decode(
        msgspec.json.encode(found)
    )  # as the database gives it back
    return [{key: value for key, value in one.items() if value is not None} for one in kept]


def _fault(zone: Zone, shops: set[str], seen: set[str]) -> str:
    if not zone.id or len(zone.id) > 40 or not zone.kind or len(zone.kind) > 40:
        return "zone_unnamed"
    if zone.id in seen:
        return "zone_twice"
    if zone.shop and zone.shop not in shops:
        return "zone_no_shop"
    if zone.picture and not all(0 <= x <= 1 and 0 <= y <= 1 for x, y in zone.picture):
        return "zone_outside_picture"
    for ring in (zone.picture, zone.polygon):
        if ring is not None and not _area(ring):
            return "zone_no_area"
    return ""


def _area(ring: Sequence[tuple[float, float]]) -> bool:
    """Whether the corners make one area: at least three, and no side crosses another."""
    if not 3 <= len(ring) <= CORNERS:
        return False
    shape = shapely.Polygon(ring)
    return bool(shape.is_valid and shape.area > 0)


def set_picture(*, device: Device, data: bytes, now: datetime) -> Device:
    """The camera's view on which its zones are drawn. Raises Problem (kernel.blobs)."""
    blob = blobs.put(data, now=now)
    Device.objects.filter(pk=device.pk).update(picture=blob.sha256)
    device.picture = blob.sha256
    return device
