"""Vital signs over HTTP: list with filters and order, health, trend, building, fleet, export; for whom they are."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.sensing.conftest import NOW
from tests.sensing.test_health import past
from weige.kernel.models import Event
from weige.sensing import services
from weige.sensing.models import Device
from weige.sensing.services.health import examine


@pytest.fixture(autouse=True)
def at_now(clock):
    clock(NOW)


def silence(device, hours=2):
    since = NOW - timedelta(hours=hours)
    Device.objects.filter(pk=device.pk).update(state="offline", last_seen_at=since, silent_since=since)


def test_sensors_stand_before_cameras_and_silent_ones_before_all(town, as_):
    silence(town.camera)
    codes = [one["code"] for one in as_("duty").get("/api/devices").json()["items"]]
    assert codes == ["CAM-1", "CK-1", "QX-1"]
    Device.objects.update(state="online")
    codes = [one["code"] for one in as_("duty").get("/api/devices").json()["items"]]
    assert codes == ["CK-1", "QX-1", "CAM-1"]


@pytest.mark.parametrize("sort", ["state", "code", "kind", "seen"])
def test_every_order_is_the_same_page_by_page(town, as_, sort):
    silence(town.tilt)
    whole = [one["code"] for one in as_("duty").get(f"/api/devices?sort={sort}").json()["items"]]
    seen, after = [], ""
    while after is not None:
        answer = as_("duty").get(f"/api/devices?sort={sort}&limit=1&after={after}").json()
        seen += [one["code"] for one in answer["items"]]
        after = answer["next"]
    assert seen == whole
    assert len(whole) == 3
    assert as_("duty").get("/api/devices?sort=name").status_code == 422


def test_words_find_devices_by_name_code_and_place(town, as_):
    def found(q):
        return [one["code"] for one in as_("duty").get("/api/devices", {"q": q}).json()["items"]]

    assert found("qx") == ["QX-1"]
    assert found("元芳弄") == ["CK-1", "QX-1"]
    assert found("%") == []


def test_a_device_says_how_it_does_and_why(town, rules, as_):
    past(town, lambda n: 3.0)
    Device.objects.filter(pk=town.tilt.pk).update(health={"battery": 12})
    examine(now=NOW)
    shown = as_("duty").get("/api/devices/QX-1/health").json()
    assert (shown["figure"], shown["band"]) == (45, "poor")
    assert [one["reason"] for one in shown["reasons"]] == ["frozen", "battery_low"]
    assert shown["formula"]["zh"] == "100 − 读数不变 40 − 电量低 15 = 45"
    assert shown["reasons"][1]["told_en"] == "Battery 12%"
    assert shown["on_time"]["share"] == 1.0
    assert as_("duty").get("/api/devices/CK-1/health").json()["figure"] is None


def test_a_trend_keeps_its_gaps_and_shows_the_limits_in_force(town, rules, as_):
    past(town, lambda n: n / 100, hours=20, step=1800)
    shown = as_("duty").get("/api/devices/QX-1/trend?span=24h").json()
    assert len(shown["points"]) == 40
    assert [one["level"] for one in shown["limits"]] == ["yellow", "orange", "red"]
    assert shown["signed"]["signed_on"] == "2026-05-12"
    assert shown["gap_seconds"] == 3600
    assert as_("duty").get("/api/devices/QX-1/trend?span=1y").status_code == 422


def test_a_building_has_one_figure_and_all_its_devices(town, rules, as_):
    past(town, lambda n: n / 7)
    silence(town.crack)
    examine(now=NOW)
    shown = as_("duty").get("/api/buildings/B-1/vitals").json()
    assert {one["code"]: one["figure"] for one in shown["devices"]} == {"CK-1": 0, "QX-1": 100}
    assert (shown["figure"], shown["band"]) == (50, "poor")
    assert shown["formula"]["en"] == "Mean of the devices by weight (0×3 + 100×3) ÷ 6 = 50"
    assert as_("admin").get("/api/buildings/B-1/vitals").json()["warnings"] == []


def test_a_building_costs_the_same_with_many_devices(town, rules, as_, django_assert_max_num_queries):
    for n in range(8):
        services.register_device(
            code=f"N-{n}", kind="tilt", name_zh="n", name_en="n", lon=town.tilt.lon, lat=town.tilt.lat,
            building=town.house, now=NOW,
        )  # fmt: skip
    with django_assert_max_num_queries(20):
        assert len(as_("duty").get("/api/buildings/B-1/vitals").json()["devices"]) == 10


def test_the_fleet_says_what_fails_since_when_and_can_be_taken_out(town, rules, as_):
    past(town, lambda n: 3.0)
    examine(now=NOW)
    silence(town.crack)
    counts = as_("duty").get("/api/fleet/counts").json()
    assert (counts["total"], counts["failing"]) == (3, 2)
    assert {one["reason"]: one["count"] for one in counts["reasons"]} == {"silent": 1, "frozen": 1}
    rows = as_("duty").get("/api/fleet").json()["items"]
    assert [(one["code"], one["reasons"][0]["reason"]) for one in rows] == [
        ("CK-1", "silent"),
        ("QX-1", "frozen"),
    ]
    first = as_("duty").get("/api/fleet?limit=1").json()
    rest = as_("duty").get("/api/fleet", {"after": first["next"]}).json()
    assert [one["code"] for one in first["items"] + rest["items"]] == ["CK-1", "QX-1"]
    assert [one["code"] for one in as_("duty").get("/api/fleet?reason=frozen").json()["items"]] == ["QX-1"]
    assert [one["code"] for one in as_("duty").get("/api/fleet?reason=silent").json()["items"]] == ["CK-1"]
    assert as_("duty").get("/api/fleet?reason=tired").status_code == 422
    assert as_("duty").get("/api/fleet?after=soon").status_code == 422
    Device.objects.filter(pk=town.crack.pk).update(silent_since=None)
    (row,) = as_("duty").get("/api/fleet?reason=silent").json()["items"]
    assert row["since"] == row["reasons"][0]["since"] != "", (
        "nobody wrote down when it fell silent: its last word counts"
    )
    answer = as_("duty").get("/api/fleet/export.xlsx?kind=tilt")
    lines = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [line[0] for line in lines[3:]] == ["QX-1"]
    event = Event.objects.get(kind="sensing.devices_exported")
    assert event.payload == {"rows": 1, "filter": {"kind": "tilt"}}


def test_the_neighbour_sees_nothing_of_it(town, as_):
    for path in ("fleet", "fleet/counts", "fleet/export.xlsx", "buildings/B-1/vitals", "devices/QX-1/health"):
        assert as_("stranger").get(f"/api/{path}").status_code == 404, path
