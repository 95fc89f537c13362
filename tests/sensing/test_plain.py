"""Plain signals that come one a message are taken as columns, with the answers and the quarantine of the long way."""

import json
import threading
from datetime import timedelta
from typing import Any

import pytest

from tests.sensing.conftest import NOW, reading
from weige.sensing import mqtt
from weige.sensing.models import Quarantined, Reading
from weige.sensing.mqttframes import Publication
from weige.sensing.rules.decoding import Told
from weige.sensing.services import packed
from weige.sensing.topics import plain

pytestmark = pytest.mark.django_db(transaction=True)

AFTER = NOW + timedelta(hours=2)
TOPIC = "weige/QX-1/tilt"


def message(number: int, topic: str = TOPIC, **changes: Any) -> Publication:
    raw = {key: value for key, value in (reading(number, 1.0) | changes).items() if value is not ...}
    return Publication(topic, json.dumps(raw).encode(), number, 1)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of the batches that came as columns."""
    sizes: list[int] = []
    before = packed._quick

    def counted(told: list[Told], *rest: Any) -> Any:
        found = before(told, *rest)
        sizes.append(len(told) if found is not None else 0)
        return found

    monkeypatch.setattr(packed, "_quick", counted)
    return sizes


def commit(*messages: Publication) -> None:
    mqtt.MqttIntake("mqtt://nobody:x@127.0.0.1:1", lambda: AFTER).commit(messages)


def test_a_batch_of_plain_messages_is_columns(rules: None, taken: list[int]) -> None:
    commit(*[message(n) for n in range(30)])
    commit(*[message(n, device=..., kind=..., source=...) for n in range(30, 60)])
    commit(*[message(n) for n in range(30, 90)])
    assert Reading.objects.count() == 120, "another source is another signal"
    assert set(Reading.objects.values_list("source", flat=True)) >= {"mqtt"}
    assert taken[-1] == 60, "what is known from before comes the short way"
    assert not Quarantined.objects.exists()


def test_what_is_refused_is_set_aside_as_it_came(rules: None) -> None:
    odd = message(99, value=1e9)
    commit(*[message(n) for n in range(30)], odd)
    assert Reading.objects.count() == 30
    kept = Quarantined.objects.get()
    assert (kept.topic, bytes(kept.raw)) == (TOPIC, odd.payload)


@pytest.mark.parametrize(
    "odd",
    [
        message(1, device="QX-2"), message(1, device=""), message(1, value=True),
        message(1, "weige/gateway/frigate/events"), message(1, "other/QX-1/tilt"),
        Publication(TOPIC, b"[]", 1, 1), Publication(TOPIC, b"\xff", 1, 1),
    ],
)  # fmt: skip
def test_anything_else_goes_the_long_way(odd: Publication) -> None:
    others = [message(0, "weige/QX-9/tilt", device=...), message(2, "weige/QX-9/tilt", device=...)]
    told, places = plain([(one.topic, one.payload) for one in (others[0], odd, others[1])])
    assert places == [0, 2]
    assert [one.device for one in told] == ["QX-9", "QX-9"]


def test_what_a_device_says_stays_in_its_order() -> None:
    said = [
        message(0),
        message(1, "weige/QX-9/tilt", device=...),
        Publication(TOPIC, b"[]", 1, 1),
        message(2),
    ]
    assert plain([(one.topic, one.payload) for one in said])[1] == [1], "all of a device or none"


def test_data_comes_along_in_columns(rules: None) -> None:
    """One message with data among many does not send all of them the long way."""
    commit(*[message(n) for n in range(30)], message(30, data={"note": "seen"}))
    assert Reading.objects.count() == 31
    assert Reading.objects.exclude(data=None).exclude(data={}).get().data == {"note": "seen"}


def test_the_intake_may_stop_before_it_began() -> None:
    stop = threading.Event()
    stop.set()
    mqtt.MqttIntake("mqtt://nobody:x@127.0.0.1:1", lambda: AFTER).run(stop)
