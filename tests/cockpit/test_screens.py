"""/api/cockpit: the agreed shapes, only what one may see, few statements at any size, ETags."""

import gzip
import json
from datetime import timedelta
from typing import Any

import pytest

from tests.cockpit.conftest import Street
from weige.cockpit.schemas import Marks, Recent, Summary
from weige.cockpit.services import keep_basemap
from weige.joint.models import Force, Partner
from weige.kernel.errors import Invalid
from weige.kernel.streettime import LOCAL
from weige.knowledge.models import BlackSpot, Check, Plan
from weige.people.models import Department, Post, Shift, StationForce, Workstation
from weige.sensing.models import Device
from weige.territory.models import Area

pytestmark = pytest.mark.django_db
SCREENS = ("map", "marks", "devices", "summary", "forces", "recent")
NO_FORCE = {"here": None, "of": 0}
NOBODY = {"on_duty": 0, "planned": 0, "stationed": NO_FORCE, "on_call": NO_FORCE, "social": NO_FORCE}
SQUARE = {"type": "Polygon", "coordinates": [[[121.4, 31.2], [121.5, 31.2], [121.5, 31.3], [121.4, 31.2]]]}


def collection(**properties: object) -> dict[str, Any]:
    feature = {"type": "Feature", "properties": properties, "geometry": SQUARE, "id": 7}
    return {"type": "FeatureCollection", "features": [feature], "attribution": "somebody"}


@pytest.mark.parametrize("screen", SCREENS)
def test_who_may_look(street: Street, screen: str) -> None:
    path = f"/api/cockpit/{screen}"
    for name in ("duty", "dispatcher", "supervisor", "chief"):
        street.get(name, path)
    for name in ("worker01", "resident", "merchant", "admin"):
        street.get(name, path, 200 if screen == "map" else 404)
    for name in ("auditor", "stranger"):
        street.get(name, path, 404)
    assert street.town.client_for(None).get(path).status_code == 401


def test_the_map(street: Street) -> None:
    line = {"type": "LineString", "coordinates": [[121.481, 31.2305], [121.481, 31.2315]]}
    Area.objects.filter(code="L01").update(geometry=line, width_m=20)
    keep_basemap(
        layers={"water": collection(), "roads": collection(kind="primary")}, attribution="© OSM", bearing=36
    )
    found = street.get("duty", "/api/cockpit/map")
    assert found["bounds"] == pytest.approx([121.48, 31.23, 121.488, 31.234])
    assert found["center"] == pytest.approx([121.484, 31.232])
    assert (found["bearing"], found["attribution"]) == (36, "© OSM")
    codes = [feature["properties"]["code"] for feature in found["areas"]["features"]]
    assert sorted(codes) == ["310101999", "C1", "C2", "L01", "L01", "L02", "L03"], (
        "the neighbour is not ours to draw"
    )
    drawn = [f["geometry"]["type"] for f in found["areas"]["features"] if f["properties"]["code"] == "L01"]
    assert sorted(drawn) == ["LineString", "Polygon"]
    wanted = {"id", "code", "level", "layer", "parent", "name_zh", "name_en", "width_m"}
    props = next(f["properties"] for f in found["areas"]["features"] if f["properties"]["code"] == "L01")
    assert wanted <= set(props)
    assert found["roads"]["features"][0] == {
        "type": "Feature",
        "properties": {"kind": "primary"},
        "geometry": SQUARE,
    }
    assert found["green"] == {"type": "FeatureCollection", "features": []}


