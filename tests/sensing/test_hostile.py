"""A stated policy for every kind of bad message, by HTTP and MQTT: refused with its reason, kept, nobody else hurt."""

import gzip
import json
import zlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import Api
from tests.sensing.conftest import NOW, Town, reading
from tests.sensing.sources.hostile import ANYTHING, spoilt
from tests.sensing.sources.test_frigate import event
from tests.sensing.sources.test_standards import LEASE, OBSERVATION
from weige.sensing.models import Quarantined, Reading
from weige.sensing.mqtt import MqttIntake
from weige.sensing.mqttframes import Publication

pytestmark = pytest.mark.django_db
As = Callable[[str | None], Api]
AFTER = NOW + timedelta(hours=2)
QUICK = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture(autouse=True)
def _afternoon(clock: Callable[[Any], None]) -> None:
    clock(AFTER)


def told(**more: Any) -> bytes:
    return json.dumps(reading(0, 1.0) | more).encode()


DEEP = b'{"a":' * 50_000 + b"1" + b"}" * 50_000
# kind of bad message → (what is sent, what is said). docs/reference/sources.md has the same table in words.
POLICY: dict[str, tuple[bytes, str]] = {
    "late": (told(time=(AFTER - timedelta(days=8)).isoformat()), "signal_too_old"),
    "future": (told(time=(AFTER + timedelta(minutes=11)).isoformat()), "signal_time_in_future"),
    "no time zone": (told(time="2026-11-20T15:22:00"), "signal_time_unreadable"),
    "not a number": (told().replace(b"1.0", b"NaN"), "signal_unreadable"),
    "infinite": (told().replace(b"1.0", b"Infinity"), "signal_unreadable"),
    "a number too large": (told().replace(b"1.0", b"1e999"), "signal_unreadable"),
    "a huge number": (told(value=10**400), "signal_value_not_a_number"),
    "absurd": (told(value=1e9), "signal_value_impossible"),
    "truncated": (told()[:-9], "signal_unreadable"),
    "deep": (DEEP, "signal_too_deep"),
    "deep data": (told(data={"a": [[[[[[[[[[[[[[1]]]]]]]]]]]]]]}), "signal_too_deep"),
    "much data": (told(data={"a": "x" * 70_000}), "signal_data_too_large"),
    "Latin-1": ('{"id":"é"}'.encode("latin-1"), "signal_unreadable"),
    "UTF-16": ('{"id":"1"}'.encode("utf-16"), "signal_unreadable"),
    "NUL": (told(id="a\x00b"), "signal_field_not_text"),
    "NUL in data": (told(data={"a": "\x00"}), "signal_data_not_an_object"),
    "half a surrogate pair": (told(id="\ud800"), "signal_unreadable"),
    "a text as value": (told(value="1.0"), "signal_value_not_a_number"),
    "no object": (b"17", "signal_not_an_object"),
    "nothing": (b"", "signal_unreadable"),
}
GOOD = st.integers(0, 10_000).map(lambda n: ("good", reading(n / 100, 1.0)))
BAD = st.sampled_from(sorted(POLICY)).map(lambda name: ("bad", name))


def post(client: Api, body: bytes, **headers: str) -> Any:
    return client.generic("POST", "/api/signals", body, content_type="application/x-ndjson", headers=headers)


def by_mqtt(*bodies: bytes, topic: str = "weige/QX-1/tilt") -> None:
    """The way of the intake process, without its socket."""
    intake = MqttIntake("mqtt://127.0.0.1:1", lambda: AFTER)
    intake.commit([Publication(topic, body, number, 1) for number, body in enumerate(bodies)])


@pytest.mark.parametrize("name", sorted(POLICY))
def test_each_kind_has_its_reason_over_mqtt(rules: None, town: Town, name: str) -> None:
    body, reason = POLICY[name]
    by_mqtt(told(id="before"), body, told(id="after", time=(NOW + timedelta(minutes=1)).isoformat()))
    assert Quarantined.objects.get().reason == reason
    assert set(Reading.objects.values_list("signal_id", flat=True)) == {"before", "after"}


@pytest.mark.parametrize("name", sorted(set(POLICY) - {"nothing", "no object", "UTF-16"}))
def test_each_kind_has_its_reason_over_http(rules: None, town: Town, as_: As, name: str) -> None:
    """As a line among others of NDJSON (an empty line is no signal; a body must begin with [ or {)."""
    body, reason = POLICY[name]
    after = told(id="after", time=(NOW + timedelta(minutes=1)).isoformat())
    answer: Any = post(as_("gateway"), b"\n".join([told(id="before"), body, after]))
    assert answer.status_code == 200, answer.content
    assert [one["reason"] or one["status"] for one in answer.json()["items"]] == [
        "accepted",
        reason,
        "accepted",
    ]
    assert Quarantined.objects.get().reason == reason


