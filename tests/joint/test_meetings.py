"""Joint meetings: from the agenda to tasks that are checked by others, and as iCalendar."""

from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar

from tests.cases.town import body, wall
from tests.cast import Api
from tests.joint.world import World
from weige.cases.models import Case
from weige.joint.models import JointTask, Meeting
from weige.joint.rules.meetings import MEETING_TABLE, TASK_TABLE, Task
from weige.joint.rules.meetings import Meeting as State
from weige.joint.rules.words import labels
from weige.joint.services.duties import sweep

pytestmark = pytest.mark.django_db
UNITS = [{"department": "works"}, {"post": "squad-C1"}]


def planned(world: World, by: str = "duty", status: int = 201, **said: Any) -> Any:
    """A meeting on Tuesday about a case that is being handled."""
    case = said.pop("a_case", None) or world.town.handling()
    about = {
        "agenda": [{"case": case["id"], "question": "谁装，谁管"}, {"title": "下周安排"}],
        "units": UNITS,
    }
    when = {"starts_at": "2026-11-24T06:00:00Z", "minutes_long": 90}
    return world.post(
        by, "meetings", status, **({"title": "商圈例会", "place": "二楼会议室"} | about | when | said)
    )


def moved(world: World, meeting: Any, move: str, by: str = "duty", status: int = 200, **said: Any) -> Any:
    version = Meeting.objects.get(pk=meeting["id"]).version
    return world.post(by, f"meetings/{meeting['id']}/moves/{move}", status, version=version, **said)


def done(world: World, task: Any, move: str, by: str, status: int = 200, **said: Any) -> Any:
    version = JointTask.objects.get(pk=task["id"]).version
    return world.post(by, f"tasks/{task['id']}/moves/{move}", status, version=version, **said)


def test_tables_have_words_and_ends() -> None:
    words = labels()
    assert set(words["meeting"]) == set(State)
    assert set(words["task"]) == set(Task)
    assert set(words["meeting_move"]) == {move.code for move in MEETING_TABLE}
    assert set(words["task_move"]) == {move.code for move in TASK_TABLE}
    for state in (State.CLOSED, State.CANCELLED):
        assert not any(state in move.sources for move in MEETING_TABLE)


def called(world: World, case: Any) -> Any:
    """Planned, called; the units are told and answer."""
    meeting = planned(world, a_case=case)
    assert meeting["number"] == "HY20261120-001"
    assert moved(world, meeting, "close", status=409, minutes="…")["code"] == "illegal_meeting_move"
    meeting = moved(world, meeting, "call")
    assert (
        world.notices("works")[0]
        == f"请派员参加联席会议 {meeting['number']}：商圈例会，11-24 14:00，二楼会议室"
    )
    works = next(one for one in world.get("works", f"meetings/{meeting['id']}")["attendees"] if one["mine"])
    world.post("works", f"attendees/{works['id']}", 422, answer="no")
    for _ in range(2):  # pressed twice, said once
        world.post("works", f"attendees/{works['id']}", answer="yes")
    world.post("squad1", f"attendees/{works['id']}", 403, answer="yes")
    history = world.get("duty", f"meetings/{meeting['id']}")["history"]
    line = history[0]
    assert (line["kind"], line["text_zh"]) == ("joint.attendance_said", "答复参会")
    assert [one["kind"] for one in history].count("joint.attendance_said") == 1
    assert (line["detail_zh"].endswith(" · 参加"), line["detail_en"].endswith(" · comes")) == (True, True)
    return meeting


def decided(world: World, meeting: Any) -> tuple[Any, Any]:
    """On the day: a decision with one task; a task of several units wants a leading one. (meeting, task)."""
    world.clock.at("2026-11-24 14:02")
    meeting = moved(world, meeting, "open")
    item = meeting["agenda"][0]["id"]
    units = [{"department": "works", "lead": True}, {"post": "squad-C1"}]
    task = {"what": "装可拆护栏", "units": units, "amount": 3}
    no_lead = {"what": "x", "units": UNITS}
    refused = moved(world, meeting, "decide", status=422, item=item, text="装", tasks=[no_lead])
    assert refused["errors"][0]["code"] == "lead_missing"
    meeting = moved(world, meeting, "decide", item=item, text="装三根", covenant="店门前不停车", tasks=[task])
    world.deliver()
    (given,) = meeting["agenda"][0]["decisions"][0]["tasks"]
    assert wall(given["due_at"]) == "2026-11-27 14:02"
    return meeting, given


