"""W10: a workstation in a business circle; a case comes in the night, reaches the force on duty there, and is handed
over with the rest of its tasks when the shift ends. Who goes home without handing over is told to the desk."""

from typing import Any

import pytest

from tests.cases.test_warnings import confirmed, tell
from tests.cases.town import body, wall
from tests.stories.corner import Corner
from tests.stories.test_duty import mine, shift
from weige.cases.services.shiftends import remind

pytestmark = pytest.mark.django_db(transaction=True)


def due(corner: Corner, by: str = "duty") -> list[Any]:
    found: list[Any] = body(corner.town.client_for(by).get("/api/handovers/due"))
    return found


def board(corner: Corner) -> dict[str, Any]:
    (here,) = body(corner.town.client_for("duty_night").get("/api/stations"))
    (force,) = here["forces"]
    return {"state": force["state"], "posts": [post["code"] for post in force["posts"]]}


def a_station_with_its_rule(corner: Corner) -> None:
    """ST-C1: the squad sits there from ten in the evening, and goods on the pavement go to whoever of it is there."""
    town, desk = corner.town, corner.town.client_for("duty")
    said = {"code": "ST-C1", "name_zh": "商圈一工作站", "area": "C1"}
    station = body(desk.post("/api/stations", json=said))[0]
    force = {"department": "squad", "weekdays": [5, 6, 7], "start": "22:00", "minutes": 540}
    body(desk.post(f"/api/stations/{station['id']}/forces", json=force))
    shift(town, "squad-night", "2026-11-20T22:00", "2026-11-21T07:00", station="ST-C1")
    book = body(desk.post("/api/routing/draft"))
    names = ("key", "enabled", "when", "target", "basis_zh", "basis_en")
    first = {
        "key": "at-station",
        "when": {"prefix": ["09005"]},
        "target": "station:squad",
        "basis_zh": "站里先到",
    }
    rules = [first, *({name: rule[name] for name in names} for rule in book["rules"])]
    book = body(desk.put("/api/routing/draft", json={"version": book["version"], "rules": rules}))
    body(desk.post("/api/routing/draft/trial", json={"version": book["version"]}))
    body(desk.post("/api/routing/draft/switch", json={"version": book["version"]}))


def a_night_case(corner: Corner) -> Any:
    tell(confirmed(corner.clock.now, send_to=[]), corner.clock.now)  # the rules decide
    corner.deliver()
    return corner.cases("duty_night", open=True)[0]


def test_a_case_of_the_night_and_the_end_of_its_shift(corner: Corner) -> None:
    town, clock = corner.town, corner.clock
    a_station_with_its_rule(corner)
    assert board(corner) == {"state": "off", "posts": []}, "three in the afternoon is not its time"

    # 02:10 A camera's warning is confirmed; nobody dispatches: the one who sits in the station has it at once.
    clock.at("2026-11-21 02:10")
    assert board(corner) == {"state": "present", "posts": ["squad-night"]}
    case = a_night_case(corner)
    page = town.read("squad_night", case)
    assert (page["handler_post"]["code"], page["state"]) == ("squad-night", "dispatched")
    why = body(town.client_for("duty_night").get(f"/api/routing/cases/{case['id']}"))
    assert why["traces"][0]["steps"][0]["key"] == "at-station"
    due_at = page["due_at"]
    town.move("squad_night", case, "start")
    assert due(corner, "duty_night") == [], "its shift goes on for hours"

    # 06:35 Twenty-five minutes before the end the post is reminded, once; the desk sees it coming.
    clock.at("2026-11-21 06:35")
    assert remind(now=clock.now) == {"reminded": 1, "gone": 0}
    assert remind(now=clock.now) == {"reminded": 0, "gone": 0}
    corner.deliver()
    assert corner.notices("squad_night")[0].startswith("本班 07:00 结束，手上 1 件未办结")
    (row,) = due(corner)
    assert (row["post"]["code"], row["station"]["code"]) == ("squad-night", "ST-C1")
    assert (row["state"], row["tasks"], row["offered_to"]) == ("soon", 1, None)
    assert wall(row["ends_at"]) == "2026-11-21 07:00"

    # The list of the hand-over: what is open, who comes to this circle at seven.
    seen = mine(town, "squad_night")
    assert (seen["station"]["code"], [task["number"] for task in seen["tasks"]]) == (
        "ST-C1",
        [case["number"]],
    )
    assert seen["next"][0]["code"] == "squad-C1"
    offer = {"to": "squad-C1", "note": "老板答应开门前搬走"}
    made = body(town.client_for("squad_night").post("/api/handovers", json=offer), 201)
    assert due(corner)[0]["offered_to"]["code"] == "squad-C1"

    # 07:05 Gone home, and still responsible; the next one reads it, accepts, and the case follows with its clock.
    clock.at("2026-11-21 07:05")
    assert town.read("squad_night", case)["handler_post"]["code"] == "squad-night"
    (offered,) = mine(town, "squad1")["to_me"]
    assert (offered["note"], offered["tasks"][0]["number"]) == ("老板答应开门前搬走", case["number"])
    done = body(town.client_for("squad1").post(f"/api/handovers/{made['id']}/accept", json={}))
    assert done["moved"] == [case["number"]]
    page = town.read("squad1", case)
    assert (page["handler_post"]["code"], page["due_at"]) == ("squad-C1", due_at)
    assert due(corner) == []
    town.photo("squad1", case)
    assert town.move("squad1", case, "finish", outcome="solved")["state"] == "handled"


def test_gone_without_handing_over(corner: Corner) -> None:
    corner.clock.at("2026-11-20 21:00")
    corner.town.handling(by="worker01")
    ended = corner.clock.at("2026-11-20 21:30")
    (row,) = due(corner)
    assert (row["post"]["code"], row["state"], row["tasks"]) == ("worker-L01", "gone", 1), "off since eight"
    (listed,) = body(corner.town.client_for("duty").get("/api/cases", {"waits": "worker-L01"}))["items"]
    assert listed["handler_post"]["code"] == "worker-L01", "the number opens to the case it counts"
    assert remind(now=ended) == {"reminded": 0, "gone": 1}
    assert remind(now=corner.clock.on(minutes=5)) == {"reminded": 0, "gone": 0}, "told once"
    corner.deliver()
    assert corner.notices("duty_night")[0] == "1 个岗位已下班没有交班，留下 1 件：南苏州路网格员"
    assert corner.town.client_for("stranger").get("/api/handovers/due").status_code == 404
    corner.clock.at("2026-11-21 08:30")
    assert due(corner) == [], "back on duty with them"
