"""Foreign sources over HTTP and through receive(): names, Frigate's living objects, registers, observations, models."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Api, Member
from tests.sensing.conftest import NOW, Town, inside
from tests.sensing.sources.test_frigate import event
from tests.sensing.sources.test_standards import LEASE, OBSERVATION
from weige.kernel.access import SYSTEM
from weige.kernel.models import Event
from weige.sensing import services
from weige.sensing.models import Device, PlaceName, Quarantined, Reading, Tracked, Warning
from weige.sensing.services import Delivery
from weige.sensing.services.delivering import broker_origin
from weige.territory.models import Address, Building

pytestmark = pytest.mark.django_db
As = Callable[[str | None], Api]
AFTER = NOW + timedelta(hours=2)
EPOCH = NOW.timestamp()


@pytest.fixture(autouse=True)
def _afternoon(clock: Callable[[Any], None]) -> None:
    clock(AFTER)


def take(*deliveries: Delivery, via: str = "") -> list[str]:
    """The answers' statuses or reasons of messages that came over a trusted broker, or by a gateway."""
    found = services.receive(deliveries=deliveries, origin=broker_origin("mqtt", via), now=AFTER)
    return [answer.reason or answer.status for held in found for answer in held]


def frigate(kind: str, raw: Any) -> Delivery:
    return Delivery(f"frigate/{kind}", json.dumps(raw).encode(), topic=f"frigate/{kind}")


def seen(phase: str, minute: float, **more: Any) -> Delivery:
    """A message about one car that came at NOW, so many minutes later."""
    at = EPOCH + minute * 60
    given = {"frame_time": at, "start_time": EPOCH, "current_zones": ["p1"], "id": "car-1"} | more
    return frigate("events", event(phase, **({"end_time": at} if phase == "end" else {}) | given))


def stats(minute: float, fps: float = 5.0) -> Delivery:
    raw = {"cameras": {"front_door": {"camera_fps": fps}}, "service": {"last_updated": EPOCH + minute * 60}}
    return frigate("stats", raw)


@pytest.fixture
def named(town: Town) -> Town:
    services.add_name(device=town.camera, name="front_door", who=SYSTEM, now=NOW)
    return town


def test_frigates_events_are_one_observation(rules: None, named: Town) -> None:
    assert take(seen("new", 0), seen("update", 1), seen("update", 1), seen("end", 2)) == [
        "accepted", "accepted", "duplicate", "accepted",
    ]  # fmt: skip
    tracked = Tracked.objects.get()
    assert (tracked.device_id, tracked.since, tracked.until) == (named.camera.pk, EPOCH, EPOCH + 120)
    readings = list(
        Reading.objects.order_by("at").values_list("kind", "data__observation", "data__objects__0__zone")
    )
    assert readings == [("detection", "car-1", "p1")] * 3


def test_what_stands_still_is_told_with_the_stats_until_it_ends(rules: None, named: Town) -> None:
    """Frigate is silent about a parked car; its stats prove that the camera runs, so the car is still there."""
    take(seen("new", 0))
    take(stats(1), stats(2))
    take(seen("end", 3), stats(4))
    told = Reading.objects.filter(signal_id__startswith="stats/").order_by("at")
    assert [one.kind for one in told] == ["detection", "detection", "heartbeat"]
    assert told[0].data["objects"][0]["zone"] == "p1"
    assert take(stats(5, fps=0)) == [], "a camera without pictures says nothing"


def test_a_zone_is_found_whatever_its_letters(rules: None, town: Town) -> None:
    town.camera.zones = [{"id": "NP-L01-1", "kind": "no_parking"}]
    town.camera.save()
    services.add_name(device=town.camera, name="front_door", who=SYSTEM, now=NOW)
    take(seen("new", 0, current_zones=["np_l01_1"]))
    assert Reading.objects.get().data["objects"][0]["zone"] == "NP-L01-1"


