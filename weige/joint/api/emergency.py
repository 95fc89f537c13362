"""/api/joint/emergencies: the switch between normal times and emergency, its duties, its record."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from weige.joint.api.common import answer
from weige.joint.models import EmergencyDuty
from weige.joint.queries import emergency as queries
from weige.joint.queries.emergencykinds import kind_rows
from weige.joint.schemas.calls import Answer, Page
from weige.joint.schemas.emergency import BeginIn, DutyIn, EmergencyIn, EndIn
from weige.joint.services import emergency, emergencyduties
from weige.joint.services.common import refuse
from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.api.once import made_once
from weige.people.services.looks import look

router = Router(tags=["joint"])


@router.get("/now", response=Answer, summary="How the street stands: normal, or which emergency")
def now(request: HttpRequest, at: datetime | None = None) -> HttpResponse:
    """With `at` (RFC 3339): how it stood then, with the figures of then."""
    access: Access = request.auth  # type: ignore[attr-defined]
    if at is not None and (at.tzinfo is None or at > timesource.now()):
        raise refuse("at", "past_not_yet")
    return answer(queries.posture(access, at=at))


@router.get("/kinds", response=Page, summary="Kinds of emergency with the duties of each kind of post")
def kinds(request: HttpRequest) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("emergency.list")
    return answer({"items": kind_rows(), "next": None})


@router.post("/preview", response=Answer, summary="What switching would do; nothing is written")
def preview(request: HttpRequest, body: EmergencyIn) -> HttpResponse:
    """How many posts would get how many duties, and which post which."""
    access: Access = request.auth  # type: ignore[attr-defined]
    return answer(queries.previewed(emergency.meant(access, body, timesource.now())[2]))


@router.post("", response={201: Answer}, summary="Switch to emergency")
@made_once
def begin(request: HttpRequest, body: BeginIn) -> HttpResponse:
    """Every post concerned has its duties at once and is told. 409 when the street is in emergency already."""
    access: Access = request.auth  # type: ignore[attr-defined]
    row = emergency.begin(access=access, data=body, now=timesource.now())
    return answer(queries.detail(access, row.pk), 201)


@router.get("", response=Page, summary="Emergencies, newest first")
def history(request: HttpRequest) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    return answer({"items": queries.history(access), "next": None})


@router.get("/duties/mine", response=Answer, summary="The emergency duties of my post")
def mine(request: HttpRequest) -> HttpResponse:
    """Empty in normal times."""
    access: Access = request.auth  # type: ignore[attr-defined]
    return answer(queries.mine(access))


@router.post("/duties/{int:duty_id}/moves/{move}", response=Answer, summary="arrive, done or correct")
def move_duty(request: HttpRequest, duty_id: int, move: str, body: DutyIn) -> HttpResponse:
    """The same `sent` again changes nothing and gives the duty as it stands."""
    access: Access = request.auth  # type: ignore[attr-defined]
    emergencyduties.move(access=access, duty_id=duty_id, code=move, data=body, now=timesource.now())
    duty = EmergencyDuty.objects.select_related(*queries.LOADED).get(pk=duty_id)
    return answer(queries.duty_row(duty, access))


@router.get("/{uuid:emergency_id}", response=Answer, summary="One emergency: figures, cells, duties")
def read(request: HttpRequest, emergency_id: UUID) -> HttpResponse:
    """Registered numbers are whole tens; with X-Purpose exact, and the look is recorded."""
    access: Access = request.auth  # type: ignore[attr-defined]
    found = queries.detail(access, emergency_id, exact=access.purpose is not None)
    if access.purpose is not None:
        subject, at = f"emergency:{emergency_id}", timesource.now()
        look(who=access.who, purpose=access.purpose, subject=subject, fields=("residents",), now=at)
    return answer(found)


@router.post("/{uuid:emergency_id}/end", response=Answer, summary="Back to normal times")
def end(request: HttpRequest, emergency_id: UUID, body: EndIn) -> HttpResponse:
    """What is open is closed, the record stays. 409 when it is over."""
    access: Access = request.auth  # type: ignore[attr-defined]
    emergency.end(access=access, emergency_id=emergency_id, data=body, now=timesource.now())
    return answer(queries.detail(access, emergency_id))
