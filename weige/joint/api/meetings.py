"""/api/joint/meetings, tasks, calendar: joint meetings, their decisions and tasks, iCalendar."""

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Query, Router
from ninja.files import UploadedFile
from ninja.security import APIKeyQuery

from weige.cases.services.evidence import bounded
from weige.joint.api.common import answer
from weige.joint.models import JointTask, Meeting
from weige.joint.queries import calendar as ical
from weige.joint.queries import meetings as queries
from weige.joint.schemas.calls import Answer, Page
from weige.joint.schemas.meetings import (
    AttendIn,
    MeetingAsk,
    MeetingEdit,
    MeetingFilter,
    MeetingMoveIn,
    TaskFilter,
    TaskMoveIn,
)
from weige.joint.services import addresses, deciding, duties, meetings
from weige.kernel import blobs, links, timesource
from weige.kernel.access import Access
from weige.kernel.api.once import made_once
from weige.kernel.errors import NotFound
from weige.kernel.queries.calendar import current_calendar

router = Router(tags=["joint"])
feed_router = Router(tags=["joint"])


class FeedKey(APIKeyQuery):
    """?key=: the secret of a calendar's address; calendars can send no header."""

    param_name = "key"

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        if not key:
            return None
        address = request.META.get("REMOTE_ADDR", "")
        return links.resolve(key, address=address, now=timesource.now(), real_now=timesource.real_now())


feed_key = FeedKey()


def shown(request: HttpRequest, meeting_id: UUID, status: int = 200) -> HttpResponse:
    """The page of a meeting."""
    access: Access = request.auth  # type: ignore[attr-defined]
    meeting = access.get("meeting.read", queries.loaded(), id=meeting_id)
    holds = meetings.holds(access, meeting)
    return answer(queries.detail(meeting, access, holds=holds, now=timesource.now()), status)


@router.get("/meetings", response=Page, summary="Joint meetings: those coming, or those over")
def list_meetings(request: HttpRequest, wanted: Query[MeetingFilter]) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    found, after = queries.meetings(access, wanted)
    return answer({"items": [queries.row_of(one) for one in found], "next": after})


@router.post(
    "/meetings", response={201: Answer}, summary="Plan a meeting; with `call` the units are asked at once"
)
@made_once
def plan(request: HttpRequest, body: MeetingAsk) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    return shown(request, meetings.plan(access=access, data=body, now=timesource.now()).pk, 201)


