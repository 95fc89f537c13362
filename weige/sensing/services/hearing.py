"""What hearing from a device changes about it: alive, since when, what it last said, how it feels."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from weige.kernel import log
from weige.kernel.access import SYSTEM
from weige.kernel.models import Event
from weige.sensing.events import DeviceBack
from weige.sensing.models import Device
from weige.sensing.models.device import OFFLINE, ONLINE
from weige.sensing.rules.kinds import HEARTBEAT, Kinds
from weige.sensing.rules.signals import Signal, moment
from weige.sensing.services import writing

FALLBACK_SECONDS = 3600  # silence allowed to a kind nobody described (our default)
HEALTH = ("battery", "selftest", "signal", "firmware")  # what a signal may tell of the device itself


def expected(device: Device, kinds: Kinds) -> int:
    """How many seconds the device may be silent: its own number, else its kind's."""
    if device.expected_seconds is not None:
        return device.expected_seconds
    kind = kinds.device.get(device.kind)
    return kind.expected_seconds if kind else FALLBACK_SECONDS


def hear(rows: Sequence[Device], signals: Sequence[Signal], kinds: Kinds, now: datetime) -> list[Event]:
    """Updates the devices that spoke (1 statement); the events of those that were offline, not yet
    written.
    """
    said: dict[str, list[Signal]] = {}
    for signal in signals:
        said.setdefault(signal.device, []).append(signal)
    heard = [device for device in rows if device.code in said]
    back = [_back(device, now) for device in heard if device.state == OFFLINE]
    writing.devices([_row(device, said[device.code], kinds, now) for device in heard])
    return back


def _row(device: Device, said: Sequence[Signal], kinds: Kinds, now: datetime) -> dict[str, Any]:
    told = [one for one in said if one.kind != HEARTBEAT and one.judged]
    newest = max(told, key=lambda one: one.at, default=None)
    if newest is not None and device.last_at is not None and moment(newest.at) < device.last_at:
        newest = None
    health = dict(device.health)
    for one in said:
        health |= {key: one.data[key] for key in HEALTH if isinstance(one.data.get(key), str | int | float)}
    silent_after = None if device.events_only else now + timedelta(seconds=expected(device, kinds))
    return {
        "id": device.pk,
        "state": ONLINE,
        "last_seen_at": now,
        "silent_after": silent_after,
        "silent_since": None,
        "last_kind": newest.kind if newest else device.last_kind,
        "last_value": newest.value if newest else device.last_value,
        "last_at": moment(newest.at) if newest else device.last_at,
        "health": health,
    }


def _back(device: Device, now: datetime) -> Event:
    event = DeviceBack(
        device_code=device.code,
        device_kind=device.kind,
        name_zh=device.name_zh,
        name_en=device.name_en,
        lon=device.lon,
        lat=device.lat,
        silent_since=device.silent_since,
    )
    return log.draft(event, who=SYSTEM, now=now, subject=f"device:{device.code}", cells=device.cells)
