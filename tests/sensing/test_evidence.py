"""Zones drawn with their history; evidence before, at and after; audit certificates; precision and advice."""

import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.sensing.conftest import NOW, detection, jpeg
from weige.kernel.models import Event
from weige.sensing import services
from weige.sensing.models import Device, Warning
from weige.sensing.queries.evidence import certificate_of, evidence_of, recognised
from weige.sensing.rules.precision import advise, wilson
from weige.sensing.rules.warning import reasons

RING = [[0.1, 0.5], [0.6, 0.5], [0.6, 0.9], [0.1, 0.9]]


@pytest.fixture(autouse=True)
def at_now(clock):
    clock(NOW)


def put(api, zones, before):
    body = json.dumps({"zones": zones, "before": before, "note": "看清门前"})
    return api.generic("PUT", "/api/devices/CAM-1/zones", body, content_type="application/json")


def test_zones_are_drawn_with_their_history(town, as_):
    before = as_("duty").get("/api/devices/CAM-1/zones").json()
    assert before["may"]
    fresh = [{"id": "f1", "kind": "frontage", "shop": "S-1", "picture": RING}]
    assert put(as_("duty"), fresh, before["zones"]).json()["zones"] == fresh
    answer = put(as_("duty"), fresh, before["zones"])
    assert (answer.status_code, answer.json()["code"]) == (409, "zones_changed")
    history = as_("duty").get("/api/devices/CAM-1/zones/history").json()["items"]
    assert [(one["before"], one["after"], one["note"]) for one in history] == [
        (before["zones"], fresh, "看清门前")
    ]
    put(as_("duty"), fresh, fresh)
    assert Event.objects.filter(kind="sensing.zones_drawn").count() == 1, "nothing changed, nothing written"


@pytest.mark.parametrize(
    ("zone", "code"),
    [
        ({"id": "", "kind": "frontage"}, "zone_unnamed"),
        ({"id": "a", "kind": "frontage", "shop": "S-404"}, "zone_no_shop"),
        ({"id": "a", "kind": "frontage", "picture": [[0, 0], [1.2, 0], [1, 1]]}, "zone_outside_picture"),
        ({"id": "a", "kind": "frontage", "picture": [[0, 0], [1, 1], [1, 0], [0, 1]]}, "zone_no_area"),
        ({"id": "a", "kind": "frontage", "picture": [[0, 0], [1, 1]]}, "zone_no_area"),
        ({"id": "a", "kind": 7}, "field_invalid"),
    ],
)
def test_what_is_no_zone_is_not_kept(town, as_, zone, code):
    before = as_("duty").get("/api/devices/CAM-1/zones").json()["zones"]
    assert put(as_("duty"), [zone], before).json()["errors"][0]["code"] == code
    assert put(as_("worker01"), [], before).status_code in {403, 404}


def test_the_view_zones_are_drawn_on_is_the_uploaded_one_else_the_newest_of_a_warning(town, rules, send, as_):
    assert as_("duty").get("/api/devices/CAM-1/picture").status_code == 404
    send(*[detection(minute, pictures=[jpeg(minute)] if minute == 6 else []) for minute in range(8)])
    assert as_("duty").get("/api/devices/CAM-1/picture").status_code == 200
    assert as_("admin").get("/api/devices/CAM-1/picture").status_code == 404, "reads no warnings"
    file = SimpleUploadedFile("v.jpg", jpeg(99), "image/jpeg")
    assert as_("admin").post("/api/devices/CAM-1/picture", {"file": file}).json()["picture"]
    assert as_("admin").get("/api/devices/CAM-1/picture").status_code == 200


@pytest.fixture
def warned(town, rules, send):
    """Goods from minute 0 to 9; pictures one hour before, at minute 8, and after they had gone."""
    send(detection(-60, data={"label": "nothing"}, pictures=[jpeg(1)]))
    for minute in range(10):
        more = {"pictures": [jpeg(2)]} if minute == 8 else {}
        send(detection(minute, data={"box": [0.2, 0.4, 0.4, 0.8]}, **more))
    return Warning.objects.get()


def test_evidence_is_what_was_before_at_and_after(warned, town, send, as_):
    shown = as_("duty").get(f"/api/warnings/{warned.pk}/evidence").json()
    assert [one["role"] for one in shown["pictures"]] == ["before", "at"]
    for minute in range(12, 30):
        send(
            detection(minute, data={"label": "nothing"}, **({"pictures": [jpeg(3)]} if minute == 28 else {}))
        )
    found = evidence_of(Warning.objects.select_related("device").get(), NOW + timedelta(hours=2))
    assert [one["role"] for one in found] == ["before", "at", "after"]
    assert all(one["intact"] for one in found)
    assert found[1]["objects"] == [{"box": [0.2, 0.4, 0.4, 0.8], "label": "goods", "confidence": 0.9}]
    assert found[0]["at"] == NOW - timedelta(hours=1)
    for one in shown["pictures"]:
        assert as_("duty").get(one["url"]).status_code == 200
        assert as_("stranger").get(one["url"]).status_code == 404
    assert as_("duty").get(f"/api/pictures/{'0' * 64}?warning={warned.pk}").status_code == 404


