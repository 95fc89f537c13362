"""Over HTTP: who may send what, how bodies may look, lists and cards, confirming and dismissing, pictures."""

import gzip
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Api, Member
from tests.sensing.conftest import NOW, Send, Town, detection, jpeg, reading
from weige.kernel.access import SYSTEM
from weige.kernel.models import Event
from weige.messaging.models import Notice
from weige.sensing import services
from weige.sensing.models import Device, Reading, Warning

pytestmark = pytest.mark.django_db
As = Callable[[str | None], Api]
Clock = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def _afternoon(clock: Clock) -> None:
    clock(NOW + timedelta(hours=2))


@pytest.fixture
def camera_secret(town: Town) -> str:
    return services.issue_credential(device=town.camera, now=NOW).secret


def post(body: bytes, authorization: str = "", **headers: str) -> Any:
    given = {"Authorization": authorization, **headers} if authorization else headers
    return Client().post("/api/signals", body, content_type="application/json", headers=given)


def test_a_device_sends_for_itself(rules: None, camera_secret: str) -> None:
    answer = post(json.dumps([detection(0), reading(0, 1)]).encode(), f"Device CAM-1:{camera_secret}")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["accepted"], body["duplicate"], body["refused"]) == (1, 0, 1)
    assert body["items"][0] == {
        "id": "CAM-1/detection/0",
        "status": "accepted",
        "reason": None,
        "message": None,
    }
    assert body["items"][1]["reason"] == "signal_not_your_device"
    assert body["items"][1]["message"] == {
        "zh": "设备只能为自己发信号，不能为 QX-1 发",
        "en": "A device speaks only for itself, not for QX-1",
    }


def test_a_wrong_or_revoked_secret_is_nobody(rules: None, town: Town, camera_secret: str) -> None:
    body = json.dumps([detection(0)]).encode()
    for authorization in (
        "Device CAM-1:wrong",
        f"Device QX-1:{camera_secret}",
        "Device CAM-1",
        "Device :",
        "",
    ):
        assert post(body, authorization).status_code == 401, authorization
    credential = town.camera.credentials.get()
    services.revoke_credential(credential=credential, who=SYSTEM, now=NOW)
    assert post(body, f"Device CAM-1:{camera_secret}").status_code == 401
    second = services.issue_credential(device=town.camera, now=NOW)
    assert second.mqtt_user == "CAM-1~2"
    assert post(body, f"Device CAM-1:{second.secret}").status_code == 200


def test_a_device_may_do_nothing_else(camera_secret: str) -> None:
    for path in ("/api/devices", "/api/warnings", "/api/me", "/api/areas"):
        assert Client().get(path, headers={"Authorization": f"Device CAM-1:{camera_secret}"}).status_code in {
            401,
            404,
        }


def test_a_gateway_speaks_for_the_devices_of_its_street_and_a_worker_for_none(rules: None, as_: As) -> None:
    answer = as_("gateway").post("/api/signals", json=[reading(0, 1), detection(0, device="CAM-9")])
    assert answer.json()["items"][0]["status"] == "accepted"  # type: ignore[attr-defined]
    assert answer.json()["items"][1]["reason"] == "signal_unknown_device"  # type: ignore[attr-defined]
    for name in ("worker01", "stranger", "resident", "duty"):
        assert as_(name).post("/api/signals", json=[reading(1, 1)]).status_code == 404, name


BODIES: list[tuple[bytes, dict[str, str]]] = [
    (json.dumps([reading(0, 1), reading(1, 1)]).encode(), {}),
    (b"\n".join(json.dumps(one).encode() for one in (reading(0, 1), reading(1, 1))), {}),
    (b"\r\n".join(json.dumps(one).encode() for one in (reading(0, 1), reading(1, 1))) + b"\r\n\r\n", {}),
    (
        gzip.compress(json.dumps([reading(0, 1), reading(1, 1)]).encode(), mtime=0),
        {"Content-Encoding": "gzip"},
    ),
    (b"  " + json.dumps(reading(0, 1), indent=2).encode(), {}),
]


