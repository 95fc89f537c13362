"""The weight of a device's word: falls with false alarms, comes back with true ones or when people say so."""

from datetime import datetime
from typing import Any

from django.db import transaction

from weige.kernel import log
from weige.kernel.access import SYSTEM, Who
from weige.kernel.errors import Conflict, FieldError, Invalid
from weige.kernel.models import Event
from weige.sensing.events import DeviceDoubted, DeviceTrusted
from weige.sensing.models import Device, DeviceWeight
from weige.sensing.queries.verdicts import tallies
from weige.sensing.rules.weight import Verdicts, doubted
from weige.sensing.services import lane

REASON = 400


def weigh(*, now: datetime) -> int:
    """Counts the verdicts of all devices; returns how many weights changed (4 statements, 4 more when one does)."""
    with transaction.atomic():
        counted = tallies(now)
        kept = {(row.device_id, row.scenario): row for row in DeviceWeight.objects.select_for_update()}
        changed = []
        for key in sorted(set(counted) | set(kept)):
            verdicts, row = counted.get(key, Verdicts()), kept.get(key)
            before = row is not None and row.doubted_at is not None
            after = doubted(verdicts, before)
            row = row or DeviceWeight(device_id=key[0], scenario=key[1], changed_at=now)
            row.right, row.wrong = verdicts.right, verdicts.wrong
            if after != before:
                row.doubted_at, row.changed_at, row.changed_by_id = now if after else None, now, None
                changed.append(row)
            kept[key] = row
        DeviceWeight.objects.bulk_create(
            kept.values(),
            update_conflicts=True,
            unique_fields=["device", "scenario"],
            update_fields=["right", "wrong", "doubted_at", "changed_at", "changed_by"],
        )
        _tell(changed, SYSTEM, now)
    return len(changed)


def restart_weight(*, device: Device, scenario: str, reason: str, who: Who, now: datetime) -> DeviceWeight:
    """A person says that it is another device now (repaired, turned, trained anew): verdicts count from here.

    Raises Invalid without a reason, Conflict when nothing was ever judged.
    """
    if not reason.strip() or len(reason) > REASON:
        raise Invalid([FieldError("reason", "silence_reason", {"length": REASON})])
    with transaction.atomic():
        row = DeviceWeight.objects.select_for_update().filter(device=device, scenario=scenario).first()
        if row is None:
            raise Conflict("weight_nothing")
        row.right = row.wrong = 0
        row.doubted_at, row.counted_from, row.changed_at, row.changed_by_id = None, now, now, who.user_id
        row.save()
        _tell([row], who, now, reason.strip())
    return row


def _tell(rows: list[DeviceWeight], who: Who, now: datetime, reason: str = "") -> None:
    """Mirrors the weights on their devices, where the rules read them, and writes what happened."""
    if not rows:
        return
    lane.hold_all()  # the rules read it: before any device, as everybody does
    devices = Device.objects.select_for_update(no_key=True).in_bulk([row.device_id for row in rows])
    for row in rows:
        device = devices[row.device_id]
        rest = [one for one in device.doubted if one != row.scenario]
        device.doubted = sorted([*rest, row.scenario]) if row.doubted_at else rest
    Device.objects.bulk_update(devices.values(), ["doubted"])
    log.append_all([_event(row, devices[row.device_id], who, now, reason) for row in rows])


def _event(row: DeviceWeight, device: Device, who: Who, now: datetime, reason: str) -> Event:
    said: dict[str, Any] = {
        "device_code": device.code,
        "device_kind": device.kind,
        "name_zh": device.name_zh,
        "name_en": device.name_en,
        "lon": device.lon,
        "lat": device.lat,
        "scenario": row.scenario,
        "right": row.right,
        "wrong": row.wrong,
    }
    event = DeviceDoubted(**said) if row.doubted_at else DeviceTrusted(**said, reason=reason)
    return log.draft(event, who=who, now=now, subject=f"device:{device.code}", cells=device.cells)
