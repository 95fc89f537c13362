"""Flat payloads by the book of models: what each model's message means, units, times, and what is refused."""

import json
import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sensing.sources.hostile import spoilt, usable
from weige.sensing.rules.kinds import builtin as kinds_of
from weige.sensing.sources import Bad, Told, flat, models, paths

KINDS = kinds_of()
RECEIVED = "2026-11-20T07:22:00+00:00"


def read(topic: str, payload: Any) -> list[Any]:
    found = models.matching(topic, models.builtin())
    assert found is not None, topic
    template, names = found
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return flat.read(template, flat.Posted(topic, names, body, RECEIVED), KINDS)


def told(topic: str, payload: Any) -> list[tuple[str, str, Any, str]]:
    """(device, kind, value or data, time) of every signal."""
    pieces = read(topic, payload)
    assert all(isinstance(one, Told) for one in pieces), pieces
    for one in pieces:
        usable(one.signal)
    return [(one.name, one.signal["kind"], one.signal.get("value"), one.signal["time"]) for one in pieces]


EXAMPLES = [
    (
        "application/1f/device/0101010101010101/event/up",
        {"deduplicationId": "3ac7e3c4", "time": "2026-11-20T07:20:15.775023242+00:00", "devAddr": "00189440",
         "object": {"temperature": 21.5, "tilt_deg": 0.1, "battery": 91}},
        [("0101010101010101", "temperature", 21.5), ("0101010101010101", "tilt", 1.745329252)],
    ),
    (
        "v3/app@tenant/devices/eui-1/up",
        {"received_at": "2026-11-20T07:20:00.787Z", "uplink_message": {"session_key_id": "AXA5", "f_cnt": 7,
         "decoded_payload": {"humidity": 55, "fill_level": 80}}},
        [("eui-1", "humidity", 55.0), ("eui-1", "level", 80.0)],
    ),
    ("zigbee2mqtt/0x00158d", {"temperature": 27.34, "humidity": 44.72, "battery": 90}, [
        ("0x00158d", "temperature", 27.34), ("0x00158d", "humidity", 44.72)]),
    (
        "tele/yard/SENSOR",
        {"Time": "2026-11-20T15:20:00", "AM2301": {"Temperature": 50.0, "Humidity": 40}, "TempUnit": "F"},
        [("yard", "temperature", 10.0), ("yard", "humidity", 40.0)],
    ),
    (
        "$oc/devices/d-1/sys/properties/report",
        {"services": [{"service_id": "t", "properties": {"temperature": 5}, "event_time": "20261120T072000Z"}]},
        [("d-1", "temperature", 5.0)],
    ),
    ("/sys/a1/d-2/thing/event/property/post",
     {"id": "7", "params": {"time": 1795159200000, "Temperature": 3, "Humidity": {"value": 9}}},
     [("d-2", "temperature", 3.0), ("d-2", "humidity", 9.0)]),
    ("esphome/crack-1/sensor/crack/state", b"412.5", [("crack-1", "crack", 0.4125)]),
    ("logger/L1/csv", b"2026-11-20T15:20:00+08:00, 1.75, 12.5, 88\n", [
        ("L1", "tilt", 1.75), ("L1", "temperature", 12.5)]),
]  # fmt: skip


@pytest.mark.parametrize(("topic", "payload", "expected"), EXAMPLES, ids=[one[0] for one in EXAMPLES])
def test_a_models_message_becomes_signals(topic: str, payload: Any, expected: list[Any]) -> None:
    assert [(device, kind, value) for device, kind, value, _ in told(topic, payload)] == expected


def test_time_is_the_messages_own_or_that_of_receipt() -> None:
    assert told(EXAMPLES[3][0], EXAMPLES[3][1])[0][3] == "2026-11-20T15:20:00+08:00"
    assert told(EXAMPLES[2][0], EXAMPLES[2][1])[0][3] == RECEIVED


def test_a_door_contact_opens_when_its_contact_opens() -> None:
    (piece,) = read("zigbee2mqtt/door", {"contact": False})
    assert piece.signal["data"] == {"open": True}


def test_battery_travels_with_every_signal() -> None:
    pieces = read("logger/L1/csv", b"2026-11-20T15:20:00Z,1,2,88")
    assert [one.signal["data"] for one in pieces] == [{"battery": 88.0}, {"battery": 88.0}]


def test_a_redelivery_with_a_time_of_its_own_is_the_same_signal() -> None:
    assert read(*EXAMPLES[7][:2]) == read(*EXAMPLES[7][:2])


