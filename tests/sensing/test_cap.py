"""Public alerts: CAP 1.2 valid against its schema, threads, who may publish, what is never said, what never changes."""

import xml.etree.ElementTree as xml
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
import xmlschema
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import Api
from tests.sensing.conftest import NOW, Send, detection
from weige.kernel.access import SYSTEM
from weige.kernel.errors import Forbidden
from weige.kernel.models import Event, Setting
from weige.sensing import services
from weige.sensing.models import PublicAlert, Warning
from weige.sensing.rules import cap
from weige.sensing.rules.spec import Text

As = Callable[[str | None], Api]
AFTER = NOW + timedelta(hours=2)
C = f"{{{cap.NAMESPACE}}}"
A = f"{{{cap.ATOM}}}"


@cache
def schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(Path(__file__).parents[1] / "data" / "oasis" / "CAP-v1.2.xsd")


WORDS = Text("福州路段有树枝坠落", "Branches are falling on Fuzhou Road")
INFO = cap.Info(
    event=Text("树木倒伏", "Fallen tree"),
    headline=WORDS,
    description=WORDS,
    instruction=Text("请绕行", "Please take another way"),
    audience=Text("", ""),
    category="Safety",
    response="Avoid",
    urgency="Immediate",
    severity="Severe",
    certainty="Observed",
    area=cap.Area(
        Text("福州路", "Fuzhou Road"),
        polygons=(((121.48, 31.23), (121.482, 31.23), (121.482, 31.232), (121.48, 31.23)),),
        circles=(cap.Circle(121.481, 31.231, 0.2),),
        geocodes=(("GB/T 10114", "310101999"),),
    ),
)


def message(**more: Any) -> cap.Message:
    given = {
        "identifier": "2f2f5f5e-0000-4000-8000-000000000001", "sender": "weige-310101999", "sent": NOW,
        "sender_name": Text("外滩街道", "Bund Street Office"), "status": "Actual", "kind": "alert",
        "expires": NOW + timedelta(hours=6), "info": INFO,
    }  # fmt: skip
    return cap.Message(**given | more)


def test_a_message_is_valid_cap() -> None:
    text = cap.document(message(references=(cap.reference(message()), "a,b,c"), note="x"))
    schema().validate(text.decode())
    root = xml.fromstring(text)
    assert root.findtext(f"{C}sent") == "2026-11-20T15:22:00+08:00"
    assert root.findtext(f"{C}references") == (
        "weige-310101999,2f2f5f5e-0000-4000-8000-000000000001,2026-11-20T15:22:00+08:00 a,b,c"
    )
    assert [one.findtext(f"{C}language") for one in root.findall(f"{C}info")] == ["zh-CN", "en-US"]
    area = root.find(f"{C}info/{C}area")
    assert area is not None
    assert area.findtext(f"{C}polygon") == "31.23,121.48 31.23,121.482 31.232,121.482 31.23,121.48"
    assert area.findtext(f"{C}circle") == "31.231,121.481 0.2"
    assert area.findtext(f"{C}geocode/{C}valueName") == "GB/T 10114"


def test_the_schema_can_say_no() -> None:
    """A schema that lets everything pass would prove nothing."""
    good = cap.document(message()).decode()
    for bad in (
        good.replace("<status>Actual", "<status>Real"),
        good.replace("+08:00</sent>", "Z</sent>"),
        good.replace("<scope>Public</scope>", ""),
        good.replace("<msgType>Alert", "<msgType>alert"),
        good.replace("<certainty>Observed</certainty>", ""),
        good.replace("<areaDesc>", "<areaName>").replace("</areaDesc>", "</areaName>"),
    ):
        assert bad != good
        assert not schema().is_valid(bad)


TEXTS = st.text(max_size=60)


@given(st.lists(TEXTS, min_size=8, max_size=8), st.floats(-200, 200), st.floats(-100, 100), st.floats(-1, 60))
def test_whatever_passes_the_check_is_valid_xml(texts: list[str], lon: float, lat: float, km: float) -> None:
    pairs = [Text(texts[n], texts[n + 1]) for n in range(0, 8, 2)]
    info = msgspec.structs.replace(
        INFO, event=pairs[0], headline=pairs[1], description=pairs[2], instruction=pairs[3],
        area=cap.Area(pairs[0], circles=(cap.Circle(lon, lat, km),)),
    )  # fmt: skip
    told = message(info=info, note=texts[0])
    if cap.faults(told):
        return
    text = cap.document(told).decode()
    schema().validate(text)
    said = xml.fromstring(text.encode()).findtext(f"{C}info/{C}headline") or ""
    assert said.replace("\n", "") == pairs[1].zh.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "")


