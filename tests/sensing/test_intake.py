"""The way in: answers, idempotence, refusals, one warning per problem, constant statements, two at once."""

import base64
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sensing.conftest import NOW, Send, Town, detection, jpeg, reading, signal
from weige.kernel.models import Event
from weige.sensing.models import Device, Reading, Warning
from weige.sensing.rules.kinds import builtin
from weige.sensing.rules.signals import Refusal, Signal, read
from weige.sensing.services import Incoming, Speaker, intake

pytestmark = pytest.mark.django_db


def statuses(answers: list[Any]) -> list[str]:
    return [answer.status for answer in answers]


def test_a_batch_is_answered_one_by_one(rules: None, send: Send) -> None:
    answers = send(reading(0, 3.1), {"id": "x"}, reading(1, 3.2), reading(0, 3.1))
    assert statuses(answers) == ["accepted", "refused", "accepted", "duplicate"]
    assert answers[1].id == "x"
    assert answers[1].reason == "signal_field_missing"
    assert Reading.objects.count() == 2
    assert statuses(send(reading(0, 9.9), reading(2, 3.3))) == ["duplicate", "accepted"]
    assert Reading.objects.count() == 3


BAD = [
    (17, "signal_not_an_object"),
    (reading(0, 1, device="QX-404"), "signal_unknown_device"),
    (reading(0, 1, device="QX 1"), "signal_unknown_device"),
    (reading(0, 1, kind="mood"), "signal_unknown_kind"),
    (reading(0, 1, kind="smoke"), "signal_kind_not_of_device"),
    (reading(0, "5"), "signal_value_not_a_number"),
    (reading(0, True), "signal_value_not_a_number"),
    (reading(0, float("nan")), "signal_value_not_a_number"),
    (reading(0, float("inf")), "signal_value_not_a_number"),
    (reading(0, 10**400), "signal_value_not_a_number"),
    (reading(0, 5000), "signal_value_impossible"),
    (reading(0, None), "signal_value_missing"),
    (reading(0, 1, id=""), "signal_field_missing"),
    (reading(0, 1, id=5), "signal_field_not_text"),
    (reading(0, 1, id="x" * 81), "signal_field_not_text"),
    (reading(0, 1, id="a\x00b"), "signal_field_not_text"),
    (reading(0, 1, id="a\ud800b"), "signal_field_not_text"),
    (reading(0, 1, source=None), "signal_field_missing"),
    (reading(0, 1, time="yesterday"), "signal_time_unreadable"),
    (reading(0, 1, time="2026-11-20T15:22:00"), "signal_time_unreadable"),
    (reading(0, 1, time=1763623320), "signal_time_unreadable"),
    (reading(0, 1, time=None), "signal_field_missing"),
    (reading(131, 1), "signal_time_in_future"),
    (reading(-7 * 1440, 1), "signal_too_old"),
    (reading(0, 1, time="0001-01-01T00:00:00+14:00"), "signal_too_old"),
    (reading(0, 1, data=[1]), "signal_data_not_an_object"),
    (reading(0, 1, data={"a": "x" * 70_000}), "signal_data_too_large"),
    (signal(0, "detection", device="CAM-1", data={"pictures": ["bm8="]}), "signal_picture_not_jpeg"),
    (signal(0, "detection", device="CAM-1", data={"pictures": "x"}), "signal_picture_not_jpeg"),
    (
        signal(0, "detection", device="CAM-1", data={"pictures": ["/9j/" * 150_000]}),
        "signal_picture_too_large",
    ),
    (signal(0, "detection", device="CAM-1", data={"pictures": ["/9j/"] * 5}), "signal_too_many_pictures"),
    (detection(0, pictures=[b"\xff\xd8\xff but no more"]), "signal_picture_not_jpeg"),
]


@pytest.mark.parametrize(
    ("raw", "reason"), BAD, ids=[f"{number}-{why}" for number, (_, why) in enumerate(BAD)]
)
def test_what_is_refused_and_why(rules: None, send: Send, raw: Any, reason: str) -> None:
    answers = send(raw, reading(1, 2.5))
    assert answers[0].status == "refused"
    assert answers[0].reason == reason
    assert answers[1].status == "accepted"
    assert Reading.objects.count() == 1