def test_the_map_is_sent_once_and_packed(street: Street, django_assert_max_num_queries: Any) -> None:
    client = street.town.client_for("duty")
    first = client.get("/api/cockpit/map", headers={"Accept-Encoding": "gzip"})
    assert first["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(first.content))["areas"]["features"]
    plain = client.get("/api/cockpit/map")
    assert "Content-Encoding" not in plain
    with django_assert_max_num_queries(4):
        again = client.get("/api/cockpit/map", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Area.objects.filter(code="L01").update(name_zh="新名字")
    changed = client.get("/api/cockpit/map", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    keep_basemap(layers={"water": collection()}, attribution="x")
    assert client.get("/api/cockpit/map", headers={"If-None-Match": changed["ETag"]}).status_code == 200


def test_houses_around(street: Street) -> None:
    assert street.get("duty", "/api/cockpit/surroundings.geojson")["features"] == []
    keep_basemap(layers={"surroundings": collection(height_m=20)}, attribution="x")
    found = street.get("worker01", "/api/cockpit/surroundings.geojson")
    assert found["features"][0]["properties"] == {"height_m": 20}
    street.get("resident", "/api/cockpit/surroundings.geojson", 404)


def test_what_is_no_ground_is_refused() -> None:
    with pytest.raises(Invalid) as caught:
        keep_basemap(layers={"lava": collection(), "water": {"type": "Feature"}}, attribution="x")
    assert {(error.field, error.code) for error in caught.value.errors} == {
        ("lava", "ground_layer_unknown"),
        ("water", "ground_layer_invalid"),
    }


def test_marks(street: Street) -> None:
    case = street.town.report()
    ended = street.town.report(lon=121.485, lat=31.231, text="另一件")
    street.town.move("dispatcher", ended, "reject", reason="不属实")
    warning = street.warning(level=4)
    street.warning(state="dismissed")
    street.warning(area="N01")
    street.device("CAM-1")
    street.device("QX-1", kind="tilt", state="offline")
    street.device("CAM-9", area="N01")
    street.town.client_for("worker01").post("/api/me/position", json={"lon": 121.481, "lat": 31.231})
    found = street.get("duty", "/api/cockpit/marks")
    Marks.model_validate(found)
    assert [one["id"] for one in found["cases"]] == [case["id"]]
    mark = found["cases"][0]
    assert (mark["number"], mark["matter_code"], mark["state"]) == (case["number"], "09005", "reported")
    assert mark["clock"]["state"] in {"ample", "half", "near", "over"}
    assert mark["cells"] == street.areas["L01"].path
    assert [(one["id"], one["level"], one["state"]) for one in found["warnings"]] == [
        (str(warning.pk), "red", "open")
    ]
    assert [(one["code"], one["state"]) for one in found["devices"]] == [
        ("CAM-1", "online"),
        ("QX-1", "offline"),
    ]
    assert [(one["area"], one["role"]) for one in found["people"]] == [("L01", "grid_worker")]
    assert "name" not in {key for one in found["people"] for key in one}, "a post, never a person"


def test_devices_are_short_rows_sent_again_only_when_one_changed(street: Street) -> None:
    street.device("CAM-1")
    tilt = street.device("QX-1", kind="tilt", state="offline")
    street.device("CAM-9", area="N01")
    client = street.town.client_for("duty")
    first = client.get("/api/cockpit/devices")
    found = first.json()
    assert found["columns"] == ["id", "code", "kind", "lon", "lat", "state", "building"]
    assert [(row[1], found["kinds"][row[2]], row[5]) for row in found["rows"]] == [
        ("CAM-1", "camera", 1),
        ("QX-1", "tilt", 2),
    ], "the neighbour's are not ours"
    assert street.get("duty", "/api/cockpit/marks?devices=false")["devices"] == []
    headers = {"If-None-Match": first["ETag"]}
    tilt.last_seen_at = street.now
    tilt.save()
    assert client.get("/api/cockpit/devices", headers=headers).status_code == 304
    tilt.state = "online"
    tilt.save()
    assert client.get("/api/cockpit/devices", headers=headers).status_code == 200


def test_the_last_stage_is_the_black_spots_in_hand(street: Street) -> None:
    def learn(who: str = "duty") -> tuple[Any, ...]:
        step = street.get(who, "/api/cockpit/summary")["loop"][-1]
        return step["count"], step["note_key"], step["note_value"], step["alert"]

    def spot(number: str, state: str) -> BlackSpot:
        return BlackSpot.objects.create(
            number=number, state=state, title_zh="点位", matters=["09005"], radius_m=30, why="{}",
            opened_at=street.now, **street.place("L01"),
        )  # fmt: skip

    spot("HD-1", "proposed"), spot("HD-3", "closed")
    assert learn() == (1, "proposed", 1, False)
    open_one = spot("HD-2", "open")
    post = Post.objects.order_by("pk")[0]
    plan = Plan.objects.create(spot=open_one, text="每周看一次", post=post, every_days=7)
    today = street.now.astimezone(LOCAL).date()
    for back in (1, 8):
        Check.objects.create(plan=plan, due_on=today - timedelta(days=back))
    assert learn() == (2, "late_look", 1, True), "one spot, however many looks it waits for"
    listed = street.get("duty", "/api/spots?state=proposed,open")["items"]
    assert len(listed) == 2


def test_the_summary(street: Street) -> None:
    town = street.town
    town.handled()
    filed = town.filed(lon=121.483, lat=31.231)
    late = town.dispatched(to="worker-L03", lon=121.485, lat=31.231)
    street.warning()
    street.warning(state="confirmed")
    street.device("CAM-1")
    street.device("CAM-2", state="offline")
    street.device("QX-1", kind="tilt")
    town.clock.on(hours=3)
    found = street.get("duty", "/api/cockpit/summary")
    Summary.model_validate(found)
    assert found["open_cases"] == 3
    assert found["today"]["filed"] == 3
    assert found["unconfirmed_warnings"] == 1
    assert found["overdue"] >= 1
    assert len(found["hourly_open"]) == 24
    assert found["hourly_open"][-1] == 3
    assert {(row["kind"], row["total"], row["online"], row["offline"]) for row in found["devices"]} == {
        ("camera", 2, 1, 1),
        ("tilt", 1, 1, 0),
    }
    assert [stage["stage"] for stage in found["loop"]] == [
        *("sense", "warn", "file", "dispatch", "act", "verify", "close", "learn")
    ]
    loop = {stage["stage"]: stage for stage in found["loop"]}
    assert (loop["warn"]["count"], loop["warn"]["note_value"], loop["warn"]["alert"]) == (2, 1, True)
    assert (loop["act"]["count"], loop["act"]["note_key"], loop["act"]["alert"]) == (1, "overdue", True)
    assert (loop["verify"]["count"], loop["dispatch"]["count"], loop["learn"]["count"]) == (1, 1, 0)
    assert filed["id"] != late["id"]
    assert len(found["timeline"]) == 24
    assert sum(hour["count"] for hour in found["timeline"]) > 5
    assert found["force"]["planned"] >= 1


def test_every_list_on_the_wall_opens_exactly_its_rows(street: Street) -> None:
    town = street.town
    town.filed()
    returned = town.dispatched(lon=121.483, lat=31.231)
    town.back("worker01", returned)
    town.dispatched(to="worker-L03", lon=121.485, lat=31.231)
    town.clock.on(hours=5)
    found = street.get("duty", "/api/cockpit/summary")
    for one in found["lists"]:
        query = "&".join(f"{key}={str(value).lower()}" for key, value in one["filter"].items())
        rows = street.get("duty", f"/api/cases?limit=100&{query}")["items"]
        assert len(rows) == one["count"], one["key"]
    assert {one["key"]: one["count"] for one in found["lists"]}["returned"] == 1
    marks = street.get("duty", "/api/cockpit/marks")["cases"]
    assert sum(mark["overdue"] for mark in marks) == found["overdue"] > 0
    assert sum(mark["near"] for mark in marks) == found["near"]


def test_every_force_on_the_wall_opens_the_units_it_counts(street: Street) -> None:
    unit = Department.objects.create(code="gas-watch", name_zh="值守", name_en="Watch")
    partner = Partner.objects.create(code="gas", name_zh="燃气公司", name_en="Gas")
    area = Area.objects.get(code="L02")
    station = Workstation.objects.create(
        code="WS-1", name_zh="工作站", area=area, lon=121.48, lat=31.23, valid_from="2026-01-01"
    )
    line = {"weekdays": [1, 2, 3, 4, 5, 6, 7], "start": "00:00", "minutes": 1440}
    StationForce.objects.create(station=station, department=unit, seats=3, **line)
    squad = Post.objects.filter(role__code="squad_member").first()
    where = {"area": area, "lon": 121.48, "lat": 31.23}
    Force.objects.create(kind="on_call", department=unit, people=4, **where)
    Force.objects.create(kind="on_call", partner=partner, people=9, **where)
    Force.objects.create(kind="social", partner=partner, people=6, phone="021-1234", **where)
    Force.objects.create(kind="social", partner=partner, people=5, active=False, **where)
    found = street.get("duty", "/api/cockpit/summary")["force"]
    assert found["stationed"] == {"here": 0, "of": 3}
    assert (found["on_call"], found["social"]) == ({"here": 0, "of": 4}, {"here": None, "of": 6})
    post = Post.objects.filter(terms__isnull=False).exclude(pk=squad and squad.pk).first()
    assert post is not None
    Post.objects.filter(pk=post.pk).update(department=unit)
    now = {"start": street.now - timedelta(hours=1), "end": street.now + timedelta(hours=1)}
    Shift.objects.filter(post=post).delete()
    Shift.objects.create(post=post, area=area, station=station, **now)
    after = street.get("duty", "/api/cockpit/summary")["force"]
    rows = street.get("duty", "/api/cockpit/forces")
    assert (after["stationed"], after["on_call"]) == ({"here": 1, "of": 3}, {"here": 1, "of": 4})
    assert [(row["zh"], row["here"], row["of"]) for row in rows["stationed"]] == [("值守", 1, 3)]
    assert [row["here"] for row in rows["on_call"]] == [1, None]  # who is outside has no roster here
    assert "phone" not in str(rows)
    assert sum(row["of"] for row in rows["social"]) == after["social"]["of"]


def test_people_off_duty_are_not_counted(street: Street) -> None:
    before = street.get("duty", "/api/cockpit/summary")["force"]
    Shift.objects.all().delete()
    after = street.get("duty", "/api/cockpit/summary")["force"]
    assert before["planned"] > 0
    assert after == NOBODY


def test_recent(street: Street) -> None:
    for number in range(3):
        street.town.report(lon=121.481 + number * 0.002, lat=31.231, text=f"第{number}件")
        street.town.clock.on(minutes=1)
    found = street.get("duty", "/api/cockpit/recent?limit=2")
    Recent.model_validate(found)
    assert [item["kind"] for item in found["items"]] == ["cases.reported"] * 2
    assert found["items"][0]["at"] > found["items"][1]["at"]
    assert found["items"][0]["text_zh"].startswith("上报：")
    assert street.town.client_for("duty").get("/api/cockpit/recent?limit=0").status_code == 422


@pytest.mark.parametrize(
    ("screen", "most"),
    [("map", 6), ("marks", 10), ("devices", 6), ("summary", 24), ("forces", 9), ("recent", 3)],
)
def test_statements_do_not_grow_with_the_street(
    street: Street, screen: str, most: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        street.town.report(lon=121.481 + number * 0.0005, lat=31.231, text=f"第{number}件")
        street.warning()
        street.device(f"C-{number}", kind=f"kind{number % 4}")
    client = street.town.client_for("duty")
    with django_assert_max_num_queries(most):
        assert client.get(f"/api/cockpit/{screen}").status_code == 200


def test_a_grant_that_is_missing_leaves_a_gap_not_a_wall(street: Street) -> None:
    from weige.people.models import Grant

    street.town.report()
    Grant.objects.filter(role__code="chief", verb__in=["warning.list", "device.list", "roster.list"]).delete()
    found = street.get("chief", "/api/cockpit/marks")
    assert (len(found["cases"]), found["warnings"], found["devices"], found["people"]) == (1, [], [], [])
    assert street.get("chief", "/api/cockpit/summary")["force"] == NOBODY


def test_yesterday_is_not_today(street: Street) -> None:
    street.town.filed()
    street.town.clock.on(days=1)
    found = street.get("duty", "/api/cockpit/summary")
    assert (found["open_cases"], found["today"]["filed"]) == (1, 0)
    assert all(hour["hour"] >= (street.now - timedelta(hours=24)).isoformat() for hour in found["timeline"])


def test_offline_is_one_thing_and_never_heard_another_wherever_devices_are_counted(street: Street) -> None:
    street.device("CAM-1")
    street.device("CAM-2", state="offline")
    for code in ("CAM-3", "CAM-4"):
        street.device(code, state="new")
    street.device("CAM-5", state="offline")
    Device.objects.filter(state="offline").update(silent_since=street.now)
    Device.objects.filter(code="CAM-5").update(in_service=False)
    wall = street.get("duty", "/api/cockpit/summary")["devices"]
    desk = street.get("duty", "/api/devices/counts")["kinds"]
    marks = street.get("duty", "/api/cockpit/marks")["devices"]
    fleet = street.get("duty", "/api/fleet/counts")
    assert wall == desk
    told = wall[0]
    assert (told["total"], told["online"], told["offline"], told["new"]) == (4, 1, 1, 2)
    for state in ("online", "offline", "new"):
        rows = street.get("duty", f"/api/devices?state={state}")["items"]
        assert len(rows) == told[state] == sum(mark["state"] == state for mark in marks), state
    assert fleet["total"] == told["total"]
    assert [(one["reason"], one["count"]) for one in fleet["reasons"]] == [("silent", told["offline"])]
    assert [one["code"] for one in street.get("duty", "/api/fleet?reason=silent")["items"]] == ["CAM-2"]
