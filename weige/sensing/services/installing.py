"""What an installer does on the spot: puts a device on the map, takes a photo; heard from there, it is accepted."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from weige.kernel import blobs, log
from weige.kernel.access import SYSTEM, Who
from weige.kernel.errors import Conflict, FieldError, Invalid
from weige.sensing.events import DeviceAccepted, DevicePlaced
from weige.sensing.models import Device
from weige.territory.queries import locate


def place(*, device: Device, lon: float, lat: float, who: Who, now: datetime) -> Device:
    """The device stands here (WGS84) from now on; what it says from now on decides whether it works.

    Raises Conflict when it is accepted already, Invalid when the point lies in no cell of the street.
    """
    found = locate(lon, lat, on=timezone.localdate(now))
    with transaction.atomic():
        row = _on_trial(device)
        if found.outside or not set(found.cells) & set(row.cells):
            raise Invalid([FieldError("lon", "device_outside")])
        row.lon, row.lat, row.cells, row.leaf_cells = lon, lat, found.cells, found.leaf_cells
        row.placed_at, row.placed_by_id = now, who.user_id
        row.save(update_fields=["lon", "lat", "cells", "leaf_cells", "placed_at", "placed_by"])
        event = DevicePlaced(device_code=row.code, lon=lon, lat=lat)
        log.append(event, who=who, now=now, subject=f"device:{row.code}", cells=row.cells)
    return row


def add_photo(*, device: Device, data: bytes, now: datetime) -> Device:
    """The installer's photo; a later one takes its place. Raises Conflict, Problem (kernel.blobs)."""
    blob = blobs.put(data, now=now)
    with transaction.atomic():
        row = _on_trial(device)
        row.photo = blob.sha256
        row.save(update_fields=["photo"])
    return row


def accept_heard(*, now: datetime) -> int:
    """Accepts the devices that were heard since they were put on the map; returns how many."""
    with transaction.atomic():
        rows = list(
            Device.objects.select_for_update(no_key=True, skip_locked=True)
            .filter(trial=True, placed_at__isnull=False, last_seen_at__gte=F("placed_at"))
            .order_by("pk")
        )
        if not rows:
            return 0
        Device.objects.filter(pk__in=[one.pk for one in rows]).update(trial=False, accepted_at=now)
        log.append_all(
            [
                log.draft(
                    DeviceAccepted(device_code=one.code),
                    who=SYSTEM, now=now, subject=f"device:{one.code}", cells=one.cells,
                )
                for one in rows
            ]
        )  # fmt: skip
    return len(rows)


def _on_trial(device: Device) -> Device:
    row = Device.objects.select_for_update(no_key=True).get(pk=device.pk)
    if not row.trial:
        raise Conflict("device_accepted", device=row.code)
    return row