def over(world: World, meeting: Any) -> None:
    """Closed only with presence noted and every item settled."""
    refused = moved(world, meeting, "close", status=422, minutes="议了两项")
    assert {error["code"] for error in refused["errors"]} == {"guard_presence_noted", "guard_items_settled"}
    present = [{"attendee": one["id"], "present": True} for one in meeting["attendees"]]
    said = [{"item": meeting["agenda"][1]["id"], "text": "照旧"}]
    closed = moved(world, meeting, "close", minutes="议了两项", present=present, conclusions=said)
    assert closed["state"] == "closed"


@pytest.mark.django_db(transaction=True)
def test_from_agenda_to_a_checked_task_that_held_the_case(world: World) -> None:
    case = world.town.handled()
    meeting, given = decided(world, called(world, case))
    assert Case.objects.get(pk=case["id"]).held_by == [f"joint-task:{given['id']}"]
    world.town.move("supervisor", case, "pass_check")
    held = world.town.move("duty", case, "close", status=422, condition_met=True)
    assert held["errors"][0]["message"] == "还有 1 项联席会议任务没有办结"
    over(world, meeting)

    done(world, given, "report", "squad1", status=403, text="装好了")
    done(world, given, "start", "squad1")
    done(world, given, "verify", "works", status=409)
    done(world, given, "report", "works", text="三根装好")
    done(world, given, "verify", "works", status=403)
    done(world, given, "reject", "supervisor", reason="第二根松")
    done(world, given, "report", "works", text="已拧紧")
    assert done(world, given, "verify", "supervisor", note="看过")["state"] == "verified"
    world.deliver()
    assert Case.objects.get(pk=case["id"]).held_by == []
    assert world.town.move("duty", case, "close", condition_met=True)["state"] == "closed"
    told = [line["text_zh"] for line in world.town.read("duty", case)["timeline"]]
    assert {"提交联席会议", "会议决定", "会议任务", "任务核查不通过", "任务核查通过"} <= set(told)


def test_who_sees_and_holds_a_meeting(world: World) -> None:
    meeting = planned(world)
    path = f"meetings/{meeting['id']}"
    for name in ("stranger", "resident", "merchant"):
        world.get(name, path, 404)
    assert world.get("works", path)["holds"] is False
    moved(world, meeting, "call", by="works", status=403)
    world.post("resident", "meetings", 404, title="x")
    errors = world.post("duty", "meetings", 422, agenda=[{"title": ""}], starts_at="2026-11-01T00:00:00Z")[
        "errors"
    ]
    assert {error["field"] for error in errors} == {"title", "place", "starts_at"}
    assert world.get("duty", "meetings")["items"][0]["items_n"] == 2
    assert world.get("duty", "meetings", coming=False)["items"] == []


def test_a_special_meeting_begins_at_once(world: World) -> None:
    meeting = planned(world, kind="special", starts_at=None, call=True)
    assert moved(world, meeting, "open")["state"] == "running"
    assert moved(world, meeting, "cancel", status=409, reason="x")["code"] == "illegal_meeting_move"


def test_an_overdue_task_is_told_once(world: World) -> None:
    meeting = moved(world, planned(world, kind="special", starts_at=None), "open")
    task = {"what": "清点", "units": [{"post": "squad-C1"}], "amount": 1, "unit": "work_hour"}
    moved(world, meeting, "decide", item=meeting["agenda"][1]["id"], text="先清点", tasks=[task])
    world.clock.on(hours=1, minutes=1)
    assert (sweep(now=world.clock.now), sweep(now=world.clock.now)) == (1, 0)
    (late,) = world.get("squad1", "tasks", mine=True)["items"]
    assert late["overdue"]
    assert [action["move"] for action in late["actions"]] == ["start", "report"]
    assert late["case_id"] is None