@pytest.mark.parametrize(("body", "headers"), BODIES)
def test_the_shapes_a_body_may_have(rules: None, as_: As, body: bytes, headers: dict[str, str]) -> None:
    answer = as_("gateway").generic(
        "POST", "/api/signals", body, content_type="application/json", headers=headers
    )
    assert answer.status_code == 200, answer.content
    assert answer.json()["refused"] == 0  # type: ignore[attr-defined]
    assert Reading.objects.count() == answer.json()["accepted"] > 0  # type: ignore[attr-defined]


def test_a_broken_line_does_not_stop_the_others(rules: None, as_: As) -> None:
    body = json.dumps(reading(0, 1)).encode() + b"\n{broken\n" + json.dumps(reading(1, 1)).encode()
    answer = as_("gateway").generic("POST", "/api/signals", body, content_type="application/x-ndjson")
    found = answer.json()["items"]  # type: ignore[attr-defined]
    assert [one["status"] for one in found] == ["accepted", "refused", "accepted"]
    assert found[1]["reason"] == "signal_unreadable"


BROKEN: list[tuple[bytes, dict[str, str], int, str]] = [
    (b"", {}, 400, "signals_unreadable"),
    (b"hello", {}, 400, "signals_unreadable"),
    (b'[{"id": 1', {}, 400, "signals_unreadable"),
    (b"[" * 100_000, {}, 400, "signals_unreadable"),
    (b"not gzip", {"Content-Encoding": "gzip"}, 400, "signals_unreadable"),
    (gzip.compress(b"[]", mtime=0)[:-4], {"Content-Encoding": "gzip"}, 400, "signals_unreadable"),
    (
        gzip.compress(b" " * 60_000_000 + b"[]", mtime=0),
        {"Content-Encoding": "gzip"},
        413,
        "signals_too_large",
    ),
    (b"[]", {"Content-Encoding": "br"}, 415, "signals_encoding"),
    (b"[" + b"1," * 5000 + b"1]", {}, 413, "signals_too_many"),
]


