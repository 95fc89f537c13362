"""Factories of cases and sensing for the walk: a case with a photo, devices, a warning with a picture, a permit."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.cases.town import catalogue
from tests.cast import Api
from tests.sensing.rulekit import at, goods
from tests.sensing.test_cap import INFO
from tests.stranger.world import World, makes
from weige.cases.models import Case
from weige.kernel import blobs, timesource
from weige.kernel.access import SYSTEM
from weige.knowledge.models import BlackSpot, Check, Plan
from weige.registry.models import Shop
from weige.scenarios.models import Replay, Scenario
from weige.scenarios.services import load_packs
from weige.sensing import services as sensing
from weige.sensing.models import Device, Permit, PublicAlert, Quarantined, Silence, Warning
from weige.sensing.rules.explain import Facts, explanation
from weige.sensing.services.delivering import broker_origin

IN_L01 = {"lon": 121.481, "lat": 31.231}


@makes("/api/open311/services/{code}/history:code")
@makes("/api/open311/services/{code}/preview:code")
@makes("/api/open311/services/{code}:code")
def offered_service(_: World) -> str:
    from weige.sharing.services.offering import load_offer

    catalogue(timesource.now())
    load_offer()
    return "goods-on-pavement"


@makes("spot_id")
def spot(world: World) -> int:
    row = BlackSpot.objects.create(
        number=f"DW-{BlackSpot.objects.count() + 1:04d}", state="open", title_zh="占道", matters=["09005"],
        radius_m=60, why="x", opened_at=timesource.now(), **place(world),
    )  # fmt: skip
    return row.pk


@makes("plan_id")
def plan(world: World) -> int:
    post = world.cast["worker01"].post
    return Plan.objects.create(spot_id=spot(world), text="看一看", post=post, every_days=7).pk


@makes("check_id")
def check(world: World) -> int:
    return Check.objects.create(plan_id=plan(world), due_on=timesource.now().date()).pk


def place(world: World) -> dict[str, Any]:
    """Columns of a row that lies in segment L01."""
    area = world.areas["L01"]
    return {**IN_L01, "cells": area.path, "leaf_cells": [area.pk]}


def picture() -> bytes:
    out = BytesIO()
    Image.effect_noise((96, 64), 40).convert("RGB").save(out, "JPEG")
    return out.getvalue()


@makes("case_id")
def case(world: World) -> str:
    found = Case.objects.first()
    if found is not None:
        return str(found.pk)
    catalogue(timesource.now())
    said = {"matter": "09005", "text": "店外堆放货物", "place": "示范路 1 号"} | IN_L01
    answer = Api(world.cast["worker01"].token).post("/api/cases", json=said)
    assert answer.status_code == 201, answer.content
    return str(answer.json()["id"])


@makes("evidence_id")
def evidence(world: World) -> Any:
    file = SimpleUploadedFile("p.jpg", picture(), "image/jpeg")
    path = f"/api/cases/{case(world)}/evidence"
    answer = Api(world.cast["worker01"].token).post(path, {"file": file, "kind": "before"})
    assert answer.status_code == 201, answer.content
    return answer.json()["id"]


@makes("move")
def move(_: World) -> str:
    return "accept"


@makes("stage")
def stage(_: World) -> str:
    from weige.cases.queries.catalogue import stage_limit_rows

    catalogue(timesource.now())
    return str(stage_limit_rows()[0]["stage"])


@makes("/api/return-reasons/{code}/history:code")
@makes("/api/return-reasons/{code}:code")
def return_reason(_: World) -> str:
    catalogue(timesource.now())
    return "not_here"


@makes("filter_id")
def saved_filter(world: World) -> int:
    said = {"name": "超期", "query": {"overdue": "true"}}
    answer = Api(world.cast["dispatcher"].token).post("/api/case-filters", json=said)
    if answer.status_code == 201:
        return int(answer.json()["id"])
    return int(Api(world.cast["dispatcher"].token).get("/api/case-filters").json()["items"][0]["id"])


@makes("/api/routing/books/{no}:no")
@makes("/api/routing/books/{no}/again:no")
def book(_: World) -> int:
    catalogue(timesource.now())
    return 1


@makes("/api/evaluation/{code}/breakdown:code")
@makes("/api/evaluation/{code}/cases:code")
def an_indicator(_: World) -> str:
    return "case.disposal_rate"


@makes("/api/matters/{code}:code")
def matter(_: World) -> str:
    catalogue(timesource.now())
    return "09005"


@makes("condition_id")
def condition(_: World) -> int:
    from weige.cases.models import FilingCondition

    catalogue(timesource.now())
    found = FilingCondition.objects.order_by("pk").first()
    assert found is not None
    return int(found.pk)


@makes("shop_id")
def shop(world: World) -> int:
    row = Shop.objects.create(
        code="S-9", name_zh="花语", name_en="Hua Yu", trade="flowers", address="示范路 1 号", **place(world)
    )
    return int(row.pk)


@makes("/api/shops/export.{kind}:kind")
def export_kind(_: World) -> str:
    return "csv"


@makes("device_id")
def device(_: World) -> Any:
    found = Device.objects.filter(code="CAM-1").first()
    if found is None:
        found = sensing.register_device(
            code="CAM-1", kind="camera", name_zh="相机", name_en="Camera", **IN_L01, now=timesource.now()
        )
    return found.pk


@makes("alert_id")
def alert(world: World) -> Any:
    duty = world.cast["duty"].access
    found = PublicAlert.objects.first()
    now = timesource.now()
    if found is None:
        row = Warning.objects.first() or Warning.objects.get(pk=warning(world))
        until = now + timedelta(hours=1)
        found = sensing.publish_alert(warning=row, info=INFO, expires=until, who=duty.who, now=now)
    return found.pk


@makes("name_id")
def name(world: World) -> Any:
    camera = Device.objects.get(pk=device(world))
    return sensing.add_name(device=camera, name="front_door", who=SYSTEM, now=timesource.now()).pk


@makes("quarantined_id")
def quarantined(world: World) -> Any:
    device(world)
    one = sensing.Delivery("signal", b"{", topic="weige/CAM-1/detection", proven="CAM-1")
    sensing.receive(deliveries=[one], origin=broker_origin("mqtt"), now=timesource.now())
    return Quarantined.objects.latest("pk").pk


@makes("source")
def source(_: World) -> str:
    return "csv-logger"


@makes("/api/install/{code}:code")
@makes("/api/install/{code}/place:code")
@makes("/api/install/{code}/photo:code")
def device_code(world: World) -> str:
    device(world)
    return "CAM-1"


@makes("credential_id")
def credential(world: World) -> Any:
    camera = Device.objects.get(pk=device(world))
    sensing.issue_credential(device=camera, now=timesource.now())
    return camera.credentials.get().pk


@makes("warning_id")
def warning(world: World) -> Any:
    sha = blobs.put(picture(), now=timesource.now()).sha256
    return warning_with(world, sha).pk


@makes("sha")
def shown_picture(world: World) -> str:
    warning(world)
    return str(Warning.objects.get().pictures[0]["sha"])


def warning_with(world: World, sha: str) -> Warning:
    now = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)
    Warning.objects.filter(alerts=None).delete()
    if found := Warning.objects.first():
        return found
    return Warning.objects.create(
        scenario="goods-on-pavement",
        version=1,
        subject="device:CAM-1",
        level=2,
        title_zh="店外经营",
        title_en="Goods on the pavement",
        place_zh="示范路",
        place_en="Demo Road",
        opened_at=now,
        last_at=now,
        explain=explanation(goods(), (at(0), at(6)), Facts(None, [(at(0), 1.0)], 0, None, 0, ())),
        pictures=[{"sha": sha, "at": now.isoformat(), "device": "CAM-1"}],
        **place(world),
    )


@makes("permit_id")
def permit(world: World) -> int:
    now = timesource.now()
    row = Permit.objects.create(
        kind="goods",
        place="shop:S-1",
        cells=world.areas["L01"].path,
        holder="花语",
        first_day=now.date(),
        last_day=now.date(),
        created_at=now,
    )
    return int(row.pk)


@makes("scenario_id")
def scenario(_: World) -> str:
    catalogue(timesource.now())
    load_packs(now=timesource.now())
    return "goods-on-pavement"


@makes("replay_id")
def replay(world: World) -> Any:
    row = Scenario.objects.get(pk=scenario(world))
    now = timesource.now()
    span = {"start": now - timedelta(days=1), "end": now}
    return Replay.objects.create(scenario=row, base=1, state="queued", asked_at=now, **span).pk


@makes("/api/scenarios/{scenario_id}/versions/{number}/cancel:number")
def version(world: World) -> int:
    Scenario.objects.get(pk=scenario(world))
    return 1


@makes("silence_id")
def silence(world: World) -> int:
    now = timesource.now()
    row = Silence.objects.create(
        place_zh="一段",
        place_en="Segment 1",
        area=world.areas["L01"],
        cells=world.areas["L01"].path,
        up_to=3,
        reason="施工",
        start=now,
        end=now + timedelta(hours=1),
        author_name="王",
        created_at=now,
    )
    return int(row.pk)


@makes("/api/inhibitions/{code}/end:code")
def inhibition(_: World) -> str:
    return "red_at_building"


@makes("/api/devices/{device_id}/weights/{scenario}/restart:scenario")
def restart_of(_: World) -> str:
    return "goods-on-pavement"


@makes("order_id")
def hotline_order(world: World) -> Any:
    from weige.cases.models import HotlineOrder

    case(world)
    found = HotlineOrder.objects.first()
    if found is None:
        said = {"number": "12345-1", "text": "垃圾满溢"} | IN_L01
        answer = Api(world.cast["hotline"].token).post("/api/hotline/orders", json=said)
        assert answer.status_code == 201, answer.content
        return answer.json()["id"]
    return found.pk


@makes("/api/hotline/orders/{order_id}/steps/{step}:step")
def hotline_step(_: World) -> str:
    return "contact"


@makes("/api/hotline/limits/{kind}:kind")
def hotline_kind(_: World) -> str:
    return "complaint"


@makes("/api/merge-policies/{key}/history:key")
@makes("/api/merge-policies/{key}/preview:key")
@makes("/api/merge-policies/{key}:key")
def merge_policy(_: World) -> str:
    from weige.cases.models import MergePolicy

    catalogue(timesource.now())
    return str(MergePolicy.objects.values_list("key", flat=True).order_by("key")[0])


@makes("shift_id")
def shift(world: World) -> int:
    from weige.people.models import Shift

    return int(Shift.objects.filter(area=world.areas["L01"]).latest("pk").pk)


@makes("station_id")
def station(world: World) -> int:
    from weige.people.models import Workstation

    row, _ = Workstation.objects.get_or_create(
        code="ST-C1",
        defaults={"name_zh": "商圈一工作站", "area": world.areas["C1"], "valid_from": "2026-01-01"},
    )
    return int(row.pk)


@makes("force_id")
def force(world: World) -> int:
    from weige.people.models import Department, StationForce

    unit = Department.objects.get(code="squad")
    plan = {"weekdays": [1], "minutes": 60}
    row, _ = StationForce.objects.get_or_create(
        station_id=station(world), department=unit, start="08:00", defaults=plan
    )
    return int(row.pk)


@makes("hand_over_id")
def hand_over(world: World) -> int:
    from weige.cases.models import HandOver

    found = HandOver.objects.first()
    if found is None:
        posts = [world.cast[name].post for name in ("worker01", "worker02")]
        cells, now = world.areas["L01"].path, timesource.now()
        found = HandOver.objects.create(from_post=posts[0], to_post=posts[1], cells=cells, offered_at=now)
    return int(found.pk)


@makes("area_code")
def a_poster_area(_: World) -> str:
    return "L01"  # a segment of ours, for which a poster's code is asked
