"""B3: goods on the pavement, from 15:22, when a camera sees them, to the closed case."""

import pytest

from tests.cases.town import wall
from tests.stories.corner import Corner

pytestmark = pytest.mark.django_db(transaction=True)


def test_goods_on_the_pavement_from_camera_to_closed_case(corner: Corner) -> None:
    town, before = corner.town, corner.counters()

    # 15:22 A camera sees goods before the flower shop Hua Yu. For five minutes nobody is disturbed.
    corner.goods_seen(until="15:26")
    assert corner.warnings() == []

    # 15:27 They are still there: one yellow warning, whatever the number of pictures.
    corner.clock.on(minutes=1)
    corner.goods_seen(until="15:28")
    (warning,) = corner.warnings()
    assert (warning["level"], warning["state"]) == ("yellow", "open")
    assert warning["title_zh"] == "花语 店外摆放货物"
    assert wall(warning["opened_at"]) == "2026-11-20 15:27"
    assert corner.notices("duty")[0].startswith("黄色预警待确认：花语 店外摆放货物")

    # It explains itself: rule, span, pictures, what was ruled out, who was told.
    card = corner.warning("duty", warning)
    why = card["explain"]
    assert why["rule_zh"] == "店门外货物停留满 5 分钟，可信度 0.6 以上，且没有许可"
    assert (wall(why["fired"]["from"]), wall(why["fired"]["to"])) == ("2026-11-20 15:22", "2026-11-20 15:27")
    assert len(why["pictures"]) >= 2
    assert why["excluded"], "no permit in force, the device is well"
    assert {told["zh"] for told in why["told"]} >= {"值班长（日班）", "南苏州路网格员"}

    # 15:28 The duty officer looks at the pictures and confirms. A case is filed and reaches the segment's worker.
    corner.judge("duty", warning, "confirm", note="看过画面，属实")
    (case,) = corner.cases("worker01", mine=True, open=True)
    assert (case["matter"]["code"], case["state"]) == ("09005", "dispatched")
    assert wall(case["due_at"]) == "2026-11-20 17:28", "2 紧急工作时 from the dispatch"
    assert corner.warning("duty", warning)["case_id"] == case["id"]
    assert corner.notices("worker01")[0].endswith("17:28 前处置")
    assert any(text.startswith("提醒，不是处罚") for text in corner.notices("merchant"))
    assert corner.cases("worker03", mine=True) == [], "the next circle's worker has nothing to do with it"

    # 15:36 He is there. Without a photo of the cleared pavement he cannot call it done.
    corner.clock.at("2026-11-20 15:36")
    corner.move("worker01", case, "start")
    corner.clock.at("2026-11-20 15:49")
    refused = town.move("worker01", case, "finish", status=422, outcome="solved")
    assert refused["errors"][0]["code"] == "guard_after_photo"
    town.photo("worker01", case, "after", "blue")
    corner.move("worker01", case, "finish", outcome="solved")

    # 15:55 He may not verify himself. The supervisor looks, from the same angle, and passes it.
    refused = town.move("worker01", case, "pass_check", status=422)
    assert refused["errors"][0]["code"] == "guard_not_handler"
    corner.clock.at("2026-11-20 15:55")
    town.photo("supervisor", case, "check", "red")
    corner.move("supervisor", case, "pass_check", note="同角度看过，已恢复")

    # 15:57 Closed, in time; the warning ends with its case; the figures have moved.
    corner.clock.at("2026-11-20 15:57")
    corner.move("supervisor", case, "close", condition_met=True)
    closed = town.read("duty", case)
    assert (closed["state"], closed["outcome"], closed["overdue_since"]) == ("closed", "solved", None)
    assert [step["progress"] for step in closed["steps"]] == ["done"] * 7
    assert {piece["kind"] for piece in closed["evidence"]} == {"detection", "after", "check"}
    assert corner.warning("duty", warning)["state"] == "ended"
    after = corner.counters()
    for figure in ("filed_today", "closed_today", "closed_in_time_today"):
        assert after[figure] == before[figure] + 1, figure
    assert after["open"] == before["open"]
    assert after["first_response"]["median_seconds"] == 8 * 60, "from dispatch to his arrival"

    # The record tells the same, and a stranger is told nothing.
    told = [line["kind"] for line in reversed(closed["timeline"])]
    assert told[0] == "cases.reported"
    assert told[-1] == "cases.closed"
    assert told.index("cases.dispatched") < told.index("cases.started") < told.index("cases.check_passed")
    stranger = town.client_for("stranger")
    for path in (f"/api/cases/{case['id']}", f"/api/warnings/{warning['id']}", "/api/warnings"):
        assert stranger.get(path).status_code == 404


def test_the_merchant_puts_it_right_himself_within_twenty_minutes(corner: Corner) -> None:
    # 15:28 Confirmed; the shop is reminded before anybody sets out.
    corner.goods_seen(until="15:28")
    (warning,) = corner.warnings()
    corner.judge("duty", warning, "confirm")
    (case,) = corner.cases("duty", open=True)

    # 15:29–15:35 The camera looks and sees a clear pavement.
    for minute in range(29, 36):
        corner.clock.at(f"2026-11-20 15:{minute}")
        corner.signal("CAM-1", "heartbeat")
    corner.deliver()
    case = corner.town.read("duty", case)
    assert case["state"] == "handled", "put right by the party; still to be verified by somebody"
    assert "cases.self_corrected" in [line["kind"] for line in case["timeline"]]


def test_what_the_camera_saw_and_a_worker_reports_is_one_case(corner: Corner) -> None:
    """Z2 in its first form: the report of what is already a case joins it."""
    corner.goods_seen(until="15:28")
    (warning,) = corner.warnings()
    corner.judge("duty", warning, "confirm")
    (case,) = corner.cases("duty", open=True)
    joined = corner.town.report("worker01", status=200, text="花店把花摆到路上了", attach_to=case["id"])
    assert joined["id"] == case["id"]
    assert joined["reports"] == 2
    assert len(corner.cases("duty", open=True)) == 1