@pytest.mark.parametrize(("body", "headers", "status", "code"), BROKEN)
def test_a_body_that_cannot_be_read_at_all(
    rules: None, as_: As, body: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    answer = as_("gateway").generic(
        "POST", "/api/signals", body, content_type="application/json", headers=headers
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)  # type: ignore[attr-defined]


@pytest.fixture
def warned(rules: None, send: Send) -> Warning:
    """An open warning of goods before S-1 with pictures."""
    send(*[detection(minute, pictures=[jpeg(minute)]) for minute in range(7)])
    return Warning.objects.get()


def test_the_card_explains_itself(warned: Warning, as_: As) -> None:
    with CaptureQueriesContext(connection) as context:
        body: Any = as_("duty").get(f"/api/warnings/{warned.pk}").json()
    assert len(context) <= 10, [query["sql"][:90] for query in context.captured_queries]
    assert set(body) >= {
        "id", "level", "state", "title_zh", "title_en", "scenario", "device", "place", "opened_at", "last_at",
        "count", "explain", "case_id", "actions",
    }  # fmt: skip
    assert body["level"] == "yellow"
    assert body["device"]["code"] == "CAM-1"
    assert body["place"]["zh"] == "南京东路 1 号"
    assert body["actions"] == ["acknowledge", "confirm", "dismiss"]
    explain = body["explain"]
    assert set(explain) >= {
        "rule_zh", "rule_en", "version", "readings", "unit", "limits", "fired", "pictures", "corroboration",
        "excluded", "told",
    }  # fmt: skip
    assert set(explain["fired"]) == {"from", "to"}
    assert explain["pictures"][0]["url"].startswith("/api/pictures/")
    assert {one["code"] for one in body["dismiss_reasons"]} >= {"nothing_there", "permitted", "other"}
    assert "case_voided" not in {one["code"] for one in body["dismiss_reasons"]}


def test_who_was_told_is_on_the_card_once_each(warned: Warning, cast: dict[str, Member], as_: As) -> None:
    posts = [cast[name].post for name in ("duty", "worker01", "worker01")]
    for number, post in enumerate(posts):
        Notice.objects.create(
            post=post,
            subject=f"warning:{warned.pk}",
            template="warning_opened",
            sent_at=NOW + timedelta(minutes=number),
            read_at=NOW + timedelta(hours=1) if number == 2 else None,
        )
    body: Any = as_("duty").get(f"/api/warnings/{warned.pk}").json()
    told = [(one["zh"], one["read"]) for one in body["explain"]["told"]]
    assert told == [(posts[0].name_zh, False), (posts[1].name_zh, True)]  # type: ignore[union-attr]


def test_only_who_may_read_the_warning_sees_its_pictures(warned: Warning, as_: As) -> None:
    url = reads = as_("duty").get(f"/api/warnings/{warned.pk}").json()["explain"]["pictures"][0]["url"]  # type: ignore[attr-defined]
    answer = as_("worker01").get(url)
    assert answer.status_code == 200
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert as_("worker01").get(url + "&size=thumb").status_code == 200
    for name in ("worker03", "stranger", "resident"):
        assert as_(name).get(reads).status_code == 404, name
    assert as_("duty").get(f"/api/pictures/{'0' * 64}?warning={warned.pk}").status_code == 404


def test_the_list_is_open_first_filtered_and_paged(warned: Warning, town: Town, send: Send, as_: As) -> None:
    send(*[reading(minute, 7.7) for minute in range(0, 31, 10)])
    services.confirm(warning=warned, who=SYSTEM, now=NOW)
    body: Any = as_("duty").get("/api/warnings").json()
    assert [one["state"] for one in body["items"]] == ["open", "confirmed"]
    assert body["next"] is None
    assert len(as_("duty").get("/api/warnings?level=red,orange").json()["items"]) == 1  # type: ignore[attr-defined]
    assert len(as_("duty").get("/api/warnings?state=dismissed").json()["items"]) == 0  # type: ignore[attr-defined]
    assert len(as_("duty").get("/api/warnings?scenario=goods").json()["items"]) == 1  # type: ignore[attr-defined]
    first: Any = as_("duty").get("/api/warnings?limit=1").json()
    second: Any = as_("duty").get("/api/warnings", {"limit": 1, "after": first["next"]}).json()
    assert {first["items"][0]["id"], second["items"][0]["id"]} == {one["id"] for one in body["items"]}
    assert second["next"] is None
    for area, seen in (("L01", 2), (str(town.areas["C1"].pk), 2), ("L02", 0), ("nowhere", 0)):
        assert len(as_("duty").get("/api/warnings", {"area": area}).json()["items"]) == seen, area  # type: ignore[attr-defined]
    assert len(as_("duty").get("/api/devices?area=L02").json()["items"]) == 0  # type: ignore[attr-defined]
    assert as_("duty").get("/api/warnings?state=angry").status_code == 422
    assert as_("duty").get("/api/warnings?after=x").status_code == 422


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("duty", 1),
        ("worker01", 1),
        ("worker02", 0),
        ("chief", 1),
        ("stranger", None),
        ("resident", None),
        ("merchant", None),
    ],
)
def test_who_sees_the_warning(warned: Warning, as_: As, name: str, seen: int | None) -> None:
    answer = as_(name).get("/api/warnings")
    one = as_(name).get(f"/api/warnings/{warned.pk}")
    if seen is None:
        assert (answer.status_code, one.status_code) == (404, 404)
    else:
        assert len(answer.json()["items"]) == seen  # type: ignore[attr-defined]
        assert one.status_code == (200 if seen else 404)


def test_fifty_warnings_cost_no_more_statements_than_one(warned: Warning, as_: As) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as context:
            as_("duty").get("/api/warnings")
        return len(context)

    before = count()
    for number in range(50):
        Warning.objects.create(
            scenario="goods", version=1, subject=f"shop:X{number}", level=2, title_zh="", title_en="", place_zh="",
            place_en="", lon=0, lat=0, cells=warned.cells, opened_at=NOW, last_at=NOW, device=warned.device,
        )  # fmt: skip
    assert count() == before <= 6


