"""/api/scenarios/{id}/…: thresholds, checking a change, asking for a replay, versions and their switching on."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Status

from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.api.once import made_once
from weige.kernel.errors import FieldError, Invalid
from weige.scenarios import services
from weige.scenarios.api.packs import router
from weige.scenarios.models import Replay, Scenario, Version
from weige.scenarios.queries import trying
from weige.scenarios.rules.changes import fast
from weige.scenarios.schemas import (
    CheckIn,
    CheckOut,
    KnobOut,
    ReasonIn,
    ReplayIn,
    ReplayLine,
    ReplayPage,
    VersionIn,
    VersionOut,
    VersionPage,
)
from weige.scenarios.services.changing import changed, changed_pack, failing_tests
from weige.scenarios.services.versions import kept_pack
from weige.sensing.services.past import recountable


def found(request: HttpRequest, scenario_id: str, verb: str = "scenario.list") -> tuple[Access, Scenario]:
    """The scenario one may see; with scenario.manage also: Forbidden for who may not change it."""
    access: Access = request.auth  # type: ignore[attr-defined]
    row = access.get("scenario.list", Scenario.objects.all(), pk=scenario_id)
    if verb != "scenario.list":
        access.check(verb, row)
    return access, row


@router.get("/{scenario_id}/knobs", response=list[KnobOut], summary="Its thresholds with a slider")
def knobs(request: HttpRequest, scenario_id: str) -> list[dict[str, Any]]:
    access: Access = request.auth  # type: ignore[attr-defined]
    return trying.knob_rows(access.get("scenario.list", Scenario.objects.all(), pk=scenario_id))


@router.post("/{scenario_id}/check", response=CheckOut, summary="What a change would say; nothing is stored")
def check(request: HttpRequest, scenario_id: str, body: CheckIn) -> dict[str, Any]:
    """422 names each value that will not do."""
    _, row = found(request, scenario_id)
    base = row.pack if body.base is None else kept_pack(row.pk, body.base)
    if base is None:
        raise Invalid([FieldError("base", "version_unknown", {"number": body.base})])
    new = (
        changed_pack(base, body.changes, row.pk)
        if body.base is not None
        else changed(row=row, changes=body.changes)
    )
    return {
        **trying.sentence(new.data),
        "fast": body.base is None and fast(new.pack, body.changes) and recountable(spec=new.rules[0]),
        "differences": trying.differing(row.pack, new.data),
        "failing_tests": failing_tests(new.pack),
    }


@router.get("/{scenario_id}/replays", response=ReplayPage, summary="Its tries on the past, newest first")
def list_replays(
    request: HttpRequest,
    scenario_id: str,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    after: Annotated[int, Query(ge=0)] = 0,
) -> dict[str, Any]:
    access, row = found(request, scenario_id)
    rows = access.rows("scenario.list", Replay.objects.filter(scenario=row))
    items, more = trying.replay_page(rows, str(after), limit)
    return {"items": items, "next": more}


@router.post("/{scenario_id}/replays", response={201: ReplayLine}, summary="Try it on the past")
@made_once
def ask_replay(request: HttpRequest, scenario_id: str, body: ReplayIn) -> Status[dict[str, Any]]:
    """Answers at once; the run is done by a process of its own (GET /api/replays/{id})."""
    access, row = found(request, scenario_id, "scenario.manage")
    run = services.ask_replay(scenario=row, **body.dict(), who=access.who, now=timesource.now())
    return Status(201, trying.replay_row(run))


@router.get("/{scenario_id}/versions", response=VersionPage, summary="All its versions, newest first")
def list_versions(request: HttpRequest, scenario_id: str) -> dict[str, Any]:
    access, row = found(request, scenario_id)
    rows = access.rows("scenario.list", Version.objects.filter(scenario=row))
    return {"items": trying.version_rows(rows), "next": None}


@router.post("/{scenario_id}/versions", response={201: VersionOut}, summary="The next version, and when")
@made_once
def plan_version(request: HttpRequest, scenario_id: str, body: VersionIn) -> Status[dict[str, Any]]:
    access, row = found(request, scenario_id, "scenario.manage")
    trial = None
    if body.trial is not None:
        trial = access.get("scenario.list", Replay.objects.filter(scenario=row), pk=body.trial)
    said = body.dict(exclude={"trial"})
    version = services.plan_version(scenario=row, **said, trial=trial, who=access.who, now=timesource.now())
    return Status(201, trying.version_row(version, row.pack))


@router.post(
    "/{scenario_id}/versions/{number}/cancel", response=VersionOut, summary="Take it back before its time"
)
def cancel_version(request: HttpRequest, scenario_id: str, number: int, body: ReasonIn) -> dict[str, Any]:
    access, row = found(request, scenario_id, "scenario.manage")
    version = access.get("scenario.list", Version.objects.filter(scenario=row), number=number)
    done = services.cancel_version(version=version, reason=body.reason, who=access.who, now=timesource.now())
    return trying.version_row(done, row.pack)
