"""Factories of joint action for the walk: a call with a photo, a baseline, a look at a black spot with a photo."""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import Api
from tests.stranger.objects import case, picture, plan
from tests.stranger.world import BODIES, World, makes
from weige.joint.models import Baseline, Called, CallIn, Emergency, EmergencyDuty, Force, JointTask, Meeting
from weige.kernel import blobs, timesource
from weige.knowledge.models import Check
from weige.people.models import Department

LIMITS = {
    "answer_amount": "1",
    "answer_unit": "work_hour",
    "arrive_amount": "2",
    "arrive_unit": "work_day",
    "urge_amount": "1",
    "urge_unit": "work_hour",
}
BODIES |= {
    "PUT /api/joint/kinds/{code}": LIMITS,
    "POST /api/joint/calls": {"lon": 121.481, "lat": 31.231, "units": [{"post": "squad-C1"}]},
    "POST /api/joint/forces": {
        "kind": "social",
        "department": "works",
        "area": "L01",
        "lon": 121.481,
        "lat": 31.231,
    },
    "POST /api/joint/emergencies": {"kind": "typhoon", "reason": "预警"},
    "POST /api/joint/emergencies/preview": {"kind": "typhoon"},
    "POST /api/joint/attendees/{attendee_id}": {"answer": "yes"},
    "POST /api/joint/baselines": {
        "measure": "answer",
        "median_minutes": 5,
        "since": "2026-01-01",
        "until": "2026-02-01",
        "source": "台账",
    },
}


@makes("call_id")
def call(world: World) -> str:
    found = CallIn.objects.first()
    if found is not None:
        return str(found.pk)
    said = {"case": case(world), "why": "看现场", "units": [{"post": "squad-C1"}]}
    answer = Api(world.cast["duty"].token).post("/api/joint/calls", json=said)
    assert answer.status_code == 201, answer.content
    return str(answer.json()["id"])


@makes("called_id")
def called(world: World) -> int:
    return Called.objects.get(call=call(world)).pk


@makes("/api/joint/calls/{call_id}/moves/{move}:move")
def call_move(_: World) -> str:
    return "cancel"


@makes("/api/joint/calls/units/{called_id}/moves/{move}:move")
def unit_move(_: World) -> str:
    return "on_site"


@makes("/api/joint/calls/{call_id}/pictures/{sha}:sha")
def unit_picture(world: World) -> Any:
    file = SimpleUploadedFile("p.jpg", picture(), "image/jpeg")
    path = f"/api/joint/calls/units/{called(world)}/pictures"
    answer = Api(world.cast["squad1"].token).post(path, {"file": file})
    assert answer.status_code == 201, answer.content
    return answer.json()["sha"]


@makes("/api/joint/kinds/{code}:code")
def kind(_: World) -> str:
    return "urgent"


@makes("/api/joint/partners/{code}/history:code")
@makes("/api/joint/partners/{code}/links:code")
@makes("/api/joint/partners/{code}:code")
def partner(_: World) -> str:
    return "gas"


@makes("baseline_id")
def baseline(world: World) -> int:
    row = Baseline.objects.create(
        measure="answer",
        median_minutes=5,
        since="2026-01-01",
        until="2026-02-01",
        source="台账",
        cells=[world.areas["L01"].path[0]],
        set_at=timesource.now(),
    )
    return int(row.pk)


def moved(world: World, meeting: Meeting, move: str, **said: Any) -> None:
    meeting.refresh_from_db()
    path = f"/api/joint/meetings/{meeting.pk}/moves/{move}"
    answer = Api(world.cast["duty"].token).post(path, json={"version": meeting.version, **said})
    assert answer.status_code == 200, answer.content


@makes("meeting_id")
def meeting(world: World) -> str:
    found = Meeting.objects.first()
    if found is not None:
        return str(found.pk)
    said = {
        "title": "例会",
        "place": "二楼",
        "call": True,
        "agenda": [{"case": case(world)}],
        "units": [{"post": "squad-C1"}],
    }
    answer = Api(world.cast["duty"].token).post("/api/joint/meetings", json=said)
    assert answer.status_code == 201, answer.content
    row = Meeting.objects.get()
    moved(world, row, "open")
    task = {"what": "清点", "units": [{"post": "squad-C1"}]}
    moved(world, row, "decide", item=row.items.get().pk, text="清点", tasks=[task])
    return str(row.pk)


@makes("attendee_id")
def attendee(world: World) -> int:
    return Meeting.objects.get(pk=meeting(world)).attendees.get().pk


@makes("task_id")
def task(world: World) -> str:
    meeting(world)
    return str(JointTask.objects.get().pk)


@makes("/api/joint/meetings/{meeting_id}/moves/{move}:move")
def meeting_move(_: World) -> str:
    return "cancel"


@makes("/api/joint/tasks/{task_id}/moves/{move}:move")
def task_move(_: World) -> str:
    return "start"


@makes("/api/joint/tasks/{task_id}/pictures/{sha}:sha")
def task_picture(world: World) -> Any:
    file = SimpleUploadedFile("p.jpg", picture(), "image/jpeg")
    path = f"/api/joint/tasks/{task(world)}/pictures"
    answer = Api(world.cast["squad1"].token).post(path, {"file": file})
    assert answer.status_code == 201, answer.content
    return answer.json()["sha"]


@makes("/api/joint/guest/moves/{move}:move")
def guest_move(_: World) -> str:
    return "on_site"


@makes("/api/spots/{spot_id}/pictures/{sha}:sha")
def look_picture(world: World) -> str:
    sha = blobs.put(picture(), now=timesource.now()).sha256
    Check.objects.create(
        plan_id=plan(world), due_on=timesource.now().date() + timedelta(days=9), pictures=[sha]
    )
    return sha


@makes("/api/joint/forces/{force_id}:force_id")
@makes("/api/joint/forces/{force_id}/history:force_id")
def force(world: World) -> int:
    area, works = world.areas["L01"], Department.objects.get(code="works")
    return Force.objects.create(kind="on_call", area=area, department=works, lon=121.481, lat=31.231).pk


@makes("/api/frequent-rules/{prefix}/history:prefix")
@makes("/api/frequent-rules/{prefix}/preview:prefix")
@makes("/api/frequent-rules/{prefix}:prefix")
def prefix(_: World) -> str:
    return "09009"


@makes("emergency_id")
def emergency(world: World) -> str:
    found = Emergency.objects.filter(ended_at__isnull=True).first()
    if found is not None:
        return str(found.pk)
    said = {"kind": "typhoon", "reason": "预警"}
    answer = Api(world.cast["duty"].token).post("/api/joint/emergencies", json=said)
    assert answer.status_code == 201, answer.content
    return str(answer.json()["id"])


@makes("duty_id")
def emergency_duty(world: World) -> int:
    return EmergencyDuty.objects.filter(emergency=emergency(world)).order_by("pk")[0].pk


@makes("/api/joint/emergencies/duties/{duty_id}/moves/{move}:move")
def emergency_move(_: World) -> str:
    return "arrive"
