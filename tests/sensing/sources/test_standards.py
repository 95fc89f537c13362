"""OGC SensorThings observations and CloudEvents: the standards' shapes, the dataArray, the modes, hostile ones."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sensing.sources.hostile import ANYTHING, spoilt, usable
from weige.sensing.sources import Bad, Told, cloudevents, decoding, sensorthings
from weige.sensing.sources.cloudevents import Change, Event

RECEIVED = "2026-11-20T07:22:00+00:00"
OBSERVATION = {
    "@iot.id": 101,
    "phenomenonTime": "2026-11-20T07:20:00Z",
    "resultTime": "2026-11-20T07:20:01Z",
    "result": 3.1,
    "Datastream": {"@iot.id": 7},
}


def test_an_observation_is_a_signal_of_its_datastream() -> None:
    (told,) = sensorthings.observations(OBSERVATION)
    assert isinstance(told, Told)
    assert (told.name, told.signal["value"], told.signal["time"]) == ("7", 3.1, "2026-11-20T07:20:00Z")
    assert told.signal["id"] == "7/101"
    (other,) = sensorthings.observations(OBSERVATION, "QX-1/tilt")
    assert isinstance(other, Told)
    assert other.name == "QX-1/tilt"


def test_an_interval_counts_from_its_end_and_a_bad_result_is_kept_unjudged() -> None:
    raw = OBSERVATION | {
        "phenomenonTime": "2026-11-20T07:10:00Z/2026-11-20T07:20:00Z",
        "resultQuality": "bad",
    }
    (told,) = sensorthings.observations(raw)
    assert isinstance(told, Told)
    assert told.signal["time"] == "2026-11-20T07:20:00Z"
    assert told.signal["data"] == {"quality": "bad"}


def test_an_expanded_datastream_names_thing_and_property() -> None:
    stream = {"@iot.id": 7, "Thing": {"name": "QX-1"}, "ObservedProperty": {"name": "tilt"}}
    (told,) = sensorthings.observations(OBSERVATION | {"Datastream": stream})
    assert isinstance(told, Told)
    assert (told.name, told.signal["kind"]) == ("QX-1", "tilt")


def test_a_data_array_is_many_observations_and_one_bad_row_is_one_refusal() -> None:
    raw = [
        {
            "Datastream": {"@iot.id": 1},
            "components": ["phenomenonTime", "result", "FeatureOfInterest/id"],
            "dataArray@iot.count": 3,
            "dataArray": [
                ["2026-11-20T07:20:00Z", 20, 1],
                ["2026-11-20T07:21:00Z", 30],
                ["2026-11-20T07:22:00Z", 65, 1],
            ],
        },
        {"Datastream": {"@iot.id": 2}, "components": ["phenomenonTime", "result"], "dataArray": []},
    ]
    found = sensorthings.observations(raw)
    assert [isinstance(one, Told) for one in found] == [True, False, True]
    assert [one.signal["value"] for one in found if isinstance(one, Told)] == [20, 65]
    ids = [one.signal["id"] for one in found if isinstance(one, Told)]
    assert len(set(ids)) == 2
    assert sensorthings.observations(raw) == found, "a second delivery has the same ids"


@settings(max_examples=300)
@given(
    spoilt(OBSERVATION)
    | spoilt([{"Datastream": {"@iot.id": 1}, "components": ["result"], "dataArray": [[1]]}])
)
def test_hostile_observations_never_raise(raw: Any) -> None:
    for piece in sensorthings.observations(raw):
        if isinstance(piece, Told):
            usable(piece.signal)


LEASE = {
    "specversion": "1.0",
    "id": "L-2026-118",
    "source": "/housing/leases",
    "type": "cn.example.register.lease.changed",
    "subject": "building:B-1",
    "time": "2026-11-20T07:20:00Z",
    "datacontenttype": "application/json",
    "data": {
        "register": "L-77",
        "use_before": "居住",
        "use_after": "餐饮",
        "tenant": "张三",
        "id_card": "3101…",
    },
}


def change(raw: Any) -> Change:
    event = cloudevents.structured(raw)
    assert isinstance(event, Event), event
    found = cloudevents.translated(event, RECEIVED)
    assert isinstance(found, Change), found
    usable(found.signal)
    return found


def test_a_lease_change_carries_what_is_needed_and_nobodys_name() -> None:
    found = change(LEASE)
    assert found.place == "building:B-1"
    assert found.signal["kind"] == "register.lease"
    assert found.signal["data"] == {
        "register": "L-77", "use_before": "居住", "use_after": "餐饮", "change": "changed", "label": "changed",
    }  # fmt: skip
    assert "张三" not in json.dumps(found.signal, ensure_ascii=False)


def test_the_three_modes_are_one_event() -> None:
    headers = {
        f"CE-{key.title()}": str(LEASE[key]) for key in ("specversion", "id", "source", "type", "time")
    }
    headers |= {
        "Ce-Subject": "address:%E5%85%83%E8%8A%B3%E5%BC%84%207%20%E5%8F%B7",
        "Content-Type": "application/json",
    }
    raw = cloudevents.as_structured(headers, json.dumps(LEASE["data"]).encode())
    told = cloudevents.structured(raw)
    assert isinstance(told, Event)
    assert told.subject == "address:元芳弄 7 号"
    assert (told.id, told.data) == ("L-2026-118", LEASE["data"])
    both = cloudevents.batch([LEASE, {"id": "?"}])
    assert [isinstance(one, Event) for one in both] == [True, False]
    coded = {key: value for key, value in LEASE.items() if key != "data"} | {
        "data_base64": "eyJyZWdpc3RlciI6IjEifQ=="
    }
    assert change(coded).signal["data"]["register"] == "1"


def test_without_a_time_the_receipt_counts_and_an_address_may_be_in_the_data() -> None:
    raw = {key: value for key, value in LEASE.items() if key not in {"time", "subject"}}
    found = change(raw | {"data": {"address": "九江路36号"}})
    assert (found.signal["time"], found.place) == (RECEIVED, "九江路36号")


def test_our_own_signal_travels_in_an_envelope() -> None:
    raw = LEASE | {
        "type": "com.vendor.weige.signal",
        "data": {"device": "QX-1", "kind": "tilt", "value": 1.5},
    }
    event = cloudevents.structured(raw)
    assert isinstance(event, Event)
    told = cloudevents.translated(event, RECEIVED)
    assert isinstance(told, Told)
    assert (told.name, told.signal["id"], told.signal["value"]) == ("QX-1", "L-2026-118", 1.5)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (17, "signal_not_an_object"),
        (LEASE | {"specversion": "0.3"}, "event_version"),
        (LEASE | {"id": ""}, "signal_field_missing"),
        (LEASE | {"type": "com.example.rain"}, "event_type_unknown"),
        (LEASE | {"type": "register.lease"}, "event_change_unknown"),
        (LEASE | {"subject": "", "data": {}}, "signal_field_missing"),
        ({k: v for k, v in LEASE.items() if k != "data"} | {"data_base64": "*"}, "event_data_unreadable"),
    ],
)
def test_what_is_no_usable_event_says_why(raw: Any, reason: str) -> None:
    found: Any = cloudevents.structured(raw)
    if isinstance(found, Event):
        found = cloudevents.translated(found, RECEIVED)
    assert isinstance(found, Bad)
    assert found.reason == reason


@settings(max_examples=300)
@given(spoilt(LEASE))
def test_hostile_events_never_raise(raw: Any) -> None:
    found = cloudevents.structured(raw)
    if isinstance(found, Event):
        piece = cloudevents.translated(found, RECEIVED)
        if isinstance(piece, Change | Told):
            assert len(piece.signal["id"]) <= 80 or isinstance(piece, Told)


@settings(max_examples=200)
@given(
    st.dictionaries(st.text(max_size=12).map(lambda name: f"ce-{name}"), st.text(max_size=40)),
    st.binary(max_size=80),
)
def test_hostile_headers_never_raise(headers: dict[str, str], body: bytes) -> None:
    raw = cloudevents.as_structured(headers | {"ce-specversion": "1.0"}, body)
    if not isinstance(raw, Bad):
        cloudevents.structured(raw)
    cloudevents.batch([headers])


@given(
    st.binary(max_size=300) | ANYTHING.map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass"))
)
def test_any_bytes_are_decoded_or_refused(payload: bytes) -> None:
    decoding.decoded(payload)


def test_decoding_has_a_policy() -> None:
    assert decoding.decoded(b"\xef\xbb\xbf[1]") == [1], "a byte-order mark is forgiven"
    assert decoding.decoded('"\u00e9"'.encode("latin-1")) == Bad("signal_unreadable")
    assert decoding.decoded("[1]".encode("utf-16")) == Bad("signal_unreadable")
    assert decoding.decoded(b"NaN") == Bad("signal_unreadable")
    assert decoding.decoded(b'{"a":' * 50_000) == Bad("signal_too_deep")
    assert decoding.decoded(b" " * 20, limit=10) == Bad("signal_too_large")