def test_a_person_confirms_once(warned: Warning, as_: As) -> None:
    answer: Any = as_("duty").post(f"/api/warnings/{warned.pk}/confirm", json={"note": "属实"})
    assert answer.status_code == 200, answer.content
    assert (answer.json()["state"], answer.json()["actions"]) == ("confirmed", [])
    event = Event.objects.get(kind="sensing.warning_confirmed")
    assert event.payload["by"] == "human"
    assert event.payload["matter"] == "09005"
    assert len(event.payload["pictures"]) >= 4
    assert event.subject == f"warning:{warned.pk}"
    assert event.actor_name
    again: Any = as_("duty").post(f"/api/warnings/{warned.pk}/confirm", json={})
    assert (again.status_code, again.json()["code"]) == (409, "warning_move")
    assert Event.objects.filter(kind="sensing.warning_confirmed").count() == 1


def test_a_person_dismisses_with_a_reason(warned: Warning, as_: As) -> None:
    path = f"/api/warnings/{warned.pk}/dismiss"
    assert as_("duty").post(path, json={}).status_code == 422
    bad: Any = as_("duty").post(path, json={"reason_code": "whim"})
    assert bad.json()["errors"][0]["code"] == "warning_reason_unknown"
    assert as_("duty").post(path, json={"reason_code": "other", "note": " "}).status_code == 422
    assert as_("duty").post(path, json={"reason_code": "case_voided", "note": "x"}).status_code == 422
    assert as_("duty").post(path, json={"reason_code": "other", "note": "x" * 1001}).status_code == 422
    good: Any = as_("duty").post(path, json={"reason_code": "passing", "note": "卸货，已走"})
    assert (good.status_code, good.json()["state"], good.json()["reason_code"]) == (
        200,
        "dismissed",
        "passing",
    )
    assert Event.objects.get(kind="sensing.warning_dismissed").payload["device_code"] == "CAM-1"


@pytest.mark.parametrize(
    ("name", "status"), [("chief", 403), ("worker02", 404), ("stranger", 404), ("resident", 404)]
)
def test_who_may_not_decide(warned: Warning, as_: As, name: str, status: int) -> None:
    for what in ("confirm", "dismiss"):
        answer = as_(name).post(f"/api/warnings/{warned.pk}/{what}", json={"reason_code": "passing"})
        assert answer.status_code == status, name
    assert as_(name).get(f"/api/warnings/{warned.pk}").status_code in {200, 404}


def test_the_chief_sees_it_without_buttons(warned: Warning, as_: As) -> None:
    body: Any = as_("chief").get(f"/api/warnings/{warned.pk}").json()
    assert body["actions"] == ["acknowledge"], "the ladder may end with the chief"


def test_devices_with_health_and_trend(rules: None, send: Send, town: Town, as_: As) -> None:
    send(*[reading(-minute, 3 + minute / 100) for minute in range(0, 300, 10)])
    with CaptureQueriesContext(connection) as context:
        body: Any = as_("duty").get("/api/devices").json()
    assert len(context) <= 6
    rows = {one["code"]: one for one in body["items"]}
    assert list(rows) == ["CK-1", "CAM-1", "QX-1"], (
        "never heard before online, sensors first; the neighbour's is not ours"
    )
    tilt = rows["QX-1"]
    assert (tilt["online"], tilt["last_value"], tilt["unit"], tilt["place_zh"]) == (
        True,
        3.0,
        "‰",
        "元芳弄 7 号",
    )
    assert tilt["kind_zh"] == "倾斜仪"
    assert len(tilt["trend"]) in {5, 6}
    assert rows["CAM-1"]["state"] == "new"
    paged: Any = as_("duty").get("/api/devices?limit=2").json()
    rest: Any = as_("duty").get("/api/devices", {"limit": 2, "after": paged["next"]}).json()
    assert [one["code"] for one in paged["items"] + rest["items"]] == list(rows)
    assert [one["code"] for one in as_("duty").get("/api/devices?kind=tilt").json()["items"]] == ["QX-1"]  # type: ignore[attr-defined]
    assert as_("duty").get("/api/devices?after=z").status_code == 422
    counted: Any = as_("admin").get("/api/devices/counts").json()["kinds"]
    assert {one["kind"]: (one["online"], one["total"]) for one in counted}["tilt"] == (1, 1)
    assert (
        sum(one["total"] for one in counted)
        == len(rows)
        == sum(one["online"] + one["new"] for one in counted)
    )


