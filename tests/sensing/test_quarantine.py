"""The quarantine: whole messages, repeats counted, bounded; poison bisected; replay exactly once; who may what."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DataError, InterfaceError, OperationalError, connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import Api
from tests.sensing.conftest import NOW, Town, reading
from weige.kernel.access import SYSTEM
from weige.kernel.models import Event
from weige.sensing import services
from weige.sensing.models import Device, Quarantined, Reading
from weige.sensing.queries.quarantine import WHOLE
from weige.sensing.services import Delivery, Incoming, Origin, quarantine, receiving
from weige.sensing.services.delivering import broker_origin

pytestmark = pytest.mark.django_db
As = Callable[[str | None], Api]
AFTER = NOW + timedelta(hours=2)


@pytest.fixture(autouse=True)
def _afternoon(clock: Callable[[Any], None]) -> None:
    clock(AFTER)


@pytest.fixture
def origin(town: Town) -> Origin:
    return broker_origin("mqtt")


def send(origin: Origin, *raws: Any, topic: str = "weige/QX-1/tilt") -> list[str]:
    deliveries = [
        Delivery(
            "signal", raw if isinstance(raw, bytes) else json.dumps(raw).encode(), topic=topic, proven="QX-1"
        )
        for raw in raws
    ]
    found = services.receive(deliveries=deliveries, origin=origin, now=AFTER)
    return [answer.reason or answer.status for held in found for answer in held]


def test_the_whole_message_is_kept_with_its_reason(rules: None, origin: Origin, as_: As) -> None:
    body = json.dumps(reading(0, 5000.0)).encode()
    assert send(origin, body, b"{") == ["signal_value_impossible", "signal_unreadable"]
    page: Any = as_("duty").get("/api/quarantine").json()
    assert page["open"] == {"signal_unreadable": 1, "signal_value_impossible": 1}
    first = next(row for row in page["items"] if row["reason"] == "signal_value_impossible")
    assert first["message"]["en"] == "Not a possible reading: it must lie between -1000.0 and 1000.0 ‰"
    assert (first["device_code"], first["transport"], first["topic"]) == ("QX-1", "mqtt", "weige/QX-1/tilt")
    shown: Any = as_("admin").get(f"/api/quarantine/{first['id']}").json()
    assert shown["raw"].encode() == body


def test_repeats_are_counted_and_a_flood_is_bounded(rules: None, origin: Origin, as_: As) -> None:
    for _ in range(3):
        send(origin, b"broken", b"broken")
    row = Quarantined.objects.get()
    assert (row.count, row.dropped) == (6, 0)
    send(origin, *[f"broken {number}".encode() for number in range(250)])
    rows = Quarantined.objects.all()
    assert rows.count() == quarantine.ALIKE
    assert sum(one.dropped for one in rows) == 251 - quarantine.ALIKE
    assert send(origin, b"[]x") == ["signal_unreadable"], "it goes on"


def test_a_long_message_is_cut_and_says_so(rules: None, origin: Origin, as_: As) -> None:
    send(origin, b"\xff" * (WHOLE + 1))
    row: Any = as_("duty").get("/api/quarantine").json()["items"][0]  # type: ignore[attr-defined]
    assert (row["whole"], row["size"], row["actions"]) == (False, WHOLE + 1, ["discard"])
    answer: Any = as_("duty").post(f"/api/quarantine/{row['id']}/replay", json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "quarantine_cut")
    shown: Any = as_("duty").get(f"/api/quarantine/{row['id']}").json()
    assert shown["binary"]
    assert shown["raw"].startswith("ff ff")


def test_replayed_after_a_fix_exactly_once(rules: None, origin: Origin, town: Town, as_: As) -> None:
    good = reading(1, 3.0, device="QX-77")
    deliveries = [Delivery("signal", json.dumps(good).encode(), topic="weige/QX-77/tilt", proven="QX-77")]
    services.receive(deliveries=deliveries, origin=origin, now=AFTER)
    row = Quarantined.objects.get()
    path = f"/api/quarantine/{row.pk}/replay"
    still: Any = as_("duty").post(path, json={})
    assert (still.json()["refused"], still.json()["row"]["state"]) == (1, "open"), still.content
    services.register_device(
        code="QX-77",
        kind="tilt",
        name_zh="倾斜仪",
        name_en="Tilt",
        lon=town.tilt.lon,
        lat=town.tilt.lat,
        now=NOW,
    )
    done: Any = as_("duty").post(path, json={})
    assert (done.json()["accepted"], done.json()["row"]["state"]) == (1, "replayed")
    assert Reading.objects.get().value == 3.0
    again: Any = as_("duty").post(path, json={})
    assert (again.status_code, again.json()["code"]) == (409, "quarantine_settled")
    row.refresh_from_db()
    Quarantined.objects.filter(pk=row.pk).update(state="open")  # as if two had pressed at once
    row.refresh_from_db()
    assert [
        one.status for one in services.replay_quarantined(row=row, origin=origin, who=SYSTEM, now=AFTER)
    ] == ["duplicate"]
    assert Reading.objects.count() == 1
    event = Event.objects.filter(kind="sensing.quarantine_settled").first()
    assert event is not None
    assert (event.payload["state"], event.payload["accepted"]) == ("replayed", 1)


def test_many_are_replayed_at_once_and_one_that_stays_bad_stops_none(
    rules: None, origin: Origin, town: Town, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    Device.objects.filter(pk=town.tilt.pk).update(in_service=False)
    send(origin, *[reading(minute, 1.0) for minute in range(4)], b"{")
    waiting: Any = as_("duty").get("/api/quarantine").json()["open"]  # type: ignore[attr-defined]
    (reason,) = set(waiting) - {"signal_unreadable"}
    assert as_("worker01").post("/api/quarantine/replay", json={"reason": ""}).status_code in {403, 404}
    refused: Any = as_("duty").post("/api/quarantine/replay", json={"reason": reason}).json()
    assert refused == {"messages": 4, "settled": 0, "accepted": 0, "duplicate": 0, "refused": 4, "left": 0}
    Device.objects.filter(pk=town.tilt.pk).update(in_service=True)
    monkeypatch.setattr("weige.sensing.api.quarantine.AT_ONCE", 3)
    first: Any = as_("duty").post("/api/quarantine/replay", json={"reason": ""}).json()
    assert (first["messages"], first["left"]) == (3, 2)
    second: Any = as_("duty").post("/api/quarantine/replay", json={"reason": ""}).json()
    assert first["settled"] + second["settled"] == 4, "what was refused again goes to the end"
    assert Reading.objects.count() == 4
    assert [one.reason for one in Quarantined.objects.filter(state="open")] == ["signal_unreadable"]
    assert as_("stranger").post("/api/quarantine/replay", json={"reason": ""}).json().get("messages", 0) == 0


def test_a_message_without_a_time_is_replayed_as_of_its_arrival(
    rules: None, town: Town, origin: Origin
) -> None:
    one = Delivery(
        "model:zigbee2mqtt", b'{"temperature": 21}', topic="zigbee2mqtt/attic", names={"device": "attic"}
    )
    services.receive(deliveries=[one], origin=origin, now=AFTER)
    services.add_name(device=town.tilt, name="attic", who=SYSTEM, now=AFTER)
    later = AFTER + timedelta(hours=1)
    answers = services.replay_quarantined(row=Quarantined.objects.get(), origin=origin, who=SYSTEM, now=later)
    assert [answer.status for answer in answers] == ["accepted"]
    assert Reading.objects.get().at == AFTER


def test_discarded_with_a_reason(rules: None, origin: Origin, as_: As) -> None:
    send(origin, b"x")
    path = f"/api/quarantine/{Quarantined.objects.get().pk}/discard"
    assert as_("duty").post(path, json={"reason": "whim"}).status_code == 422
    assert as_("duty").post(path, json={"reason": "other", "note": " "}).status_code == 422
    good: Any = as_("duty").post(path, json={"reason": "test", "note": "安装调试"})
    assert (good.json()["row"]["state"], good.json()["row"]["settled_reason"]) == ("discarded", "test")
    assert good.json()["row"]["settled_by"]
    assert as_("duty").post(path, json={"reason": "test"}).status_code == 409
    assert as_("duty").get("/api/quarantine").json()["items"] == []  # type: ignore[attr-defined]
    assert len(as_("duty").get("/api/quarantine?state=discarded").json()["items"]) == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "status"), [("chief", 404), ("worker01", 404), ("stranger", 404), ("gateway", 404)]
)
def test_who_may_not_look(rules: None, origin: Origin, as_: As, name: str, status: int) -> None:
    send(origin, b"x")
    key = Quarantined.objects.get().pk
    assert as_(name).get("/api/quarantine").status_code == status
    assert as_(name).get(f"/api/quarantine/{key}").status_code == status
    assert as_(name).post(f"/api/quarantine/{key}/replay", json={}).status_code == status


def test_the_neighbours_messages_are_not_ours(rules: None, town: Town, as_: As) -> None:
    far = broker_origin("mqtt")
    services.receive(deliveries=[Delivery("signal", b"x", proven="CAM-9")], origin=far, now=AFTER)
    assert as_("duty").get("/api/quarantine").json()["items"] == []  # type: ignore[attr-defined]


def test_pages_and_filters(rules: None, origin: Origin, as_: As) -> None:
    send(origin, b"1x", b"2x", reading(0, 5000))
    first: Any = as_("duty").get("/api/quarantine?limit=2").json()
    rest: Any = as_("duty").get("/api/quarantine", {"limit": 2, "after": first["next"]}).json()
    assert len({one["id"] for one in first["items"] + rest["items"]}) == 3
    assert rest["next"] is None
    only: Any = as_("duty").get("/api/quarantine?reason=signal_value_impossible&q=QX").json()
    assert len(only["items"]) == 1
    assert as_("duty").get("/api/quarantine?after=x").status_code == 422


def poisoned(monkeypatch: pytest.MonkeyPatch, error: Exception) -> list[int]:
    """intake() fails for every batch that holds the value 6.66; gives the sizes of the batches tried."""
    sizes = []

    def fragile(**fields: Any) -> Any:
        sizes.append(len(fields["incoming"]))
        if any(isinstance(one.raw, dict) and one.raw.get("value") == 6.66 for one in fields["incoming"]):
            raise error
        return services.intake(**fields)

    monkeypatch.setattr(receiving, "intake", fragile)
    return sizes


def test_a_batch_the_database_refuses_is_bisected(
    rules: None, origin: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = poisoned(monkeypatch, DataError("the row is too wide"))
    raws = [reading(number / 10, 6.66 if number == 611 else 1.0) for number in range(1000)]
    answers = send(origin, *raws)
    assert answers.count("accepted") == 999
    assert answers[611] == "signal_internal"
    assert Reading.objects.count() == 999
    assert len(sizes) <= 2 * 10 + 1, "halved, not one by one"
    row = Quarantined.objects.get()
    assert (row.reason, json.loads(bytes(row.raw))["value"]) == ("signal_internal", 6.66)


def test_a_real_database_error_is_bisected_too(
    rules: None, origin: Origin, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A signal the checks let through and PostgreSQL does not: a trigger refuses one value."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " IF NEW.value = 6.66 THEN RAISE EXCEPTION 'no' USING ERRCODE = '22003'; END IF; RETURN NEW; END $$;"
            " CREATE TRIGGER refuse BEFORE INSERT ON sensing_reading FOR EACH ROW EXECUTE FUNCTION refuse()"
        )
    answers = send(origin, *[reading(n, 6.66 if n == 3 else 1.0) for n in range(8)])
    assert answers == ["accepted"] * 3 + ["signal_internal"] + ["accepted"] * 4


def test_a_statement_that_takes_too_long_is_the_messages_fault(
    rules: None, origin: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancelled = OperationalError("canceling statement due to statement timeout")
    cancelled.__cause__ = type("QueryCanceled", (Exception,), {"sqlstate": "57014"})()
    poisoned(monkeypatch, cancelled)
    assert send(origin, reading(0, 1.0), reading(1, 6.66)) == ["accepted", "signal_internal"]


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed")])
def test_a_database_that_is_away_is_nobodys_fault(
    rules: None, origin: Origin, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    poisoned(monkeypatch, error)
    with pytest.raises(type(error)):
        send(origin, reading(0, 6.66))
    assert not Quarantined.objects.exists()


def test_over_http_what_fails_is_answered_and_kept(
    rules: None, town: Town, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    poisoned(monkeypatch, DataError("no"))
    answer: Any = as_("gateway").post("/api/signals", json=[reading(0, 1.0), reading(1, 6.66), {"id": "z"}])
    assert [one["reason"] or one["status"] for one in answer.json()["items"]] == [
        "accepted", "signal_internal", "signal_field_missing",
    ]  # fmt: skip
    assert Quarantined.objects.count() == 2


def test_what_is_old_is_forgotten(rules: None, origin: Origin) -> None:
    send(origin, b"x")
    assert services.forget_quarantined(now=AFTER + timedelta(days=29)) == 0
    assert services.forget_quarantined(now=AFTER + timedelta(days=31)) == 1
    send(origin, b"y")
    quarantine.discard(row=Quarantined.objects.get(), reason="test", note="", who=SYSTEM, now=AFTER)
    assert services.forget_quarantined(now=AFTER + timedelta(days=8)) == 1


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.binary(max_size=60) | st.text(max_size=60).map(lambda t: t.encode("utf-8", "surrogatepass")))
)
def test_any_bytes_are_kept_and_shown(origin: Origin, as_: As, bodies: list[bytes]) -> None:
    Quarantined.objects.all().delete()
    send(origin, *bodies, topic="weige/\x00/�")
    for row in Quarantined.objects.all():
        assert bytes(row.raw) in bodies
        assert as_("duty").get(f"/api/quarantine/{row.pk}").status_code == 200


def test_take_own_keeps_what_the_line_said(rules: None, town: Town, origin: Origin) -> None:
    services.take_own(incoming=[Incoming(b"{bad", unreadable="signal_unreadable")], origin=origin, now=AFTER)
    assert bytes(Quarantined.objects.get().raw) == b"{bad"
    assert Device.objects.count() == 4