def test_a_snapshot_goes_to_the_living_object_of_its_label(rules: None, named: Town) -> None:
    from tests.sensing.conftest import jpeg

    take(seen("new", 0))
    shot = Delivery("frigate/snapshot", jpeg(), names={"camera": "front_door", "label": "car"})
    assert take(shot) == ["accepted"]
    assert take(Delivery("frigate/snapshot", jpeg(), names={"camera": "front_door", "label": "dog"})) == []
    assert Reading.objects.get(signal_id__contains="snapshot").data["pictures"]


def test_a_snapshot_that_comes_in_one_go_with_its_object_finds_it(rules: None, named: Town) -> None:
    """Brokers hand over what lies there in one go; an object that ends in the same go gets no picture any more."""
    from tests.sensing.conftest import jpeg

    shot = Delivery("frigate/snapshot", jpeg(), names={"camera": "front_door", "label": "car"})
    assert take(seen("new", 0), shot) == ["accepted", "accepted"]
    assert Reading.objects.get(signal_id__contains="snapshot").data["observation"] == "car-1"
    assert take(seen("end", 3), shot) == ["accepted"]
    assert take(seen("new", 4, id="car-2"), seen("end", 5, id="car-2"), shot) == ["accepted", "accepted"]


def test_a_gateway_speaks_for_those_behind_it_only(rules: None, town: Town) -> None:
    gateway = services.register_device(
        code="GW-1",
        kind="gateway",
        name_zh="网关",
        name_en="Gateway",
        lon=inside(0.5)[0],
        lat=inside(0.5)[1],
        now=NOW,
    )
    assert take(seen("new", 0), via="GW-1") == ["source_unknown_name"]
    services.add_name(device=town.camera, name="front_door", who=SYSTEM, now=NOW)
    assert take(seen("new", 0), via="GW-1") == ["source_unknown_name"], "another's name is not the gateway's"
    services.add_name(device=town.camera, name="front_door", via=gateway, who=SYSTEM, now=NOW)
    assert take(seen("new", 0), via="GW-1") == ["accepted"]
    flat = Delivery("model:zigbee2mqtt", b'{"temperature": 20}', names={"device": "QX-1"})
    assert take(flat, via="GW-1") == ["source_unknown_name"], "a code is not enough for a gateway"
    assert take(flat) == ["accepted"], "on a trusted broker it is"


def test_a_model_of_the_book_over_http(rules: None, town: Town, as_: As) -> None:
    services.add_name(device=town.tilt, name="eui-77", who=SYSTEM, now=NOW)
    body = b"2026-11-20T15:22:00+08:00,1.75,12.5,88"
    answer: Any = as_("gateway").generic(
        "POST", "/api/signals/from/csv-logger?device=eui-77", body, content_type="text/csv"
    )
    assert answer.json()["accepted"] == 2, answer.content
    assert {(one.kind, one.value) for one in Reading.objects.all()} == {("tilt", 1.75), ("temperature", 12.5)}
    again: Any = as_("gateway").generic(
        "POST", "/api/signals/from/csv-logger?device=eui-77", body, content_type="text/csv"
    )
    assert again.json()["duplicate"] == 2
    assert as_("gateway").post("/api/signals/from/nothing", json={}).status_code == 404
    assert as_("worker01").post("/api/signals/from/csv-logger", json={}).status_code == 404


def test_observations_of_a_datastream(rules: None, town: Town, as_: As) -> None:
    services.add_name(device=town.tilt, name="7", kind="tilt", who=SYSTEM, now=NOW)
    answer: Any = as_("gateway").post("/api/signals/sensorthings", json=OBSERVATION)
    assert answer.json()["accepted"] == 1, answer.content
    direct: Any = as_("gateway").post(
        "/api/signals/sensorthings?datastream=QX-1/tilt", json=OBSERVATION | {"@iot.id": 102}
    )
    assert direct.json()["accepted"] == 1
    assert {(one.device_id, one.kind, one.value) for one in Reading.objects.all()} == {
        (town.tilt.pk, "tilt", 3.1)
    }
    unknown: Any = as_("gateway").post(
        "/api/signals/sensorthings", json=[OBSERVATION | {"Datastream": {"@iot.id": 99}}, OBSERVATION]
    )
    assert [one["reason"] or one["status"] for one in unknown.json()["items"]] == [
        "source_unknown_name",
        "duplicate",
    ]