@pytest.mark.parametrize(
    ("topic", "payload", "reason"),
    [
        ("esphome/a/sensor/noise/state", b"loud", "signal_value_not_a_number"),
        ("esphome/a/sensor/noise/state", b"nan", "signal_value_not_a_number"),
        ("esphome/a/sensor/noise/state", b"1e400", "signal_value_not_a_number"),
        ("esphome/a/sensor/noise/state", b"1_000", "signal_value_not_a_number"),
        ("esphome/a/sensor/noise/state", b"\xff\xfe", "signal_unreadable"),
        ("esphome/a/sensor/noise/state", b"1" * 70_000, "signal_too_large"),
        ("esphome/a/sensor/voltage/state", b"3.3", "source_nothing_mapped"),
        ("logger/a/csv", b"2026-11-20T15:20:00+08:00,1\n2026-11-20T15:21:00+08:00,2", "source_not_one_line"),
        ("logger/a/csv", b"2026-11-20T15:20:00,1", "signal_time_unreadable"),
        ("logger/a/csv", b"yesterday,1", "signal_time_unreadable"),
        ("zigbee2mqtt/a", b"{", "signal_unreadable"),
        ("zigbee2mqtt/a", b"[" * 100_000, "signal_too_deep"),
        ("zigbee2mqtt/a", {"linkquality": 3}, "source_nothing_mapped"),
        (
            "/sys/a/b/thing/event/property/post",
            {"params": {"time": 1e300, "Temperature": 1}},
            "signal_time_unreadable",
        ),
        ("/sys/a/b/thing/event/property/post", {"params": {"Temperature": 1}}, "signal_field_missing"),
    ],
)
def test_what_cannot_be_read_says_why(topic: str, payload: Any, reason: str) -> None:
    pieces = read(topic, payload)
    assert [one.reason for one in pieces if isinstance(one, Bad)] == [reason]


def test_topics_match_whole_levels_only() -> None:
    assert models.matching("zigbee2mqtt/a/set", models.builtin()) is None
    assert models.matching("zigbee2mqtt/", models.builtin()) is None
    assert models.matching("weige/QX-1/tilt", models.builtin()) is None
    filters = [one.model.filter for one in models.builtin()]
    assert "tele/+/SENSOR" in filters
    assert all(part[:1] not in {"+", "#"} for part in filters)


GOOD = {"id": "m", "name": {"zh": "a", "en": "a"}, "topic": "a/{device}", "payload": "json",
        "signals": [{"kind": "tilt", "value": "x"}]}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"topic": "{device}/a"}, "topic"),
        ({"topic": "a/b"}, "topic"),
        ({"signals": [{"kind": "mood", "value": "x"}]}, "mood"),
        ({"signals": [{"kind": "tilt", "value": "x", "unit": "℃"}]}, "conversion"),
        ({"signals": [{"kind": "tilt", "data": {"a": "x"}}]}, "carries"),
        ({"signals": [{"kind": "tilt", "value": "x", "when": {"topic": "nobody", "is": 1}}]}, "placeholder"),
        ({"signals": [{"kind": "tilt", "value": "a..b"}]}, "path"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_an_impossible_model_is_refused_with_its_reason(change: dict[str, Any], said: str) -> None:
    assert models.load({"model": [GOOD]}, KINDS)
    with pytest.raises(models.BadModel, match=said):
        models.load({"model": [GOOD | change]}, KINDS)


@given(st.text(alphabet='ab."[]0 ', max_size=12))
def test_a_path_is_parsed_or_refused(text: str) -> None:
    try:
        path = paths.parse(text)
    except ValueError:
        return
    assert paths.at({}, path) in ({}, paths.MISSING)


JSON_MODELS = [one for one in EXAMPLES if not isinstance(one[1], bytes)]


@settings(max_examples=300)
@given(st.sampled_from(JSON_MODELS).flatmap(lambda one: st.tuples(st.just(one[0]), spoilt(one[1]))))
def test_hostile_json_never_raises(found: tuple[str, Any]) -> None:
    topic, value = found
    try:
        body = json.dumps(value).encode("utf-8", "surrogatepass")
    except ValueError:
        return
    for piece in read(topic, body):
        if isinstance(piece, Told):
            usable(piece.signal)


@settings(max_examples=300)
@given(
    st.sampled_from(["esphome/a/sensor/noise/state", "logger/a/csv", "zigbee2mqtt/a"]),
    st.binary(max_size=200),
)
def test_hostile_bytes_never_raise(topic: str, body: bytes) -> None:
    assert read(topic, body)


def test_the_book_names_no_unknown_kind() -> None:
    raw = tomllib.loads(
        (models.Path(models.__file__).parent.parent / "data" / "models.toml").read_text("utf-8")
    )
    assert {one.model.id for one in models.builtin()} == {one["id"] for one in raw["model"]}
