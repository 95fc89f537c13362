"""/api/scenarios: what the office has switched on."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from weige.kernel import timesource
from weige.kernel.access import Access
from weige.scenarios import queries, services
from weige.scenarios.models import Scenario
from weige.scenarios.schemas import ScenarioDetail, ScenarioLine, ScenarioPage

router = Router(tags=["scenarios"])


@router.get("", response=ScenarioPage, summary="Scenarios")
def list_scenarios(request: HttpRequest) -> dict[str, Any]:
    access: Access = request.auth  # type: ignore[attr-defined]
    items = queries.rows(access)
    faults = (
        queries.faulty_packs()
        if access.may("scenario.manage", Scenario(cells=services.street_cells()))
        else []
    )
    return {"items": items, "next": None, "faults": faults}


@router.get("/{scenario_id}", response=ScenarioDetail, summary="One scenario, whole")
def read_scenario(request: HttpRequest, scenario_id: str) -> dict[str, Any]:
    access: Access = request.auth  # type: ignore[attr-defined]
    return queries.detail(access.get("scenario.list", Scenario.objects.all(), pk=scenario_id))


@router.post("/{scenario_id}/enable", response=ScenarioLine, summary="Switch it on")
def enable(request: HttpRequest, scenario_id: str) -> dict[str, Any]:
    return switched(request.auth, scenario_id, on=True)  # type: ignore[attr-defined]


@router.post("/{scenario_id}/disable", response=ScenarioLine, summary="Switch it off: no new warnings")
def disable(request: HttpRequest, scenario_id: str) -> dict[str, Any]:
    return switched(request.auth, scenario_id, on=False)  # type: ignore[attr-defined]


def switched(access: Access, scenario_id: str, *, on: bool) -> dict[str, Any]:
    """Only who manages scenarios in the installation's street may; 404 for others' streets."""
    row = access.get("scenario.list", Scenario.objects.all(), pk=scenario_id)
    access.check("scenario.manage", row)
    now = timesource.now()
    return queries.line(services.switch(scenario=row.pk, on=on, who=access.who, now=now))