def cloud(client: Api, raw: Any, mode: str = "application/cloudevents+json", **headers: str) -> Any:
    return client.generic(
        "POST", "/api/signals/cloudevents", json.dumps(raw).encode(), content_type=mode, headers=headers
    ).json()  # type: ignore[attr-defined]


def test_a_lease_change_at_a_house_makes_its_register_point(rules: None, town: Town, as_: As) -> None:
    assert cloud(as_("gateway"), LEASE)["accepted"] == 1
    point = Device.objects.get(kind="register")
    assert (point.code, point.building_id, point.events_only) == ("REG-B-1", town.house.pk, True)
    assert point.leaf_cells == town.house.leaf_cells
    reading = Reading.objects.get()
    assert (reading.kind, reading.device_id) == ("register.lease", point.pk)
    assert reading.data["use_after"] == "餐饮"
    assert "张三" not in json.dumps(reading.data, ensure_ascii=False)
    assert cloud(as_("gateway"), LEASE)["duplicate"] == 1
    both = cloud(as_("gateway"), [LEASE | {"id": "2"}, {"id": 1}], "application/cloudevents-batch+json")
    assert (both["accepted"], both["refused"]) == (1, 1)
    assert Device.objects.filter(kind="register").count() == 1


def test_the_binary_mode(rules: None, town: Town, as_: As) -> None:
    headers = {
        f"ce-{name}": str(LEASE[name]) for name in ("specversion", "id", "source", "type", "subject", "time")
    }
    answer = cloud(as_("gateway"), LEASE["data"], "application/json", **headers)
    assert answer["accepted"] == 1, answer
    assert Reading.objects.get().data["register"] == "L-77"


def test_an_address_is_matched_when_it_is_certain(rules: None, town: Town, as_: As) -> None:
    lon, lat = inside(0.5)
    Address.objects.create(text="元芳弄7号", building=town.house, lon=lon, lat=lat)
    raw = LEASE | {"subject": "address:上海市黄浦区 元芳弄７号2楼203室"}
    assert cloud(as_("gateway"), raw)["accepted"] == 1
    shop = cloud(
        as_("gateway"), raw | {"id": "s", "type": "register.scope.changed", "subject": "南京东路 1 号"}
    )
    assert shop["accepted"] == 1
    assert set(Device.objects.filter(kind="register").values_list("code", flat=True)) == {
        "REG-B-1",
        "REG-S-S-1",
    }


def test_an_address_that_is_not_certain_goes_to_a_person(rules: None, town: Town, as_: As) -> None:
    raw = LEASE | {"subject": "address:元芳弄7号旁"}
    assert cloud(as_("gateway"), raw)["items"][0]["reason"] == "event_place_unmatched"
    page: Any = as_("duty").get("/api/quarantine").json()
    (row,) = page["items"]
    assert row["candidates"][0]["place"] == "building:B-1"
    assert "match" in row["actions"]
    shown: Any = as_("duty").get(f"/api/quarantine/{row['id']}").json()
    assert "张三" not in shown["raw"], "the tenant's name is not even kept"
    done: Any = as_("duty").post(f"/api/quarantine/{row['id']}/match", json={"place": "building:B-1"})
    assert (done.json()["accepted"], done.json()["row"]["state"]) == (1, "replayed"), done.content
    assert PlaceName.objects.get().building_id == town.house.pk
    assert cloud(as_("gateway"), raw | {"id": "next"})["accepted"] == 1, "from now on it is certain"
    assert list(Event.objects.filter(kind__startswith="sensing.").order_by("id").values_list("kind", flat=True)) == [
        "sensing.place_named", "sensing.quarantine_settled",
    ]  # fmt: skip
    assert (
        as_("duty").post(f"/api/quarantine/{row['id']}/match", json={"place": "building:X"}).status_code
        == 422
    )