def test_what_recognised_a_picture_is_told_with_its_confidence(warned, town):
    row = Warning.objects.select_related("device").get()
    Device.objects.filter(pk=row.device_id).update(model="Yard-9")
    told = recognised(row, NOW + timedelta(hours=2))
    assert set(told) == {one["sha"] for one in row.pictures}
    rule = f"{row.scenario} v{row.version}"
    assert list(told.values()) == [{"name": "Yard-9", "rule": rule, "label": "goods", "confidence": 0.9}]


@pytest.mark.parametrize(
    ("fields", "lacks"),
    [
        ({}, ["certificate", "published"]),
        (
            {"certificate_no": "沪审-1", "certificate_until": date(2026, 11, 19), "published": True},
            ["expired"],
        ),
        ({"certificate_no": "沪审-1", "certificate_until": date(2026, 11, 20), "published": True}, []),
        ({"certificate_no": "沪审-1", "published": True}, ["expired"]),
    ],
)
def test_off_site_enforcement_needs_an_audited_device(town, fields, lacks):
    Device.objects.filter(pk=town.camera.pk).update(**fields)
    town.camera.refresh_from_db()
    assert certificate_of(town.camera, NOW)["lacks"] == lacks
    assert certificate_of(town.tilt, NOW) is None


def test_the_queue_is_the_open_warnings_of_cameras(warned, as_):
    asked = "/api/warnings?state=open&device_kind="
    assert [one["id"] for one in as_("duty").get(asked + "camera").json()["items"]] == [str(warned.pk)]
    assert as_("duty").get(asked + "tilt").json()["items"] == []


def test_precision_counts_verdicts_and_small_samples_have_no_rank(warned, cast, as_):
    services.dismiss(
        warning=warned, reason_code=next(iter(reasons())), note="x", who=cast["duty"].access.who, now=NOW
    )
    shown = as_("duty").get("/api/precision").json()
    row = shown["items"][0]
    assert (row["true"], row["false"], row["share"], row["ranked"]) == (0, 1, 0.0, False)
    assert row["advice"]["advice"] == "few"
    assert row["weeks"] == [{"week": "2026-11-16", "true": 0, "false": 1, "undecided": 0}]
    whose = {"device": row["device"]["code"], "scenario": row["scenario"]["id"], "label": row["label"]}

    def opens(**more):
        found = as_("duty").get("/api/precision/warnings", whose | more).json()
        return found["total"], [one["verdict"] for one in found["items"]]

    for part in ("true", "false", "undecided"):
        assert opens(verdict=part)[0] == row[part]
        assert opens(verdict=part, week=row["weeks"][0]["week"])[0] == row["weeks"][0][part]
    assert opens() == opens(verdict="decided") == (1, ["false"])
    assert opens(week="2026-11-09")[0] == opens(label="other")[0] == opens(after=1)[1:].count("false") == 0
    assert as_("stranger").get("/api/precision/warnings", whose).status_code == 404
    assert as_("duty").get("/api/precision/warnings", whose | {"verdict": "maybe"}).status_code == 422
    assert as_("duty").get("/api/precision/warnings", whose | {"week": "9999-12-31"}).status_code == 422
    assert as_("duty").get("/api/precision?device=CAM-2").json()["items"] == []
    assert as_("stranger").get("/api/precision").status_code == 404


def test_the_interval_is_wilsons():
    assert wilson(0, 0) is None
    low, high = wilson(8, 10)
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)  # Newcombe 1998, Statist. Med. 17, method 3
    assert wilson(10, 10)[1] == pytest.approx(1.0)


def test_advice_saves_false_alarms_and_misses_few_true_ones():
    true, false = [(0.9, True)] * 40, [(0.62, False)] * 10
    found = advise(true + false, 0.6)
    assert (found["advice"], found["then"], found["saved"], found["lost"]) == ("raise", 0.63, 10, 0)
    assert advise([(0.62, True)] * 40 + false, 0.6)["advice"] == "fine"
    assert advise(false, 0.6)["advice"] == "few"
    assert advise(true, 0.6)["advice"] == "right"