def faulty(**more: Any) -> set[str]:
    return {one.code for one in cap.faults(message(**more))}


def test_what_keeps_a_message_from_being_published() -> None:
    def told(**more: Any) -> set[str]:
        return faulty(info=msgspec.structs.replace(INFO, **more))

    assert faulty() == set()
    assert told(headline=Text("有", "")) == {"alert_missing"}
    assert told(headline=Text("长" * 161, "x")) == {"alert_text"}
    assert told(description=Text("a\x07", "x")) == {"alert_text"}
    assert told(description=Text("a\ud800", "x")) == {"alert_text"}
    assert told(area=cap.Area(WORDS)) == {"alert_area"}
    assert told(area=cap.Area(WORDS, polygons=(((0, 0), (1, 1), (0, 0)),))) == {"alert_polygon"}
    assert told(area=cap.Area(WORDS, circles=(cap.Circle(200, 0, 1),))) == {"alert_circle"}
    assert faulty(expires=NOW) == {"alert_expires"}
    assert faulty(expires=NOW + timedelta(days=31)) == {"alert_expires"}
    assert faulty(kind="cancel") == {"alert_note"}


@pytest.fixture
def warned(db: None, rules: None, send: Send, clock: Callable[[datetime], None]) -> Warning:
    clock(AFTER)
    send(*[detection(minute) for minute in range(7)])
    return Warning.objects.get()


def body(**more: Any) -> dict[str, Any]:
    return {"info": msgspec.to_builtins(INFO), "expires": (AFTER + timedelta(hours=6)).isoformat()} | more


def publish(as_: As, warned: Warning, **more: Any) -> Any:
    return as_("duty").post(f"/api/warnings/{warned.pk}/alerts", json=body(**more))


def test_published_updated_cancelled_and_anybody_may_read(warned: Warning, as_: As, clock: Any) -> None:
    first = publish(as_, warned)
    assert first.status_code == 201, first.content
    clock(AFTER + timedelta(minutes=10))
    more = body()
    more["info"]["severity"] = "Extreme"
    second: Any = as_("chief").post(f"/api/alerts/{first.json()['id']}/update", json=more)
    assert second.status_code == 201, second.content
    clock(AFTER + timedelta(minutes=20))
    third: Any = as_("duty").post(f"/api/alerts/{second.json()['id']}/cancel", json={"note": "已清除"})
    assert third.status_code == 201, third.content
    answer = Client().get("/api/cap/feed")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    feed = xml.fromstring(answer.content)
    links = [entry.find(f"{A}link") for entry in feed.findall(f"{A}entry")]
    kinds = []
    for link in links:
        assert link is not None
        document = Client().get(link.attrib["href"])
        assert document["Content-Type"] == "application/cap+xml; charset=utf-8"
        schema().validate(document.content.decode())
        root = xml.fromstring(document.content)
        kinds.append((root.findtext(f"{C}msgType"), len((root.findtext(f"{C}references") or "").split())))
    assert kinds == [("Cancel", 2), ("Update", 1), ("Alert", 0)]
    events = Event.objects.filter(kind="sensing.alert_published").order_by("id")
    assert [event.payload["kind"] for event in events] == ["alert", "update", "cancel"]


def test_a_reference_names_the_message_exactly_as_it_was_sent(warned: Warning, as_: As, clock: Any) -> None:
    clock(AFTER + timedelta(microseconds=123456))
    first = publish(as_, warned).json()
    second: Any = as_("duty").post(f"/api/alerts/{first['id']}/update", json=body()).json()  # type: ignore[attr-defined]
    one, two = (
        xml.fromstring(Client().get(f"/api/cap/{key}.xml").content) for key in (first["id"], second["id"])
    )
    names = [one.findtext(f"{C}{name}") or "" for name in ("sender", "identifier", "sent")]
    assert two.findtext(f"{C}references") == ",".join(names)