def test_two_houses_of_one_address_are_not_certain(rules: None, town: Town, as_: As) -> None:
    fields = {
        f: getattr(town.house, f) for f in ("lon", "lat", "cells", "leaf_cells", "footprint", "height_m")
    }
    Building.objects.create(code="B-2", name_zh="元芳弄７号", height_source="given", **fields)
    answer = cloud(as_("gateway"), LEASE | {"subject": "元芳弄7号"})
    assert answer["items"][0]["reason"] == "event_place_unmatched"
    assert answer["items"][0]["message"]["zh"].startswith("地址“元芳弄7号”不能确定")


def test_a_register_of_the_neighbour_finds_nothing_of_ours(
    rules: None, town: Town, cast: dict[str, Member]
) -> None:
    gateway = broker_origin("mqtt", via="CAM-1")
    found = services.receive(
        deliveries=[Delivery("cloudevent", json.dumps(LEASE).encode())], origin=gateway, now=AFTER
    )
    assert found[0][0].reason == "event_place_unmatched"
    assert not Device.objects.filter(kind="register").exists()


def test_a_batch_costs_the_same_whatever_its_size(rules: None, named: Town) -> None:
    def count(size: int) -> int:
        with CaptureQueriesContext(connection) as context:
            take(*[seen("update", n / 60, id=f"{size}-{n}") for n in range(size)])
        return len(context)

    count(1)
    assert count(40) <= count(2) + 1


def test_names_are_kept_by_whoever_looks_after_devices(town: Town, as_: As) -> None:
    path = "/api/devices/CAM-1/names"
    made: Any = as_("admin").post(path, json={"name": "front_door"})
    assert made.status_code == 201, made.content
    assert as_("admin").post("/api/devices/QX-1/names", json={"name": "front_door"}).status_code == 422
    assert as_("admin").post(path, json={"name": "x", "via": "nobody"}).status_code == 422
    assert as_("admin").post(path, json={"name": "x", "kind": "mood"}).status_code == 422
    assert as_("duty").post(path, json={"name": "x"}).status_code == 403
    assert as_("stranger").get(path).status_code == 404
    assert [one["name"] for one in as_("duty").get(path).json()["items"]] == ["front_door"]  # type: ignore[attr-defined]
    gone: Any = as_("admin").delete(f"{path}/{made.json()['id']}")
    assert gone.json() == {"items": []}
    assert as_("admin").delete(f"{path}/{made.json()['id']}").status_code == 404
    kinds = list(Event.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["sensing.name_added", "sensing.name_removed"]
    models: Any = as_("duty").get("/api/device-models").json()
    assert "zigbee2mqtt" in {one["id"] for one in models["items"]}


def test_a_parked_car_of_frigate_becomes_a_warning(rules: None, named: Town) -> None:
    """Ten minutes without a word about the object, ten stats: the dwell is there all the same."""
    import msgspec

    from tests.sensing.rulekit import goods

    spec = goods(
        scenario="parking", signal={"kind": "detection", "labels": ["vehicle"]}, one_per="zone", for_s=600
    )
    services.install_rule(spec=msgspec.to_builtins(spec), kinds={}, now=NOW)
    take(seen("new", 0))
    for minute in range(1, 12):
        take(stats(minute))
    assert Warning.objects.get(scenario="parking").subject == "zone:CAM-1/p1"


def test_anybodys_bytes_are_answered(rules: None, town: Town) -> None:
    assert (
        Client().post("/api/signals/cloudevents", b"{}", content_type="application/json").status_code == 401
    )
    assert Quarantined.objects.count() == 0