def ics(world: World, meeting: Any, by: str = "duty") -> tuple[Any, bytes]:
    answer = world.client_for(by).get(f"/api/joint/meetings/{meeting['id']}.ics")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content), answer.content


def test_a_meeting_as_icalendar(world: World) -> None:
    """RFC 5545: 3.1 folding at 75 octets with CRLF, 3.3.11 escaping, 3.6.5 VTIMEZONE, 3.8.7 UID, SEQUENCE, DTSTAMP."""
    long = "护栏；钥匙，巡查" + "、公约" * 30
    meeting = planned(world, title=long, place="河南中路 1 号, 二楼; 东间\\A")
    found, raw = ics(world, meeting)
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    unfolded = raw.replace(b"\r\n ", b"").decode()
    assert "LOCATION:河南中路 1 号\\, 二楼\\; 东间\\\\A\r\n" in unfolded
    (zone,) = found.walk("VTIMEZONE")
    assert str(zone["TZID"]) == "Asia/Shanghai"
    (event,) = found.walk("VEVENT")
    assert str(event["SUMMARY"]) == long
    assert event["UID"] == f"{meeting['id']}@meeting.weige"
    assert (event["SEQUENCE"], event["STATUS"]) == (0, "TENTATIVE")
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert wall(event.decoded("DTSTART")) == "2026-11-24 14:00"
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(minutes=90)
    assert "谁装，谁管" in str(event["DESCRIPTION"])
    assert {str(one.params["CN"]) for one in event["ATTENDEE"]} == {
        "市政建设服务中心",
        "综合执法队一组",
    } or len(event["ATTENDEE"]) == 2
    assert "DTSTAMP:20261120T072200Z" in unfolded

    moved(world, meeting, "call")
    version = Meeting.objects.get(pk=meeting["id"]).version
    later = {"version": version, "starts_at": "2026-11-25T06:00:00Z"}
    body(world.client_for("duty").patch(f"/api/joint/meetings/{meeting['id']}", json=later))
    (event,) = ics(world, meeting)[0].walk("VEVENT")
    assert (event["SEQUENCE"], event["STATUS"]) == (2, "CONFIRMED")
    moved(world, meeting, "cancel", reason="改期")
    (event,) = ics(world, meeting)[0].walk("VEVENT")
    assert (event["SEQUENCE"], event["STATUS"]) == (3, "CANCELLED")
    assert world.client_for("stranger").get(f"/api/joint/meetings/{meeting['id']}.ics").status_code == 404


def test_the_feed_of_a_person_by_a_secret_address(world: World) -> None:
    asked = moved(world, planned(world), "call")
    planned(world, title="还没通知")
    planned(world, title="与市政无关", units=[{"post": "squad-C1"}], call=True)
    address = world.post("works", "calendar/address", 201)["address"]
    nobody = Api(None)
    answer = nobody.get(address)
    assert answer.status_code == 200
    found = Calendar.from_ical(answer.content)
    assert [str(event["SUMMARY"]) for event in found.walk("VEVENT")] == ["商圈例会"]
    assert str(found["X-WR-CALNAME"]) == "微格联席会议"
    moved(world, asked, "cancel", reason="改期")
    (event,) = Calendar.from_ical(nobody.get(address).content).walk("VEVENT")
    assert event["STATUS"] == "CANCELLED"
    again = world.post("works", "calendar/address", 201)["address"]
    assert nobody.get(address).status_code == 410
    assert nobody.get(again).status_code == 200
    assert nobody.get(again + "x").status_code == 404
    world.post("works", "calendar/revoke")
    assert nobody.get(again).status_code == 410
    assert nobody.get("/api/joint/calendar/feed.ics").status_code == 401
    world.post("stranger", "calendar/address", 404)