def test_only_the_newest_in_force_is_followed(warned: Warning, as_: As, clock: Any) -> None:
    first = publish(as_, warned).json()
    assert publish(as_, warned).json()["code"] == "alert_in_force"
    second: Any = as_("duty").post(f"/api/alerts/{first['id']}/update", json=body()).json()  # type: ignore[attr-defined]
    old: Any = as_("duty").post(f"/api/alerts/{first['id']}/cancel", json={"note": "x"})
    assert (old.status_code, old.json()["code"]) == (409, "alert_not_in_force")
    assert as_("duty").post(f"/api/alerts/{second['id']}/cancel", json={"note": " "}).status_code == 422
    clock(AFTER + timedelta(hours=7))
    late: Any = as_("duty").post(f"/api/alerts/{second['id']}/cancel", json={"note": "x"})
    assert late.status_code == 409, "it has expired"
    later = body(expires=(AFTER + timedelta(hours=9)).isoformat())
    assert as_("duty").post(f"/api/warnings/{warned.pk}/alerts", json=later).status_code == 201
    shown: Any = as_("duty").get(f"/api/warnings/{warned.pk}/alerts").json()
    assert [one["in_force"] for one in shown["items"]] == [True, False, False]


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("worker01", 404),
        ("supervisor", 404),
        ("admin", 404),
        ("stranger", 404),
        ("resident", 404),
        (None, 401),
    ],
)
def test_who_may_not_publish(warned: Warning, as_: As, name: str | None, status: int) -> None:
    assert as_(name).post(f"/api/warnings/{warned.pk}/alerts", json=body()).status_code == status
    assert not PublicAlert.objects.exists()


def test_no_machine_publishes(warned: Warning) -> None:
    with pytest.raises(Forbidden):
        services.publish_alert(
            warning=warned, info=INFO, expires=AFTER + timedelta(hours=1), who=SYSTEM, now=AFTER
        )


def test_the_suggestion_names_an_area_and_no_shop(warned: Warning, as_: As) -> None:
    shown: Any = as_("duty").get(f"/api/warnings/{warned.pk}/alerts").json()
    text = str(shown["suggestion"])
    assert "花语" not in text
    assert "Hua Yu" not in text
    assert shown["suggestion"]["area"]["polygons"]
    assert shown["actions"] == ["publish"]
    missing = publish(as_, warned, info=shown["suggestion"])
    assert {one["field"] for one in missing.json()["errors"]} == {
        "description_zh", "description_en", "instruction_zh", "instruction_en",
    }  # fmt: skip


def test_nothing_personal_is_public(warned: Warning, as_: As) -> None:
    made = publish(as_, warned).json()
    text = (
        Client().get(f"/api/cap/{made['id']}.xml").content.decode()
        + Client().get("/api/cap/feed").content.decode()
    )
    assert made["author"]
    for word in (made["author"], "duty", "花语", "CAM-1", str(warned.pk)):
        assert word not in text, word


def test_a_demonstration_only_exercises(warned: Warning, as_: As) -> None:
    Setting.objects.create(key="demo", value={})
    assert publish(as_, warned).json()["status"] == "Exercise"


def test_what_was_published_is_never_changed(warned: Warning, as_: As) -> None:
    publish(as_, warned)
    row = PublicAlert.objects.get()
    for change in (lambda: PublicAlert.objects.update(kind="cancel"), row.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_feed_forgets_what_is_long_over(warned: Warning, as_: As, clock: Any) -> None:
    assert b"<entry>" not in Client().get("/api/cap/feed").content, "an empty feed is a feed"
    publish(as_, warned)
    clock(AFTER + timedelta(days=6))
    assert b"<entry>" in Client().get("/api/cap/feed").content
    clock(AFTER + timedelta(days=8))
    assert b"<entry>" not in Client().get("/api/cap/feed").content
    assert Client().get("/api/cap/00000000-0000-4000-8000-000000000000.xml").status_code == 404
    assert Client().get("/api/cap/1.xml").status_code == 404


def test_the_offices_list(warned: Warning, as_: As) -> None:
    made = publish(as_, warned).json()
    second: Any = as_("duty").post(f"/api/alerts/{made['id']}/update", json=body()).json()  # type: ignore[attr-defined]
    page: Any = as_("chief").get("/api/alerts?limit=1").json()
    rest: Any = as_("chief").get("/api/alerts", {"limit": 1, "after": page["next"]}).json()
    assert {page["items"][0]["id"], rest["items"][0]["id"]} == {made["id"], second["id"]}
    for name in ("stranger", "worker01"):
        assert as_(name).get("/api/alerts").status_code == 404
