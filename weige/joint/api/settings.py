"""/api/joint: kinds of call, distributions of times, baselines, partners."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from weige.joint.api.common import answer
from weige.joint.models import Force, Partner
from weige.joint.queries import forces, kinds, partners, times
from weige.joint.schemas.calls import (
    Answer,
    BaselineIn,
    DeskIn,
    ForceIn,
    KindIn,
    Page,
    PartnerIn,
    TimesAsk,
    TimesBehindAsk,
)
from weige.joint.services import partners as services
from weige.joint.services import settings
from weige.joint.services.forces import set_force
from weige.kernel import links, timesource
from weige.kernel.access import Access
from weige.kernel.api.once import made_once
from weige.people.services.looks import look

router = Router(tags=["joint"])
#: As it stands in addresses: the office chooses it once and it stays.
PartnerCode = Annotated[str, Path(max_length=32, pattern=r"^[a-z0-9][a-z0-9\-]*$")]


@router.get("/kinds", response=list[Answer], summary="Kinds of call with their limits")
def list_kinds(request: HttpRequest) -> HttpResponse:
    """`source` "default": shipped, our default and not a rule; "office": edited here."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("call.list")
    return answer([kinds.kind_row(one) for one in kinds.kinds().values()])


@router.put("/kinds/{code}", response=Answer, summary="Set the limits of a kind of call")
def set_kind(request: HttpRequest, code: str, body: KindIn) -> HttpResponse:
    """Calls that run keep theirs."""
    access: Access = request.auth  # type: ignore[attr-defined]
    return answer(
        kinds.kind_row(settings.set_kind(access=access, code=code, data=body, now=timesource.now()))
    )


@router.get("/times", response=Answer, summary="How long answering, arriving, solving took, as distributions")
def list_times(request: HttpRequest, asked: Query[TimesAsk]) -> HttpResponse:
    """Minutes; the last 90 days unless said otherwise. Without a kept baseline `change` is null."""
    access: Access = request.auth  # type: ignore[attr-defined]
    since, until = _period(asked)
    return answer(times.times(access, measure=asked.measure, by=asked.by, since=since, until=until))


@router.get("/times/behind", response=Answer, summary="The units one number of the durations counts")
def list_times_behind(request: HttpRequest, asked: Query[TimesBehindAsk]) -> HttpResponse:
    """key: of which group, empty for all; part: those that have a duration, or those that have none yet."""
    access: Access = request.auth  # type: ignore[attr-defined]
    since, until = _period(asked)
    return answer(times.behind(access, asked, since=since, until=until))


def _period(asked: TimesAsk) -> tuple[datetime, datetime]:
    until = asked.until or timesource.now()
    return asked.since or until - times.PERIOD, until


@router.get("/baselines", response=list[Answer], summary="Kept baselines, those in force first")
def list_baselines(request: HttpRequest) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    return answer(times.baselines(access))


@router.post(
    "/baselines", response={201: Answer}, summary="Keep a baseline: given with its source, or counted"
)
@made_once
def set_baseline(request: HttpRequest, body: BaselineIn) -> HttpResponse:
    """Ends the one before for the same measure and group; nothing is overwritten."""
    access: Access = request.auth  # type: ignore[attr-defined]
    row = settings.set_baseline(access=access, data=body, now=timesource.now())
    return answer(times.baseline_row(row), 201)


@router.post("/baselines/{int:baseline_id}/end", response=Answer, summary="Take a baseline out of force")
def end_baseline(request: HttpRequest, baseline_id: int) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    row = settings.end_baseline(access=access, baseline_id=baseline_id, now=timesource.now())
    return answer(times.baseline_row(row))


@router.get("/desk", response=Answer, summary="The desk as outside units see it")
def read_desk(request: HttpRequest) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("call.list")
    return answer({"phone": links.desk_phone()})


@router.put("/desk", response=Answer, summary="Set the number outside units are given")
def set_desk(request: HttpRequest, body: DeskIn) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    phone = settings.set_desk_phone(access=access, phone=body.phone.strip(), now=timesource.now())
    return answer({"phone": phone})


@router.get("/partners", response=list[Answer], summary="Outside units of the street")
def list_partners(request: HttpRequest) -> HttpResponse:
    """Phones are masked; for who keeps them with X-Purpose in the open, and the look is recorded."""
    access: Access = request.auth  # type: ignore[attr-defined]
    if access.purpose is not None:
        access.require("call.manage")
        now = timesource.now()
        look(who=access.who, purpose=access.purpose, subject="joint:partners", fields=("phone",), now=now)
    return answer(partners.partners(access, open_phone=access.purpose is not None))


@router.put("/partners/{code}", response=Answer, summary="Make or edit an outside unit")
def set_partner(request: HttpRequest, code: PartnerCode, body: PartnerIn) -> HttpResponse:
    """409 when `version` is not the one that stands (0: a new one). Closing ends its links (`links_ended`)."""
    access: Access = request.auth  # type: ignore[attr-defined]
    now, real_now = timesource.now(), timesource.real_now()
    row, ended = services.set_partner(access=access, code=code, data=body, now=now, real_now=real_now)
    return answer(partners.partner_row(row) | {"links_ended": ended})


@router.get("/partners/{code}/history", response=Page, summary="Edits of an outside unit")
def partner_history(request: HttpRequest, code: str) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.get("call.manage", Partner.objects.all(), code=code)
    return answer({"items": forces.setting_edits("partner", code), "next": None})


@router.get(
    "/partners/{code}/links", response=Page, summary="Links an outside unit was given, and how they ended"
)
def partner_links(request: HttpRequest, code: str) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    return answer({"items": partners.link_rows(access, code, timesource.real_now()), "next": None})


@router.get("/forces", response=Page, summary="Forces on call and social forces, as the office edits them")
def list_forces(request: HttpRequest) -> HttpResponse:
    """Phones are masked; with X-Purpose in the open, and the look is recorded."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("call.manage")
    if access.purpose is not None:
        now = timesource.now()
        look(who=access.who, purpose=access.purpose, subject="joint:forces", fields=("phone",), now=now)
    items = forces.force_rows(access, open_phone=access.purpose is not None)
    return answer({"items": items, "next": None})


@router.post("/forces", response={201: Answer}, summary="Make a force")
@made_once
def make_force(request: HttpRequest, body: ForceIn) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    row = set_force(access=access, force_id=None, data=body, now=timesource.now())
    return answer(forces.force_row(row), 201)


@router.put("/forces/{int:force_id}", response=Answer, summary="Edit a force")
def edit_force(request: HttpRequest, force_id: int, body: ForceIn) -> HttpResponse:
    """409 when `version` is not the one that stands."""
    access: Access = request.auth  # type: ignore[attr-defined]
    row = set_force(access=access, force_id=force_id, data=body, now=timesource.now())
    return answer(forces.force_row(row))


@router.get("/forces/{int:force_id}/history", response=Page, summary="Edits of a force")
def force_history(request: HttpRequest, force_id: int) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.get("call.manage", Force.objects.all(), pk=force_id)
    return answer({"items": forces.setting_edits("force", str(force_id)), "next": None})
