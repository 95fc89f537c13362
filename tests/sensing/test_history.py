"""History brought in: stored as it was, not judged, and the devices remember what they said last."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.sensing.conftest import NOW, Send, Town, reading
from weige.kernel.access import Who
from weige.kernel.models import Event
from weige.sensing.models import Device, Reading, Warning
from weige.sensing.services.bygones import Bygone, Listener, keep_bygones
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


def test_warnings_of_a_history_are_over_and_nobody_is_told(town: Town, rules: None) -> None:
    heard = Listener.ready()
    for minute in range(0, 240, 10):
        at = NOW - timedelta(days=1) + timedelta(minutes=minute)
        heard.hear(Told(f"h{minute}", "old", "QX-1", "tilt", at, 5.9 if 60 <= minute < 180 else 1.0))
    found = heard.warnings(NOW - timedelta(days=3), NOW)
    (would,) = found["tilt"]
    assert (would.subject, would.level) == ("building:B-1", "orange")
    before = Event.objects.count()
    over = would.at + timedelta(hours=3)
    keep_bygones(found=[Bygone(would, "tilt", over, reason="device_fault")], heard=heard)
    row = Warning.objects.get()
    assert (row.state, row.reason_code, row.over_at, row.building) == (
        "dismissed",
        "device_fault",
        over,
        town.house,
    )
    assert row.title_zh == "元芳弄 7 号 5.9‰"
    assert row.explain["readings"][-1]["value"] == 5.9
    assert Event.objects.count() == before


def test_who_looks_back_finds_the_warnings_of_the_history(town: Town, rules: None) -> None:
    """The wall's past is read from the log, and the log knew nothing of them."""
    heard = Listener.ready()
    for minute in range(0, 240, 10):
        at = NOW - timedelta(days=1) + timedelta(minutes=minute)
        heard.hear(Told(f"h{minute}", "old", "QX-1", "tilt", at, 5.9 if 60 <= minute < 180 else 1.0))
    (would,) = heard.warnings(NOW - timedelta(days=3), NOW)["tilt"]
    judge = Who(kind="person", name="值班长")
    seen, looked, over = (would.at + timedelta(minutes=m) for m in (2, 5, 60))
    keep_bygones(found=[Bygone(would, "tilt", over, looked, seen_at=seen)], heard=heard, logged_by=judge)
    told = Event.objects.filter(kind__startswith="sensing.warning_").order_by("id").values_list("kind", "at")
    assert list(told) == [
        ("sensing.warning_opened", would.at),
        ("sensing.warning_acknowledged", seen),
        ("sensing.warning_confirmed", looked),
        ("sensing.warning_ended", over),
    ]