def test_ten_minutes_ahead_is_taken(rules: None, send: Send) -> None:
    assert statuses(send(reading(130, 1))) == ["accepted"]


def test_a_device_speaks_only_for_itself(rules: None, send: Send) -> None:
    answers = send(reading(0, 1), detection(0), proven="CAM-1")
    assert [(answer.status, answer.reason) for answer in answers] == [
        ("refused", "signal_not_your_device"),
        ("accepted", None),
    ]


def test_a_device_out_of_service_is_not_heard(rules: None, town: Town, send: Send) -> None:
    Device.objects.filter(code="QX-1").update(in_service=False)
    assert send(reading(0, 1))[0].reason == "signal_device_retired"


def test_goods_on_the_pavement_become_one_warning_with_its_explanation(
    rules: None, town: Town, send: Send
) -> None:
    for minute in range(8):
        send(detection(minute, pictures=[jpeg(minute)]), now=NOW + timedelta(minutes=minute))
    warning = Warning.objects.get()
    assert (warning.subject, warning.state, warning.level, warning.count) == ("shop:S-1", "open", 2, 8)
    assert warning.opened_at == NOW + timedelta(minutes=5)
    assert warning.last_at == NOW + timedelta(minutes=7)
    assert (warning.place_zh, warning.lon, warning.shop) == ("南京东路 1 号", town.shop.lon, town.shop)
    assert town.areas["L01"].pk in warning.cells
    assert len({picture["sha"] for picture in warning.pictures}) == 6, (
        "two of the start, two before firing, two since"
    )
    explain = warning.explain
    assert explain["rule_zh"] == "停留满5 分钟"
    assert explain["fired"] == {"from": NOW.isoformat(), "to": (NOW + timedelta(minutes=5)).isoformat()}
    assert [point["value"] for point in explain["readings"]] == [0.9] * 6
    assert explain["limits"] == [{"level": "yellow", "value": 0.6}]
    assert explain["excluded"][0]["zh"] == "许可：此处没有备案的许可"
    assert any("最长间隔 1 分钟" in one["zh"] for one in explain["excluded"])
    assert [one["zh"] for one in explain["corroboration"]] == ["此处没有其他设备"], (
        "a tilt sensor sees no goods"
    )
    kinds = list(Event.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["sensing.warning_opened"]


def test_a_clear_ends_it_and_the_next_is_a_new_one(rules: None, send: Send) -> None:
    send(*[detection(minute) for minute in range(7)])
    send(*[signal(minute, "heartbeat", device="CAM-1") for minute in range(7, 12)])
    warning = Warning.objects.get()
    assert (warning.state, warning.over_at) == ("cleared", NOW + timedelta(minutes=9))
    send(*[detection(minute) for minute in range(20, 27)])
    assert sorted(Warning.objects.values_list("state", flat=True)) == ["cleared", "open"]


def test_a_tilting_house_at_night_confirms_itself(rules: None, town: Town, send: Send) -> None:
    now = NOW + timedelta(minutes=460)
    widths = [
        reading(minute, 1.1 + minute / 1000, kind="crack", device="CK-1") for minute in range(0, 400, 10)
    ]
    send(*widths, now=now)
    answers = send(*[reading(minute, 5.75) for minute in range(410, 451, 10)], now=now)
    assert statuses(answers) == ["accepted"] * 5
    warning = Warning.objects.get()
    assert (warning.state, warning.level, warning.subject) == ("confirmed", 3, "building:B-1")
    assert warning.title_zh == "元芳弄 7 号 5.75‰"
    told = {event.kind: event for event in Event.objects.all()}
    payload = told["sensing.warning_confirmed"].payload
    assert (payload["by"], payload["matter"], payload["level"]) == ("auto", "05009", "orange")
    assert payload["building_id"] == town.house.pk
    assert payload["readings"]["limits"][-1] == {"level": "red", "value": 7.0}
    explain = warning.explain
    assert explain["rule_zh"].endswith("限值 7‰，李工 2026-05-12 签认")
    assert "校准：有效至 2027-05-12" in [one["zh"] for one in explain["excluded"]]
    assert [one["zh"] for one in explain["corroboration"]] == ["crack CK-1：裂缝宽度 1.49 mm（21:52）"]


def test_tests_and_bad_readings_are_kept_but_not_judged(rules: None, send: Send) -> None:
    send(*[reading(minute, 9.0, data={"test": True}) for minute in range(0, 60, 10)])
    assert not Warning.objects.exists()
    assert Reading.objects.filter(judged=False).count() == 6


def test_a_device_that_speaks_is_online_and_remembers_its_last_word(
    rules: None, town: Town, send: Send
) -> None:
    send(
        reading(10, 3.5),
        reading(5, 3.4),
        signal(11, "heartbeat", device="QX-1", data={"battery": 81, "x": 1}),
    )
    device = Device.objects.get(code="QX-1")
    assert (device.state, device.last_value, device.last_at) == ("online", 3.5, NOW + timedelta(minutes=10))
    assert device.health == {"battery": 81}
    assert device.silent_after == NOW + timedelta(hours=2, seconds=1800)
    send(reading(7, 9.9))
    assert Device.objects.get(code="QX-1").last_value == 3.5


def count(send: Send, *raws: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as context:
        send(*raws)
    return len(context)


def test_the_number_of_statements_does_not_grow_with_the_batch(rules: None, send: Send) -> None:
    send(reading(-1, 1), detection(-30))
    small = count(send, reading(0, 1), detection(0))
    large = count(
        send, *[reading(1 + n / 100, 1) for n in range(500)], *[detection(n / 100) for n in range(1, 500)]
    )
    assert large <= small + 2, "pictures aside, only what fires may add to it"
    assert large <= 22, large


@pytest.mark.parametrize("sizes", [(1,) * 30, (7,) * 5, (30,)])
def test_any_split_leaves_the_same_rows(rules: None, send: Send, sizes: tuple[int, ...]) -> None:
    raws = []
    for minute in range(10):
        raws += [
            detection(minute),
            reading(minute * 4, 4.4 + minute / 3),
            signal(minute, "heartbeat", device="CAM-9"),
        ]
    for size in sizes:
        batch, raws = raws[:size], raws[size:]
        send(*batch)
    rows = Warning.objects.order_by("scenario").values_list(
        "scenario", "level", "state", "opened_at", "count"
    )
    opened = [NOW + timedelta(minutes=5), NOW + timedelta(minutes=32)]
    assert list(rows) == [("goods", 2, "open", opened[0], 10), ("tilt", 2, "open", opened[1], 10)], list(rows)


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_lose_and_double_nothing(rules: None, town: Town) -> None:
    """Both send overlapping halves of the same signals, for two devices in opposite order."""
    raws = [one for minute in range(60) for one in (detection(minute), reading(minute, 5.0))]
    failures: list[BaseException] = []

    def work(own: list[Any]) -> None:
        try:
            for start in range(0, len(own), 6):
                incoming = [Incoming(raw) for raw in own[start : start + 6]]
                intake(
                    incoming=incoming,
                    speaker=Speaker("test", Device.objects.all()),
                    now=NOW + timedelta(hours=2),
                )
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(own,)) for own in (raws, [*raws[0::2], *raws[1::2]])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert Reading.objects.count() == len(raws)
    assert Warning.objects.filter(state="open").count() == 2


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "id": st.just("a") | JSON,
        "source": st.just("s") | JSON,
        "device": st.just("QX-1") | JSON,
        "kind": st.sampled_from(["tilt", "detection", "heartbeat"]) | JSON,
        "time": st.just(NOW.isoformat()) | st.datetimes().map(str) | JSON,
        "value": st.floats(-2000, 2000) | JSON,
        "data": JSON | st.fixed_dictionaries({"pictures": JSON, "objects": JSON}),
    },
)


@given(st.one_of(JSON, FIELDS))
@settings(max_examples=400, deadline=None)
def test_reading_never_raises(raw: Any) -> None:
    found = read(raw, now=NOW, kinds=builtin())
    assert isinstance(found, Signal | Refusal)


@given(
    st.lists(
        FIELDS.map(
            lambda one: (
                {"id": "a", "source": "s", "device": "CAM-1", "kind": "detection", "time": NOW.isoformat()}
                | one
            )
        ),
        max_size=4,
    )
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_odd_data_never_breaks_a_batch(rules: None, send: Send, raws: list[Any]) -> None:
    good = detection(0, id=base64.b64encode(str(raws).encode())[:70].decode())
    assert send(*raws, good)[-1].status in {"accepted", "duplicate"}
