"""Black spots over HTTP: proposed by the system, taken up, measured, supervised, closed, and back again."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases.town import IN_L01, IN_L03, OUTSIDE, Town, body
from weige.kernel.models import Event
from weige.knowledge.models import BlackSpot, Check
from weige.knowledge.rules.words import COUNTED, why_in_english
from weige.knowledge.services.frequent import load_rules, propose, remind
from weige.people.models import Department, Post

pytestmark = pytest.mark.django_db
SPOT = {"title_zh": "示范路停车", "matters": ["09009"], "why": "整治后反复", "radius_m": 60} | IN_L01


def parked(town: Town, times: int) -> None:
    for _ in range(times):
        town.report(matter="09009", text="车停在人行道上")
        town.clock.on(hours=5)


def opened(town: Town, **said: Any) -> Any:
    return body(town.client_for("duty").post("/api/spots", json=SPOT | said), 201)


def test_what_is_frequent_is_proposed_once_and_taken_up(town: Town) -> None:
    load_rules()
    parked(town, 7)
    assert propose(now=town.clock.now) == [], "eight in thirty days for parking"
    parked(town, 1)
    (spot,) = propose(now=town.clock.now)
    assert propose(now=town.clock.now) == [], "it is there already"
    assert Event.objects.get(kind="knowledge.spot_proposed").payload["count"] == 8
    duty = town.client_for("duty")
    (row,) = body(duty.get("/api/spots"))["items"]
    assert (row["id"], row["state"], row["title_zh"]) == (spot.pk, "proposed", "机动车乱停放")
    page = body(duty.get(f"/api/spots/{spot.pk}"))
    assert [action["move"] for action in page["actions"]] == ["adopt", "dismiss"]
    path = f"/api/spots/{spot.pk}/moves"
    assert body(duty.post(f"{path}/dismiss", json={"version": 1}), 422)["errors"][0]["field"] == "note"
    taken = body(duty.post(f"{path}/adopt", json={"version": 1}))
    assert taken["state"] == "open"
    body(duty.post(f"{path}/adopt", json={"version": 1}), 409)
    body(duty.post(f"{path}/adopt", json={"version": 2}), 409)
    body(town.client_for("worker01").post(f"{path}/close", json={"version": 2, "note": "x"}), 403)


def bollards(town: Town) -> Any:
    """Twenty evenings of parked cars, then bollards; thirty days later the page."""
    town.clock.at("2026-09-01 18:30")
    for _ in range(20):
        town.report(matter="09009", text="车")
        town.clock.on(days=1)
    town.report(matter="06036", text="别的事")
    town.report(matter="09009", text="别处", **IN_L03)
    spot, at = opened(town), town.clock.now.isoformat()
    town.clock.on(days=30)
    said = {"kind": "facility", "text": "装 6 根可移动隔离桩", "at": at, "cost": "4800", "by": "市政中心"}
    return body(town.client_for("duty").post(f"/api/spots/{spot['id']}/measures", json=said), 201)


def test_the_page_shows_hours_sources_measures_and_their_effect(town: Town) -> None:
    page, duty = bollards(town), town.client_for("duty")
    picture = page["picture"]
    assert picture["total"] == 20
    assert sum(row[18] for row in picture["grid"]) == 20
    assert picture["sources"] == {"patrol": 20}
    assert len(picture["weeks"]) == 26
    (measure,) = page["measures"]
    assert (measure["cost"], measure["effect"]["before"], measure["effect"]["after"]) == ("4800.00", 20, 0)
    assert measure["effect"]["verdict"] == "less"
    late = {"kind": "patrol", "text": "巡查", "at": "2027-01-01T00:00:00Z"}
    wrong = body(duty.post(f"/api/spots/{page['id']}/measures", json=late), 422)
    assert wrong["errors"][0]["field"] == "at"
    with CaptureQueriesContext(connection) as counted:
        body(duty.get(f"/api/spots/{page['id']}"))
    assert len(counted) <= 10
    opened(town, title_zh="又一处")
    with CaptureQueriesContext(connection) as counted:
        assert len(body(duty.get("/api/spots"))["items"]) == 2
    assert len(counted) <= 5


def test_figures_of_the_picture_open_to_their_own_cases(town: Town) -> None:
    page = bollards(town)
    rows = body(town.client_for("duty").get(f"/api/spots/{page['id']}/cases"))
    picture, items = page["picture"], rows["items"]
    assert rows["total"] == len(items) == picture["total"] == 20
    assert sum(one["recent"] for one in items) == picture["last_30_days"]
    assert {one["number"] for one in items if "patrol" in one["sources"]} == {one["number"] for one in items}
    effect, began = page["measures"][0]["effect"], page["measures"][0]["at"]
    assert effect["before"] == sum(effect["since"] <= one["at"] < began for one in items) == 20
    assert effect["after"] == sum(began <= one["at"] < effect["until"] for one in items) == 0
    for week, following in zip(picture["weeks"], [*picture["weeks"][1:], {"start": "9"}], strict=True):
        assert week["count"] == sum(week["start"] < one["at"] <= following["start"] for one in items)
    for day, hours in enumerate(picture["grid"]):
        for hour, n in enumerate(hours):
            assert n == sum((one["weekday"], one["hour"]) == (day, hour) for one in items)


def test_closed_with_its_effect_it_may_come_back(town: Town) -> None:
    spot, duty = bollards(town), town.client_for("duty")
    closed = body(
        duty.post(f"/api/spots/{spot['id']}/moves/close", json={"version": 1, "note": "三十天无回潮"})
    )
    assert closed["state"] == "closed"
    payload = Event.objects.get(kind="knowledge.spot_closed").payload
    assert (payload["before"], payload["after"]) == (2.5, 0)
    back = body(duty.post(f"/api/spots/{spot['id']}/moves/reopen", json={"version": 2, "note": "回潮"}))
    assert (back["state"], back["closed_at"]) == ("open", None)


def test_supervision_is_planned_told_and_done(town: Town) -> None:
    duty, worker, spot = town.client_for("duty"), town.client_for("worker01"), opened(town)
    path = f"/api/spots/{spot['id']}"
    nobody = {"text": "晚高峰看一次", "post": "nobody", "every_days": 3}
    assert body(duty.post(f"{path}/plans", json=nobody), 422)["errors"][0]["code"] == "unknown_plan_post"
    (plan,) = body(duty.post(f"{path}/plans", json=nobody | {"post": "worker-L01"}), 201)["plans"]
    assert remind(now=town.clock.now) == 0
    town.clock.on(days=3)
    assert remind(now=town.clock.now) == 1
    assert remind(now=town.clock.now) == 0, "told once"
    assert Event.objects.get(kind="knowledge.check_due").post_ids
    (check,) = plan["checks"]
    page = body(worker.post(f"{path}/checks/{check['id']}", json={"found": "back", "note": "两辆"}))
    assert (page["plans"][0]["done"], page["plans"][0]["came_back"]) == (1, 1)
    assert len(page["plans"][0]["checks"]) == 2, "the next one is made"
    body(worker.post(f"{path}/checks/{check['id']}", json={"found": "clear"}), 409)
    ended = body(duty.post(f"{path}/plans/{plan['id']}/end"))
    assert ended["plans"][0]["ended_at"]
    assert not Check.objects.filter(done_at=None).exists()
    body(duty.post(f"{path}/plans/{plan['id']}/end"), 409)


def test_bad_places_and_matters_are_named(town: Town) -> None:
    duty = town.client_for("duty")
    square = [[121.48, 31.23], [121.49, 31.23], [121.49, 31.24], [121.48, 31.24], [121.48, 31.23]]
    for said, field in (
        (OUTSIDE, "lon"),
        ({"matters": ["XX999"]}, "matters"),
        ({"area": {"type": "Point", "coordinates": [121.48, 31.23]}}, "area"),
        ({"area": {"type": "Polygon", "coordinates": [square]}}, "area"),
        ({"shop": "none"}, "shop"),
    ):
        assert body(duty.post("/api/spots", json=SPOT | said), 422)["errors"][0]["field"] == field
    assert not BlackSpot.objects.exists()
    body(town.client_for("worker01").post("/api/spots", json=SPOT), 404)
    body(duty.get("/api/spots?state=strange"), 422)


def test_when_one_is_proposed_is_a_row_the_office_edits(town: Town) -> None:
    load_rules()
    admin = town.client_for("admin")
    row = body(admin.put("/api/frequent-rules/09009", json={"count": 3, "days": 7, "within_m": 40}))
    assert row["source"] == "office"
    parked(town, 3)
    assert len(propose(now=town.clock.now)) == 1
    assert {one["prefix"] for one in body(admin.get("/api/frequent-rules"))} >= {"", "09009"}
    (edit,) = body(admin.get("/api/frequent-rules/09009/history"))["items"]
    assert (edit["before"]["count"], edit["after"]["count"]) == (8, 3)
    tried = body(
        admin.post("/api/frequent-rules/09009/preview", json={"count": 4, "days": 7, "within_m": 40})
    )
    assert (tried["cases"], tried["now"], tried["then"], tried["places"]) == (3, 1, 0, [])
    tried = body(
        admin.post("/api/frequent-rules/09009/preview", json={"count": 2, "days": 7, "within_m": 40})
    )
    (place,) = tried["places"]
    assert (place["count"], place["spot"]) == (3, "DW-" + place["spot"][3:]), "there is a spot already"
    body(admin.put("/api/frequent-rules/XX9", json={"count": 3, "days": 7, "within_m": 40}), 422)
    body(
        town.client_for("duty").put("/api/frequent-rules/all", json={"count": 3, "days": 7, "within_m": 40}),
        404,
    )


def test_the_layer_counts_what_came_lately_for_whoever_may_see_the_spot(town: Town) -> None:
    parked(town, 3)
    town.clock.on(days=40)
    parked(town, 2)
    town.report(matter="09009", text="别处", **IN_L03)
    town.report(matter="06036", text="别的事")
    spot, square = opened(town), 0.0003
    west, south = IN_L01["lon"] - square, IN_L01["lat"] - square
    ring = [[west, south], [west + square / 2, south], [west, south + square / 2], [west, south]]
    corner = opened(town, title_zh="角上", area={"type": "Polygon", "coordinates": [ring]})
    with CaptureQueriesContext(connection) as counted:
        layer = body(town.client_for("duty").get("/api/spots.geojson"))
    assert len(counted) <= 6
    marks = {one["id"]: one for one in layer["features"]}
    assert marks[spot["id"]]["geometry"] == {"type": "Point", "coordinates": [*IN_L01.values()]}
    told = marks[spot["id"]]["properties"]
    assert (told["last_30_days"], told["before_30_days"], told["matters_zh"]) == (2, 3, "机动车乱停放")
    assert marks[corner["id"]]["properties"]["last_30_days"] == 0
    ground = body(town.client_for("duty").get("/api/spots.geojson?geometry=ground&state=open"))["features"]
    assert {len(one["geometry"]["coordinates"][0]) for one in ground} == {49, 4}
    body(town.client_for("duty").get("/api/spots.geojson?state=strange"), 422)
    body(town.client_for("stranger").get("/api/spots.geojson"), 404)


def test_a_counted_reason_is_said_in_english_and_a_persons_words_stay() -> None:
    said = COUNTED.format(days=30, count=7, within=60.0, least=5)
    assert why_in_english(said) == "7 in 30 days within 60.0 m (from 5 on)"
    assert why_in_english("整治后反复") == "整治后反复"


def test_who_carried_a_measure_out_is_named_in_english_where_it_is_one_of_ours(town: Town) -> None:
    unit, post = Department.objects.order_by("pk").first(), Post.objects.order_by("pk").first()
    assert unit is not None
    assert post is not None
    typed = (unit.name_zh, f"{unit.name_zh}、{post.name_zh}、老王", "老王家的施工队", "")
    spot, at = opened(town), town.clock.now.isoformat()
    client = town.client_for("duty")
    for by in typed:
        said = {"kind": "facility", "text": "装桩", "at": at, "by": by}
        page = body(client.post(f"/api/spots/{spot['id']}/measures", json=said), 201)
    assert [one["by"] for one in page["measures"]] == list(typed)
    assert [one["by_en"] for one in page["measures"]] == [
        unit.name_en,
        f"{unit.name_en}, {post.name_en}, 老王",
        "老王家的施工队",
        "",
    ]
