"""History brought in: stored as it was, not judged, and the devices remember what they said last."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.sensing.conftest import NOW, Send, Town, reading
from weige.sensing.models import Device, Reading, Warning
from weige.sensing.services.history import Told, import_history

pytestmark = pytest.mark.django_db


def days(count: int, device: str = "QX-1") -> Iterator[Told]:
    """A reading an hour, far above every limit."""
    for hour in range(count * 24):
        at = NOW - timedelta(days=count) + timedelta(hours=hour)
        yield Told(f"h{hour}", "old", device, "tilt", at, 6.9)


def test_history_is_kept_and_nobody_is_called(town: Town, rules: None) -> None:
    assert import_history(signals=days(10), now=NOW) == 240
    assert Reading.objects.count() == 240
    assert Warning.objects.count() == 0
    device = Device.objects.get(code="QX-1")
    assert (device.state, device.last_value, device.last_at) == ("online", 6.9, NOW - timedelta(hours=1))
    assert device.silent_after == NOW + timedelta(seconds=1800)


def test_what_was_said_since_is_newer(town: Town, rules: None, send: Send) -> None:
    send(reading(1, 1.5))
    import_history(signals=days(1), now=NOW)
    assert Device.objects.get(code="QX-1").last_value == 1.5


def test_unknown_devices_are_left_out(town: Town, rules: None) -> None:
    assert import_history(signals=days(1, "NOBODY"), now=NOW) == 0