def test_one_device_by_code_or_number(rules: None, send: Send, town: Town, as_: As) -> None:
    send(*[reading(minute, 5.0) for minute in (0, 10, 20, 30)])
    body: Any = as_("duty").get("/api/devices/QX-1").json()
    assert [one["value"] for one in body["readings"]] == [5.0] * 4
    assert body["limits"]["tilt"]["signed_by_zh"] == "李工"
    assert body["warnings"] == [str(Warning.objects.get().pk)]
    assert body["verdicts_30d"] == {"warnings": 1, "true": 0, "false": 0}
    assert as_("duty").get(f"/api/devices/{town.tilt.pk}").json()["code"] == "QX-1"  # type: ignore[attr-defined]
    for name, path in (("duty", "CAM-9"), ("stranger", "QX-1"), ("worker02", "QX-1"), ("duty", "nobody")):
        assert as_(name).get(f"/api/devices/{path}").status_code == 404, (name, path)


def test_a_secret_is_shown_once_and_can_be_revoked(town: Town, rules: None, as_: As) -> None:
    made: Any = as_("admin").post("/api/devices/CAM-1/credentials", json={"label": "换机"})
    assert made.status_code == 201, made.content
    body = made.json()
    assert body["mqtt_user"] == "CAM-1"
    assert post(json.dumps([detection(0)]).encode(), f"Device CAM-1:{body['secret']}").status_code == 200
    shown: Any = as_("admin").get("/api/devices/CAM-1").json()
    assert "secret" not in json.dumps(shown["credentials"])
    path = f"/api/devices/CAM-1/credentials/{body['id']}/revoke"
    assert as_("duty").post(path, json={}).status_code == 403
    assert as_("stranger").post(path, json={}).status_code == 404
    assert as_("admin").post(path, json={}).json()["revoked_at"]  # type: ignore[attr-defined]
    assert post(json.dumps([detection(1)]).encode(), f"Device CAM-1:{body['secret']}").status_code == 401
    assert as_("duty").post("/api/devices/CAM-1/credentials", json={}).status_code == 403
    assert as_("worker03").post("/api/devices/CAM-1/credentials", json={}).status_code == 404
    kinds = list(Event.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["sensing.credential_issued", "sensing.credential_revoked"]


def test_a_permit_keeps_the_warning_from_being_raised(rules: None, send: Send, as_: As) -> None:
    asked = {
        "kind": "permitted-hours", "place": "shop:S-1", "holder": "花语", "first_day": "2026-11-01",
        "last_day": "2026-11-30", "hours": ["15:00-17:00"],
    }  # fmt: skip
    made: Any = as_("duty").post("/api/permits", json=asked)
    assert made.status_code == 201, made.content
    send(*[detection(minute) for minute in range(8)])
    assert not Warning.objects.exists()
    assert len(as_("worker01").get("/api/permits?place=shop:S-1").json()["items"]) == 1  # type: ignore[attr-defined]
    for name in ("worker01", "stranger"):
        assert as_(name).post("/api/permits", json=asked).status_code == 404
    assert as_("duty").post("/api/permits", json=asked | {"place": "shop:none"}).status_code == 422
    assert as_("duty").post("/api/permits", json=asked | {"hours": ["morning"]}).status_code == 422
    revoked: Any = as_("duty").post(f"/api/permits/{made.json()['id']}/revoke", json={})
    assert revoked.json()["revoked_at"]
    send(*[detection(minute) for minute in range(10, 18)])
    explain = Warning.objects.get().explain
    assert explain["excluded"][0]["en"] == "Permit: none on record for this place"


def test_devices_of_the_neighbour_are_not_ours(town: Town, as_: As) -> None:
    assert Device.objects.filter(code="CAM-9").exists()
    assert as_("stranger").get("/api/devices").status_code == 404