@router.get("/meetings/{uuid:meeting_id}", response=Answer, summary="One meeting")
def read_meeting(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Agenda with decisions and tasks, units, what the reader may do, history."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("meeting.read")
    return shown(request, meeting_id)


@router.patch("/meetings/{uuid:meeting_id}", response=Answer, summary="Change time, place, agenda or units")
def edit(request: HttpRequest, meeting_id: UUID, body: MeetingEdit) -> HttpResponse:
    """Only before the meeting; 409 when `version` is not the one that stands."""
    access: Access = request.auth  # type: ignore[attr-defined]
    meetings.edit(access=access, meeting_id=meeting_id, data=body, now=timesource.now())
    return shown(request, meeting_id)


@router.post(
    "/meetings/{uuid:meeting_id}/moves/{move}", response=Answer, summary="call, open, decide, close, cancel"
)
def move_meeting(request: HttpRequest, meeting_id: UUID, move: str, body: MeetingMoveIn) -> HttpResponse:
    """close takes presence and conclusions with the minutes; decide takes an item, a text and tasks."""
    access: Access = request.auth  # type: ignore[attr-defined]
    now = timesource.now()
    if move == "decide":
        deciding.decide(access=access, meeting_id=meeting_id, data=body, calendar=current_calendar(), now=now)
    else:
        meetings.move(access=access, meeting_id=meeting_id, code=move, data=body, now=now)
    return shown(request, meeting_id)


@router.post(
    "/attendees/{int:attendee_id}", response=Answer, summary="Say whether my unit comes to the meeting"
)
def attend(request: HttpRequest, attendee_id: int, body: AttendIn) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    meeting = meetings.attend(access=access, attendee_id=attendee_id, data=body, now=timesource.now())
    return shown(request, meeting.pk)


@router.get("/meetings/{uuid:meeting_id}.ics", summary="The meeting as iCalendar")
def export(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """RFC 5545: UID, SEQUENCE, DTSTAMP, VTIMEZONE Asia/Shanghai; STATUS:CANCELLED when it is cancelled."""
    access: Access = request.auth  # type: ignore[attr-defined]
    rows = Meeting.objects.select_related("chair_post").prefetch_related("items__case", "attendees")
    meeting = access.get("meeting.read", rows, id=meeting_id)
    return calendar_file(ical.calendar([meeting]), f"{meeting.number}.ics")


def calendar_file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@router.post("/calendar/address", response={201: Answer}, summary="A new secret address of my calendar")
def renew_address(request: HttpRequest) -> HttpResponse:
    """The one before opens nothing from now on. Whoever knows the address reads my meetings, so it is a secret."""
    access: Access = request.auth  # type: ignore[attr-defined]
    token, ends = addresses.renew(access=access, now=timesource.now(), real_now=timesource.real_now())
    return answer({"address": f"/api/joint/calendar/feed.ics?key={token}", "expires_at": ends}, 201)


@router.post("/calendar/revoke", response=Answer, summary="End the address of my calendar")
def revoke_address(request: HttpRequest) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    count = addresses.revoke(access=access, now=timesource.now(), real_now=timesource.real_now())
    return answer({"revoked": count})


@feed_router.get("/feed.ics", summary="My meetings as iCalendar, by the secret address")
def feed(request: HttpRequest) -> HttpResponse:
    """The meetings of the posts I sit in today; 410 for an address that was renewed, revoked or has ended."""
    held = links.held(request.auth, addresses.PURPOSE)  # type: ignore[attr-defined]
    user, now = addresses.owner(held), timesource.now()
    return calendar_file(ical.calendar(ical.meetings_of(user, now=now), name="微格联席会议"), "weige.ics")


@router.get("/tasks", response=Page, summary="Tasks out of meetings, by their due time")
def list_tasks(request: HttpRequest, wanted: Query[TaskFilter]) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    found, after = queries.tasks(access, wanted)
    now = timesource.now()
    return answer({"items": [queries.task_of(one, access, now=now) for one in found], "next": after})


def task_shown(request: HttpRequest, task_id: UUID) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    task = access.get("task.read", queries.tasks_loaded(JointTask.objects.all()), id=task_id)
    return answer(queries.task_of(task, access, now=timesource.now()))


@router.get("/tasks/{uuid:task_id}", response=Answer, summary="One task")
def read_task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("task.read")
    return task_shown(request, task_id)


@router.post(
    "/tasks/{uuid:task_id}/moves/{move}", response=Answer, summary="start, report, verify, reject, drop"
)
def move_task(request: HttpRequest, task_id: UUID, move: str, body: TaskMoveIn) -> HttpResponse:
    """report by the leading unit; verify and reject by somebody of none of its units."""
    access: Access = request.auth  # type: ignore[attr-defined]
    duties.move(access=access, task_id=task_id, code=move, data=body, now=timesource.now())
    return task_shown(request, task_id)


@router.post("/tasks/{uuid:task_id}/pictures", response={201: Answer}, summary="A photo of what was done")
def add_task_picture(request: HttpRequest, task_id: UUID, file: File[UploadedFile]) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    sha = duties.add_picture(access=access, task_id=task_id, data=bounded(file), now=timesource.now())
    return answer({"sha": sha}, 201)


@router.get(
    "/tasks/{uuid:task_id}/pictures/{sha}", summary="A photo of a task; size=thumb gives a small JPEG"
)
def task_picture(
    request: HttpRequest, task_id: UUID, sha: str, size: Literal["full", "thumb"] = "full"
) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    task = access.get("task.read", JointTask.objects.all(), id=task_id)
    if sha not in task.pictures:
        raise NotFound
    response = HttpResponse(blobs.read(sha, size), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response
