"""Packed bodies are read as columns, and come to exactly what reading them one by one comes to."""

import gzip
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import Api
from tests.sensing.conftest import NOW, Send, Town, detection, jpeg, reading, signal
from weige.sensing.models import Device, Quarantined, Reading, Warning
from weige.sensing.rules import copying, decoding, packing
from weige.sensing.rules.kinds import builtin
from weige.sensing.rules.signals import Refusal, Signal, micros, read
from weige.sensing.services import Speaker, intake_packed
from weige.sensing.services.intake import Incoming, intake

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)
COLUMNS = ("device_id", "kind", "value", "data", "judged", "source", "signal_id", "at", "received_at", "ord")


def rows() -> list[tuple[Any, ...]]:
    return list(Reading.objects.order_by("batch", "ord").values_list(*COLUMNS))


def packed(*raws: Any, now: datetime = LATER) -> list[str]:
    told = decoding.body(msgspec.json.encode(list(raws)))
    assert told is not None
    summary = intake_packed(told=told, speaker=Speaker("test", Device.objects.all()), now=now)
    found = [summary.others[n].status if n in summary.others else "accepted" for n in range(len(told))]
    assert summary.accepted == found.count("accepted")
    return [f"{one}" for one in found]


def one_by_one(*raws: Any, now: datetime = LATER) -> list[str]:
    incoming = [Incoming(raw) for raw in raws]
    return [
        one.status
        for one in intake(incoming=incoming, speaker=Speaker("test", Device.objects.all()), now=now)
    ]


SECONDS = st.sampled_from(["", ".5", ".25", ".123456", ".1234567"])
ZONES = st.sampled_from(["Z", "+00:00", "+08:00", "-03:30", "", "+0800", "+24:00"])
DATES = st.sampled_from(
    [
        "2026-11-20T07:30:00",
        "2026-11-20 07:30:00",
        "2026-11-20T07:32:59",
        "2026-02-29T00:00:00",
        "2026-11-20T24:00:00",
        "2026-11-19T23:59:59",
        "2026-13-01T00:00:00",
        "1969-12-31T23:59:59",
        "2026-11-20T09:31:00",
        "２026-11-20T07:30:00",
        "2026-11-13T09:00:00",
        "20261120T073000",
    ]
)
TIMES = st.builds(lambda date, part, zone: date + part + zone, DATES, SECONDS, ZONES)


@given(st.lists(TIMES, min_size=1, max_size=6))
@settings(max_examples=300, deadline=None)
def test_times_are_read_as_the_long_way_reads_them(texts: list[str]) -> None:
    at, good = decoding.times(texts, micros(LATER))
    for text, moment, fine in zip(texts, at.tolist(), good.tolist(), strict=True):
        if fine:
            exact = read(reading(0, 1.0, time=text), now=LATER, kinds=builtin())
            assert not isinstance(exact, Refusal), text
            assert exact.at == moment, text


MINUTES = st.sampled_from(
    ["2026-11-20T07:30:", "2026-11-20T07:30:", "2026-11-20T07:30:", "2026-11-20T07:31:"]
)
TAILS = st.sampled_from(["00", "07", "59", "60", "5:", "/1", "9a"])


@given(
    st.lists(st.builds(str.__add__, MINUTES, TAILS), min_size=1, max_size=8),
    st.sampled_from(["", ".000001", ".5000/0"]),
)
@settings(max_examples=300, deadline=None)
def test_times_of_one_minute_are_read_by_their_seconds(parts: list[str], part: str) -> None:
    texts = [f"{one}{part}+08:00" for one in parts]
    at, good = decoding.times(texts, micros(LATER))
    for text, moment, fine in zip(texts, at.tolist(), good.tolist(), strict=True):
        exact = read(reading(0, 1.0, time=text), now=LATER, kinds=builtin())
        if fine:
            assert not isinstance(exact, Refusal), text
            assert exact.at == moment, text


def test_rows_of_one_length_are_the_rows_of_any_length() -> None:
    batch = packing.of(
        [Signal(f"s{n}", f"g-{n % 3}", f"QX-{n % 2}", "tilt", 1_000_000 * n, n / 7, {}) for n in range(40)],
        {"QX-0": 7, "QX-1": 9}, 5,
    )  # fmt: skip
    ids, shared = [f"id{n:03}" for n in range(40)], b"shared"
    found = copying.alike(batch, ids, shared)
    assert found == copying.different(batch, ids, shared)
    assert copying.alike(batch, ["longer", *ids[1:]], shared) is None


def test_every_day_of_four_centuries_is_counted_right() -> None:
    days = [datetime(1972, 1, 1) + timedelta(days=n) for n in range(0, 365 * 420, 11)]
    texts = [f"{day.isoformat()}+00:00" for day in days]
    late = micros(datetime.fromisoformat("2026-01-01T00:00:00+00:00"))
    at, _ = decoding.times(texts, late)
    expected = [micros(datetime.fromisoformat(text)) for text in texts]
    assert at.tolist() == expected