@QUICK
@given(mixed=st.lists(GOOD | BAD, min_size=1, max_size=12))
def test_no_bad_message_stops_or_changes_a_good_one(rules: None, town: Town, mixed: list[Any]) -> None:
    Quarantined.objects.all().delete()
    bodies = [json.dumps(one).encode() if what == "good" else POLICY[one][0] for what, one in mixed]
    by_mqtt(*bodies)
    good = {one["id"] for what, one in mixed if what == "good"}
    assert good <= set(Reading.objects.values_list("signal_id", flat=True))
    bad = [POLICY[one][1] for what, one in mixed if what == "bad"]
    kept = [reason for row in Quarantined.objects.all() for reason in [row.reason] * row.count]
    assert sorted(kept) == sorted(bad)


@QUICK
@given(numbers=st.lists(st.integers(0, 40), min_size=1, max_size=30))
def test_doubled_and_out_of_order_are_taken_once(rules: None, town: Town, numbers: list[int]) -> None:
    before = set(Reading.objects.values_list("signal_id", flat=True))
    by_mqtt(*[json.dumps(reading(number, 1.0)).encode() for number in numbers])
    ids = list(Reading.objects.values_list("signal_id", flat=True))
    assert len(ids) == len(set(ids))
    assert set(ids) - before <= {f"QX-1/tilt/{number}" for number in numbers}
    assert {f"QX-1/tilt/{number}" for number in numbers} <= set(ids)


TOPICS = [
    "weige/QX-1/tilt",
    "weige/CAM-1/frigate/events",
    "weige/QX-1/zigbee2mqtt/x",
    "weige/QX-1/x/y/z",
    "weige/a/b",
]


@QUICK
@given(
    topic=st.sampled_from(TOPICS),
    bodies=st.lists(
        st.binary(max_size=80) | ANYTHING.map(lambda v: json.dumps(v).encode("utf-8", "replace")), max_size=5
    ),
)
def test_any_bytes_on_any_topic_are_survived(
    rules: None, town: Town, topic: str, bodies: list[bytes]
) -> None:
    by_mqtt(*bodies, topic=topic)
    assert "signal_internal" not in set(Quarantined.objects.values_list("reason", flat=True))


ENDPOINTS = {
    "/api/signals": reading(0, 1.0),
    "/api/signals/cloudevents": LEASE,
    "/api/signals/sensorthings": OBSERVATION,
    "/api/signals/from/frigate-events": event(),
    "/api/signals/from/zigbee2mqtt?device=QX-1": {"temperature": 20.0},
}


@QUICK
@given(data=st.data())
def test_no_hostile_json_is_a_crash_over_http(rules: None, town: Town, as_: As, data: Any) -> None:
    path = data.draw(st.sampled_from(sorted(ENDPOINTS)))
    value = data.draw(spoilt(ENDPOINTS[path]) | ANYTHING)
    body = json.dumps(value).encode("utf-8", "replace")
    answer: Any = as_("gateway").generic("POST", path, body, content_type="application/json")
    assert answer.status_code in {200, 400, 413}, (path, body, answer.content)
    if answer.status_code == 200:
        assert not [one for one in answer.json()["items"] if one["reason"] == "signal_internal"], (path, body)


@QUICK
@given(body=st.binary(max_size=200), packed=st.booleans())
def test_no_bytes_are_a_crash_over_http(rules: None, town: Town, as_: As, body: bytes, packed: bool) -> None:
    headers = {"Content-Encoding": "gzip"}
    sent = gzip.compress(body) if packed else body
    for given_headers in ({}, headers):
        assert post(as_("gateway"), sent, **given_headers).status_code in {200, 400}


def test_a_zip_bomb_is_refused_unpacked_no_further_than_allowed(rules: None, town: Town, as_: As) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(b"[" * 1_000_000) for _ in range(200)) + packer.flush()
    assert len(bomb) < 300_000
    answer: Any = post(as_("gateway"), bomb, **{"Content-Encoding": "gzip"})
    assert (answer.status_code, answer.json()["code"]) == (413, "signals_too_large")
    twice = gzip.compress(gzip.compress(told()))
    assert post(as_("gateway"), twice, **{"Content-Encoding": "gzip"}).status_code == 400
    cut = gzip.compress(told() * 50)[:-10]
    assert post(as_("gateway"), cut, **{"Content-Encoding": "gzip"}).json()["code"] == "signals_unreadable"
    assert post(as_("gateway"), told(), **{"Content-Encoding": "br"}).status_code == 415


def test_too_many_and_too_large(rules: None, town: Town, as_: As) -> None:
    assert post(as_("gateway"), b"[" + b"{}," * 5000 + b"{}]").status_code == 413
    by_mqtt(b" " * (4 * 1024 * 1024 + 1))
    row = Quarantined.objects.get()
    assert (row.reason, row.size, len(row.raw)) == ("signal_too_large", 4 * 1024 * 1024 + 1, 256 * 1024)
