"""A call from the whistle to the closing: who may, what time does, what is measured."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases.town import body, wall
from tests.joint.world import World
from weige.joint.models import Baseline, Called, Force
from weige.people.services.roster import set_position

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_called_answered_arrived_reported_judged_closed(world: World) -> None:
    call = world.call(kind="urgent")
    assert call["number"] == "CJ20261120-001"
    assert [wall(one["answer_due_at"]) for one in call["units"]] == ["2026-11-20 15:52"] * 2
    assert world.notices("works")[0].startswith("约请本单位 CJ20261120-001")
    assert world.notices("squad1")[0].startswith("约请到场 CJ20261120-001")

    world.clock.on(minutes=7)
    world.answer("works", call, "works", "on_site")
    world.clock.on(minutes=20)
    at = {"lon": 121.4812, "lat": 31.2310}
    arrived = world.unit(world.answer("works", call, "works", "arrive", **at), "works")
    assert 15 < arrived["arrived_m"] < 25
    world.answer("squad1", call, "squad", "online")
    world.answer("squad1", call, "squad", "result", text="已查阅审批，无占道许可")
    call = world.answer("works", call, "works", "result", text="护栏装好")
    assert call["state"] == "result"
    assert [axis["code"] for axis in call["axes"]["axes"]] == ["department"]

    refused = world.move("duty", call, "close", status=422, outcome="solved")
    assert refused["errors"][0]["code"] == "guard_units_rated"
    world.answer("duty", call, "works", "rate_unit", rating="good")
    world.answer("duty", call, "squad", "rate_unit", rating="fair", note="下次请到场")
    world.answer("works", call, "works", "rate_matter", rating="needed")
    closed = world.move("duty", call, "close", outcome="solved", note="三家一起")
    assert closed["state"] == "closed"
    assert closed["actions"] == []
    kinds = [line["kind"] for line in closed["history"]]
    assert kinds[0] == "joint.call_closed"
    assert kinds.count("joint.rated") == 3
    told = [line["text_zh"] for line in world.town.read("duty", {"id": call["case_id"]})["timeline"]]
    assert "约请归档" in told
    assert "约请到场" in told


@pytest.mark.django_db(transaction=True)
def test_silence_is_urged_then_taken_up_once(world: World) -> None:
    call = world.call(kind="urgent", units=[{"post": "squad-C1"}])
    world.later(minutes=29)
    assert world.unit(world.read("duty", call), "squad")["urges"] == 0
    world.later(minutes=1)
    assert world.unit(world.read("duty", call), "squad")["urges"] == 1
    assert world.notices("squad1")[0].startswith("催办")
    world.later(minutes=15)
    unit = world.unit(world.read("duty", call), "squad")
    assert wall(unit["escalated_at"]) == "2026-11-20 16:07"
    assert unit["overdue"]
    assert world.notices("chief")[0].startswith("上呈")
    world.later(hours=5)
    kinds = [line["kind"] for line in world.read("duty", call)["history"]]
    assert (kinds.count("joint.unit_urged"), kinds.count("joint.unit_escalated")) == (1, 1)


def test_an_ordinary_call_waits_for_working_hours_and_a_late_arrival_is_noted(world: World) -> None:
    """Friday 15:22 and four working hours: Monday; who said it would come and did not is noted once."""
    call = world.call(units=[{"post": "squad-C1"}])
    unit = world.unit(call, "squad")
    assert wall(unit["answer_due_at"]) == "2026-11-23 09:22"
    assert wall(unit["arrive_due_at"]) == "2026-11-24 15:22"
    world.answer("squad1", call, "squad", "on_site")
    world.clock.at("2026-11-24 15:22")
    world.later(minutes=1)
    world.later(minutes=1)
    kinds = [line["kind"] for line in world.read("duty", call)["history"]]
    assert kinds.count("joint.arrival_overdue") == 1


def test_a_delegate_takes_over_with_the_running_limits(world: World) -> None:
    call = world.call(kind="urgent", units=[{"post": "squad-C1", "lead": True}])
    refused = world.answer("squad1", call, "squad", "delegate", status=422, to="nobody", reason="在外办案")
    assert refused["errors"][0]["code"] == "unknown_unit"
    call = world.answer("squad1", call, "squad", "delegate", to="squad-C2", reason="在外办案")
    old, new = sorted(call["units"], key=lambda one: one["id"])
    assert (old["state"], new["state"], new["lead"]) == ("delegated", "waiting", True)
    assert new["delegated_from"] == old["id"]
    assert new["answer_due_at"] == old["answer_due_at"]
    assert "arrive" in world.moves("squad2", call, "squad")


def test_who_may_do_what(world: World) -> None:
    case = world.town.handling()
    call = world.call(by="worker01", case=case)
    world.read("stranger", call, 404)
    world.read("resident", call, 404)
    world.read("worker02", call, 404)
    world.answer("squad1", call, "works", "on_site", status=403)
    world.answer("duty", call, "squad", "on_site", status=403)
    assert world.moves("worker01", call, "squad") == ["drop"]
    world.answer("squad1", call, "squad", "decline", status=422)["errors"]
    world.answer("squad1", call, "squad", "decline", reason="非本队职责")
    assert world.answer("squad1", call, "squad", "arrive", status=409)["code"] == "illegal_call_move"
    assert world.answer("works", call, "works", "on_site", status=409, version=1)["code"] == "call_changed"
    body(
        world.client_for("squad1").post(f"/api/joint/calls/{call['id']}/moves/close", json={"version": 2}),
        403,
    )


def test_wrong_calls_are_refused_field_by_field(world: World) -> None:
    case = world.town.handling()
    twice = [
        {"post": "squad-C1"},
        {"post": "squad-C1"},
        {"post": "x"},
        {"post": "squad-C2", "partner": "gas"},
    ]
    refused = world.call(case=case, status=422, units=twice)
    assert [(e["field"], e["code"]) for e in refused["errors"]] == [
        ("units[1]", "called_twice"),
        ("units[2]", "unknown_unit"),
        ("units[3]", "unknown_unit"),
    ]
    assert world.call(case=case, status=422, why=" ")["errors"][0]["field"] == "why"
    assert world.call(case=case, status=422, kind="mad")["errors"][0]["field"] == "kind"
    assert (
        world.post("duty", "calls", 422, why="x", units=[{"post": "squad-C1"}])["errors"][0]["code"]
        == "case_or_place"
    )


def test_a_place_without_a_case_and_more_units_later(world: World) -> None:
    place = {"lon": 121.4810, "lat": 31.2310, "title": "回收站旁卸货", "matter": "09005"}
    call = world.post("duty", "calls", 201, why="连续三天", units=[{"post": "squad-C1"}], **place)
    assert call["case_id"] is None
    world.move("duty", call, "add_units", status=422, units=[{"post": "squad-C1"}])
    call = world.move("duty", call, "add_units", units=[{"department": "traffic"}])
    assert [one["unit_code"] for one in call["units"]] == ["squad", "traffic"]
    cancelled = world.move("duty", call, "cancel", reason="货车已走")
    assert {one["state"] for one in cancelled["units"]} == {"dropped"}
    world.later(days=9)
    assert not any(line["kind"] == "joint.unit_urged" for line in world.read("duty", call)["history"])


def assert_every_number_opens_to_its_units(world: World) -> None:
    """Of every group of every measure as many rows as it says, and the units that have no duration yet."""
    call = world.call()  # two units of one call: one row each, of which one has answered
    world.clock.on(minutes=9)
    world.answer("squad1", call, "squad", "decline", reason="另有任务")
    for by in ("unit", "matter", "kind", "month"):
        told = world.get("duty", "times", measure="answer", by=by)
        for line in (told["all"], *told["items"]):
            asked = {"measure": "answer", "by": by, "key": line["key"], "since": told["since"]}
            found = world.get("duty", "times/behind", until=told["until"], **asked)
            assert found["total"] == len(found["rows"]) == line["n"], (by, line["key"])
            took = sorted(round(row["minutes"], 1) for row in found["rows"])
            assert not line["values"] or took == line["values"]
        without = world.get("duty", "times/behind", measure="answer", part="without", since=told["since"])
        assert without["total"] == len(without["rows"]) == told["without"] == 1
        assert [(row["number"], row["minutes"]) for row in without["rows"]] == [(call["number"], None)]
    assert world.get("duty", "times/behind", 422, by="month", key="2026-13")["errors"]
    world.get("stranger", "times/behind", 404)


def test_times_are_distributions_against_a_kept_baseline(world: World) -> None:
    case = world.town.handling()
    for minutes in (4, 5, 6, 7, 8, 20):
        call = world.call(case=case, units=[{"post": "squad-C1"}])
        world.clock.on(minutes=minutes)
        world.answer("squad1", call, "squad", "decline", reason="量时间")
    line = world.get("duty", "times", measure="answer", by="unit")["items"][0]
    assert (line["key"], line["n"], line["median"], line["low"], line["high"]) == ("squad", 6, 6.5, 4, 20)
    assert line["change"] is None, "without a baseline nothing is claimed"
    assert line["small"]

    period = {"measure": "answer", "unit": "squad", "since": "2026-01-01", "until": "2026-10-01"}
    world.post("duty", "baselines", 422, median_minutes=65, **period)
    kept = world.post("duty", "baselines", 201, median_minutes=65, n=40, source="2026 年上半年台账", **period)
    line = world.get("duty", "times", measure="answer", by="unit")["items"][0]
    assert line["change"]["share"] == pytest.approx(0.9)
    assert line["baseline"]["source"] == "2026 年上半年台账"
    counted = {"measure": "answer", "since": "2026-11-20", "until": "2026-11-21"}
    assert world.post("chief", "baselines", 201, **counted)["n"] == 6
    assert world.get("duty", "times", measure="answer")["all"]["change"]["share"] == 0
    world.post("duty", f"baselines/{kept['id']}/end")
    assert Baseline.objects.filter(ended_at__isnull=True).count() == 1
    world.post("worker01", "baselines", 404, **counted)
    opened = world.get("duty", "calls", unit="squad", measure="answer", limit=3)
    assert len(opened["items"]) == 3
    assert len(world.get("duty", "calls", unit="squad", measure="answer", after=opened["next"])["items"]) == 3
    assert_every_number_opens_to_its_units(world)


def test_limits_of_a_kind_are_edited_with_history(world: World) -> None:
    kinds = world.get("duty", "kinds")
    assert [(kind["code"], kind["source"]) for kind in kinds] == [
        ("urgent", "default"),
        ("ordinary", "default"),
    ]
    wanted = {name: value for name, value in kinds[0].items() if "amount" in name or "unit" in name}
    path = "/api/joint/kinds/urgent"
    body(world.client_for("duty").put(path, json=wanted | {"answer_amount": "0"}), 422)
    after = body(world.client_for("duty").put(path, json=wanted | {"answer_amount": "0.25", "urges": 2}))
    assert (after["answer_amount"], after["source"]) == ("0.25", "office")
    call = world.call(kind="urgent", units=[{"post": "squad-C1"}])
    assert wall(world.unit(call, "squad")["answer_due_at"]) == "2026-11-20 15:37"


def test_who_gives_the_kind_of_help_asked_for_comes_first(world: World) -> None:
    place = {"lon": 121.4810, "lat": 31.2310}
    found = world.get("worker01", "calls/forces", help="enforce", **place)["stationed"]
    assert [row["fits"] for row in found] == sorted((row["fits"] for row in found), reverse=True)
    assert {row["role"] for row in found if row["fits"]} == {"squad_member"}
    assert found[0]["role"] == "squad_member", "though a grid worker is nearer"
    everybody = world.get("worker01", "calls/forces", **place)["stationed"]
    assert all(row["fits"] for row in everybody)
    world.get("worker01", "calls/forces", 422, help="x", **place)


def test_forces_by_distance_and_off_duty_means_off(world: World) -> None:
    place = {"lon": 121.4810, "lat": 31.2310}
    set_position(user=world.town.people["squad1"].user, lon=121.4820, lat=31.2310, now=world.clock.now)
    found = world.get("duty", "calls/forces", **place)
    first = found["stationed"][0]
    assert first["code"] == "squad-C1"
    assert 90 < first["distance_m"] < 100
    assert all(row["distance_m"] is None for row in found["stationed"][1:])
    post = world.town.people["squad1"].post
    assert post is not None
    Force.objects.create(kind="on_call", area=post.area, post=post, lon=121.4811, lat=31.2310)
    world.clock.on(minutes=31)
    stale = world.get("duty", "calls/forces", **place)
    assert stale["stationed"][0]["distance_m"] is None, "an old position is not where they are"
    world.clock.at("2026-11-21 04:00")
    off = world.get("duty", "calls/forces", **place)
    assert "squad-C1" not in {row["code"] for row in off["stationed"]}
    assert [row["on_shift"] for row in off["on_call"]] == [False]
    assert "seen_at" not in off["on_call"][0]
    world.get("resident", "calls/forces", 404, **place)


def test_a_list_costs_the_same_for_many(world: World) -> None:
    case = world.town.handling()

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            world.get("duty", "calls")
        return len(seen)

    world.call(case=case)
    few = statements()
    for _ in range(4):
        world.call(case=case)
    assert statements() == few <= 7
    assert Called.objects.count() == 10


def test_what_is_lacking_is_said_in_the_language_it_was_asked_in(world: World) -> None:
    """Not in that of the account: a screen may be switched before the account is."""
    call = world.call()
    said = {}
    for language in ("zh", "en"):
        path = f"/api/joint/calls/{call['id']}"
        page = world.client_for("duty").get(path, headers={"Accept-Language": language}).json()
        said[language] = next(one["missing"] for one in page["actions"] if one["move"] == "close")
    assert said == {
        "zh": ["还有单位未反馈或未答复"],
        "en": ["A unit has not answered or not reported yet"],
    }