ODD = st.sampled_from(
    [
        {"value": 5000.0}, {"value": None}, {"kind": "mood"}, {"kind": "smoke"}, {"device": "QX-404"}, {"id": ""},
        {"id": "x" * 81}, {"source": ""}, {"source": "y" * 61}, {"time": "yesterday"}, {"data": {"test": True}},
        {"data": {"battery": 81}}, {"data": {"pictures": ["bm8="]}}, {"id": "a\x00b"}, {"time": NOW.isoformat()},
        {"source": "other"}, {}, {}, {}, {}, {}, {}, {"value": -0.0}, {"id": "tab\tand\\ and 冒号"},
    ]
)  # fmt: skip
SIGNALS = st.lists(
    st.builds(
        lambda minute, value, device, odd, kind: (
            (reading(minute, value, device=device) if kind else signal(minute, "heartbeat", device="QX-1")) | odd
        ),
        st.integers(0, 100), st.floats(0, 8).map(lambda one: round(one, 2)), st.sampled_from(["QX-1", "QX-1", "CAM-1"]),
        ODD, st.sampled_from([True, True, True, False]),
    ),
    max_size=30,
)  # fmt: skip


@given(SIGNALS, st.integers(1, 30))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_packed_and_one_by_one_leave_the_same(rules: None, raws: list[dict[str, Any]], size: int) -> None:
    found = []
    for way in (packed, one_by_one):
        with transaction.atomic():
            answers = [one for n in range(0, len(raws), size) for one in way(*raws[n : n + size])]
            warnings = Warning.objects.order_by("opened_at").values_list(
                "scenario", "level", "state", "count", "opened_at"
            )
            devices = Device.objects.order_by("pk").values_list("state", "last_value", "last_at", "health")
            found.append((answers, rows(), list(warnings), list(devices)))
            transaction.set_rollback(True)
    assert found[0] == found[1]


def test_the_number_of_statements_does_not_grow_with_a_packed_body(rules: None, town: Town) -> None:
    packed(*[reading(-n, 1.0) for n in range(3, 0, -1)])

    def count(*raws: Any) -> int:
        with CaptureQueriesContext(connection) as context:
            packed(*raws)
        print([q["sql"][:120] for q in context.captured_queries])
        return len(context)

    one = count(reading(0.01, 1.0))
    assert count(*[reading(1 + n / 100, 1.0) for n in range(500)]) <= one + 1 <= 10, (
        "one more for what is read the long way"
    )


def body(raws: list[Any]) -> bytes:
    return b"[" + b",".join(json.dumps(raw).encode() for raw in raws) + b"]"


@pytest.mark.parametrize("form", ["array", "lines", "msgpack", "gzip"])
def test_many_signals_over_http(
    rules: None, as_: Callable[[str | None], Api], clock: Callable[[datetime], None], form: str
) -> None:
    clock(LATER)
    raws = [reading(n / 10, 1.0) for n in range(200)] + [
        reading(5, 1.0),
        reading(6.05, 9e9),
        detection(3, pictures=[jpeg()]),
    ]
    text = {"array": body(raws), "gzip": gzip.compress(body(raws)), "msgpack": msgspec.msgpack.encode(raws)}
    text["lines"] = b"\n".join(json.dumps(raw).encode() for raw in raws)
    extra = {"headers": {"Prefer": "return=minimal"}, "content_type": "application/json"}
    if form == "gzip":
        extra["headers"]["Content-Encoding"] = "gzip"  # type: ignore[index]
    if form == "msgpack":
        extra["content_type"] = "application/msgpack"
    api = as_("gateway")
    answer = api.post("/api/signals", text[form], **extra)
    assert answer.status_code == 200, answer.content
    told = answer.json()
    took = re.fullmatch(r"judged;dur=([0-9.]+), committed;dur=([0-9.]+)", answer["Server-Timing"])
    assert took, answer["Server-Timing"]
    assert 0 < float(took[1]) <= float(took[2]), "decided first, then committed"
    assert (told["accepted"], told["duplicate"], told["refused"]) == (201, 1, 1)
    assert [one["reason"] for one in told["items"]] == [None, "signal_value_impossible"]
    assert Reading.objects.count() == 201
    assert Quarantined.objects.get().reason == "signal_value_impossible"


def test_a_body_that_fails_is_taken_the_long_way(
    rules: None,
    send: Send,
    as_: Callable[[str | None], Api],
    clock: Callable[[datetime], None],
    monkeypatch: Any,
) -> None:
    clock(LATER)

    def fail(**_: Any) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("weige.sensing.services.receiving.intake_packed", fail)
    api = as_("gateway")
    text = body([reading(n, 1.0) for n in range(60)])
    answer = api.post("/api/signals", text, content_type="application/json")
    assert answer.json()["accepted"] == 60
