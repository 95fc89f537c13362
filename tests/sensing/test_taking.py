"""Packs of the stream into a lane: each once whatever is delivered again, and what cannot be taken stops nothing."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.db import OperationalError, connection

from tests.sensing.conftest import NOW, Town, detection, reading
from weige.kernel import timesource
from weige.sensing import jetstream
from weige.sensing.jetstream import Delivered, Packed, StreamAway
from weige.sensing.models import Device, Lane, Quarantined, Reading, Warning
from weige.sensing.queries.rules import in_force
from weige.sensing.rules import packs
from weige.sensing.rules.signals import Signal, micros
from weige.sensing.rules.signals import read as read_signal
from weige.sensing.services import taking
from weige.sensing.services.lanes import set_lanes

PATH = import_module("weige.sensing.services.intake")  # services.intake is the function
pytestmark = pytest.mark.django_db(transaction=True)


def packed(*raws: dict[str, Any]) -> bytes:
    """One pack, as a publisher makes it."""
    kinds = in_force().kinds
    signals = [one for raw in raws if isinstance(one := read_signal(raw, now=NOW, kinds=kinds), Signal)]
    assert len(signals) == len(raws)
    [(_, payload)] = list(packs.pack("gateway", micros(NOW), signals))
    return payload


def take(*payloads: bytes, first: int = 1, stream: str = "s", number: int = 0) -> int:
    delivered = [Delivered(first + place, payload) for place, payload in enumerate(payloads)]
    return taking.take_packs(number=number, stream=stream, delivered=delivered, now=NOW)


def test_a_pack_moves_the_position_with_its_readings(town: Town) -> None:
    assert take(packed(reading(-3, 1.0)), packed(reading(-2, 2.0), reading(-1, 3.0))) == 2
    assert [row.value for row in Reading.objects.order_by("at")] == [1.0, 2.0, 3.0]
    assert taking.position(0, "s") == 2
    assert taking.position(0, "another") == 0
    assert {row.batch for row in Reading.objects.all()} == {Lane.objects.get(number=0).position}, "one step"


def test_what_is_delivered_again_changes_nothing(town: Town) -> None:
    one, two = packed(reading(-3, 1.0)), packed(reading(-2, 2.0))
    take(one, two)
    steps = Lane.objects.get(number=0).position
    assert take(one, two) == 2
    assert take(two, first=2) == 2
    assert Lane.objects.get(number=0).position == steps
    assert Reading.objects.count() == 2
    assert take(one, first=3) == 3, "the same under another number: known by what it is"
    assert Reading.objects.count() == 2
    assert take(one, two, stream="made anew") == 2, "a stream that begins again is known by what is in it"
    assert Reading.objects.count() == 2
    assert taking.position(0, "made anew") == 2


def test_nothing_is_taken_when_the_transaction_does_not_end(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(PATH, "fire", away)
    with pytest.raises(OperationalError):
        take(packed(reading(-3, 1.0)))
    monkeypatch.undo()
    assert (Reading.objects.count(), taking.position(0, "s")) == (0, 0)
    take(packed(reading(-3, 1.0)))
    assert Reading.objects.count() == 1


def test_one_bad_signal_is_set_aside_and_the_others_go_on(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = PATH.packing.of

    def poisoned(signals: Any, *rest: Any) -> Any:
        assert all(one.id != "QX-1/tilt/-2" for one in signals)
        return real(signals, *rest)

    monkeypatch.setattr(PATH.packing, "of", poisoned)
    assert take(packed(reading(-3, 1.0), reading(-2, 2.0)), packed(reading(-1, 3.0))) == 2
    assert [row.value for row in Reading.objects.order_by("at")] == [1.0, 3.0]
    row = Quarantined.objects.get()
    assert (row.reason, row.state) == ("signal_internal", "open")
    assert taking.position(0, "s") == 2


def test_an_unreadable_pack_and_a_device_retired_meanwhile_are_seen_by_people(town: Town) -> None:
    late = packed(reading(-3, 1.0), reading(-2, 0.3, kind="crack", device="CK-1"))
    Device.objects.filter(code="QX-1").update(in_service=False)
    assert take(b"\xc1", late) == 2
    assert [row.kind for row in Reading.objects.all()] == ["crack"]
    assert sorted(row.reason for row in Quarantined.objects.all()) == [
        "signal_device_retired",
        "signal_unreadable",
    ]


def test_two_lanes_that_see_the_same_shop_share_its_warning(town: Town, rules: None) -> None:
    """A camera of another lane sees it too: one warning, not a refused transaction."""
    set_lanes(count=2)
    lon, lat = town.camera.lon, town.camera.lat
    Device.objects.filter(code="CAM-9").update(
        lon=lon, lat=lat, zones=[{"id": "f9", "kind": "frontage", "shop": "S-1"}]
    )
    take(*(packed(detection(minute - 8)) for minute in range(7)), number=0)
    assert Warning.objects.get().state == "open"
    take(*(packed(detection(minute - 8, device="CAM-9")) for minute in range(7)), number=1)
    assert Warning.objects.count() == 1
    assert Reading.objects.count() == 14
    assert not Quarantined.objects.exists()


def test_a_publisher_proves_and_hands_on(
    town: Town, as_: Callable[[str | None], Any], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over HTTP: refused at once what is wrong, kept for its lane what is right, 503 while the brokers are away."""
    set_lanes(count=4)
    kept: list[Packed] = []

    class Brokers:
        def publish(self, found: list[Packed]) -> None:
            kept.extend(found)

    settings.NATS_URL = "nats://127.0.0.1:1"
    monkeypatch.setattr(jetstream, "stream", Brokers)
    raws = [reading(-3, 1.0), reading(-2, 1.0, device="NOBODY"), reading(-1, 9999.0)]
    monkeypatch.setattr(timesource, "now", lambda: NOW)
    answer = as_("gateway").post("/api/signals", json=raws).json()
    assert [one["status"] for one in answer["items"]] == ["accepted", "refused", "refused"]
    assert [[one.id for one in packs.unpack(pack.payload).signals] for pack in kept] == [["QX-1/tilt/-3"]]
    assert not Reading.objects.exists(), "the lane judges it, not we"

    def away(self: Any, found: list[Packed]) -> None:
        raise StreamAway("gone")

    monkeypatch.setattr(Brokers, "publish", away)
    answer = as_("gateway").post("/api/signals", json=raws)
    assert answer.status_code == 503
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sensing_reading")
        assert cursor.fetchone()[0] == 0
