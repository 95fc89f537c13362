"""A false alarm: put aside by a person, with a reason, and nothing comes of it but what one can learn."""

import pytest

from tests.cases.town import wall
from tests.stories.corner import Corner

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_false_alarm_is_dismissed_with_a_reason_and_makes_no_case(corner: Corner) -> None:
    before = corner.counters()

    # 15:27 The camera takes a delivery for goods on the pavement.
    corner.goods_seen(until="15:28")
    (warning,) = corner.warnings()
    card = corner.warning("duty", warning)
    assert card["actions"] == ["acknowledge", "confirm", "dismiss"]
    assert "passing" in {reason["code"] for reason in card["dismiss_reasons"]}

    # A dismissal without a reason is none; "other" wants words.
    refused = corner.judge("duty", warning, "dismiss", status=422, reason_code="because")
    assert refused["errors"][0]["field"] == "reason_code"
    refused = corner.judge("duty", warning, "dismiss", status=422, reason_code="other", note="  ")
    assert refused["errors"][0]["field"] == "note"

    # 15:28 The duty officer looks and says what it was.
    after = corner.judge("duty", warning, "dismiss", reason_code="passing", note="送货车卸货，已离开")
    assert (after["state"], after["reason_code"]) == ("dismissed", "passing")
    assert wall(after["over_at"]) == "2026-11-20 15:28"
    assert after["actions"] == []

    # No case, for nobody; the figures stand as they stood.
    for name in ("duty", "dispatcher", "worker01"):
        assert corner.cases(name) == []
    assert corner.counters() == before
    assert not any("新任务" in text for text in corner.notices("worker01"))

    # Who comes later is told that it is decided.
    refused = corner.judge("dispatcher", warning, "confirm", status=409)
    assert refused["code"] == "warning_move"

    # The same goods do not warn again while they stand there …
    corner.clock.on(minutes=1)
    corner.goods_seen(until="15:45")
    assert corner.warnings(state="open") == []

    # … but what comes back after it has gone does.
    for _ in range(6):
        corner.clock.on(minutes=1)
        corner.signal("CAM-1", "heartbeat")
    corner.clock.on(minutes=1)
    corner.goods_seen(until="16:00")
    (again,) = corner.warnings(state="open")
    assert again["id"] != warning["id"]

    # The camera's page counts the verdict.
    device = corner.town.client_for("duty").get("/api/devices/CAM-1").json()  # type: ignore[attr-defined]
    assert device["verdicts_30d"] == {"warnings": 2, "true": 0, "false": 1}


def test_who_may_not_decide_is_refused(corner: Corner) -> None:
    corner.goods_seen(until="15:28")
    (warning,) = corner.warnings()
    said = {"reason_code": "passing", "note": "看错"}
    assert corner.judge("supervisor", warning, "dismiss", status=403, **said)["code"] == "forbidden"
    assert corner.judge("worker03", warning, "dismiss", status=404, **said)["code"] == "not_found"
    assert corner.judge("stranger", warning, "dismiss", status=404, **said)["code"] == "not_found"
    assert corner.judge("worker01", warning, "dismiss", **said)["state"] == "dismissed", "it is his segment"
