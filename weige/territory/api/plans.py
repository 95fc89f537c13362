"""/api/territory/plans: cells drawn on the map, checked, and put in force on a day."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from ninja import Router, Status

from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.api.once import made_once
from weige.kernel.errors import FieldError, Invalid
from weige.territory.api.answers import today
from weige.territory.models import GridPlan, Layer
from weige.territory.queries import plans as queries
from weige.territory.queries.plans import TerritoryFault
from weige.territory.schemas.plans import (
    CutOut,
    LayerPage,
    PlanBegin,
    PlanCut,
    PlanDraw,
    PlanDrop,
    PlanFor,
    PlanLine,
    PlanOut,
    PlanPage,
    PlanTry,
    TriedOut,
)
from weige.territory.services import planning

router = Router()
READ, EDIT = "area.edit", "area.edit"


def found(request: HttpRequest, plan_id: int) -> tuple[Access, GridPlan]:
    access: Access = request.auth  # type: ignore[attr-defined]
    return access, access.get(READ, GridPlan.objects.select_related("layer"), pk=plan_id)


def whole(plan: GridPlan) -> dict[str, Any]:
    """A plan with the grid it starts from."""
    areas = queries.in_force(plan.layer_id, today(), plan.cells_of)
    return {
        **queries.plan_row(plan),
        "cells": plan.cells,
        "grid": [queries.cell_of(area) for area in areas],
    }


@router.get("/territory/layers", response=LayerPage, summary="The layers of cells")
def list_layers(request: HttpRequest) -> dict[str, Any]:
    """With how many areas are in force in each."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(READ)
    rows = Layer.objects.annotate(cells=Count("areas", filter=Q(areas__valid_to=None))).order_by(
        "order", "pk"
    )
    return {"items": list(rows.values("code", "name_zh", "name_en", "cells")), "next": None}


@router.get("/territory/plans", response=PlanPage, summary="Drawn re-griddings, newest first")
def list_plans(request: HttpRequest) -> dict[str, Any]:
    access: Access = request.auth  # type: ignore[attr-defined]
    rows = access.rows(READ, GridPlan.objects.select_related("layer")).order_by("-pk")
    return {"items": [queries.plan_row(row) for row in rows[:100]], "next": None}


@router.post("/territory/plans", response={201: PlanOut}, summary="Begin a drawing")
@made_once
def begin_plan(request: HttpRequest, body: PlanBegin) -> Status[dict[str, Any]]:
    """409 when a drawing of this layer is open already."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(EDIT)
    layer = Layer.objects.filter(code=body.layer).first()
    if layer is None:
        known = ", ".join(Layer.objects.values_list("code", flat=True))
        raise Invalid([FieldError("layer", "layer_unknown", {"layer": body.layer, "known": known})])
    street = sorted(access.post.street)
    plan = planning.begin(layer=layer, street=street, title=body.title, who=access.who, now=timesource.now())
    return Status(201, whole(plan))


@router.get(
    "/territory/plans/{int:plan_id}", response=PlanOut, summary="A drawing and the grid it starts from"
)
def read_plan(request: HttpRequest, plan_id: int) -> dict[str, Any]:
    _, plan = found(request, plan_id)
    return whole(plan)


@router.put("/territory/plans/{int:plan_id}", response=PlanOut, summary="Keep what was drawn")
def draw_plan(request: HttpRequest, plan_id: int, body: PlanDraw) -> dict[str, Any]:
    """Also while it does not fit yet; a geometry that is none is a 422."""
    _, plan = found(request, plan_id)
    cells = [cell.dict() for cell in body.cells]
    return whole(planning.draw(plan=plan, cells=cells, title=body.title, version=body.version))


@router.post(
    "/territory/plans/{int:plan_id}/try", response=TriedOut, summary="What it would do; nothing is kept"
)
def try_plan(request: HttpRequest, plan_id: int, body: PlanTry) -> dict[str, Any]:
    """Gaps and overlaps with their place on the map, and what would move from which cell to which."""
    _, plan = found(request, plan_id)
    cells = [cell.dict() for cell in body.cells]
    areas = queries.in_force(plan.layer_id, today(), plan.cells_of)
    wrong, names = queries.check(areas, cells), queries.called(areas, cells)
    broken = any(flaw.code == "cell_broken" for flaw in wrong)
    try:
        moved = [] if broken else queries.moves(plan.layer.code, areas, cells)
    except TerritoryFault as fault:
        raise Invalid([FieldError("cells", fault.code, {**fault.params, "where": fault.where})]) from fault
    return {
        "flaws": [queries.flaw_line(flaw, names) for flaw in wrong],
        "moves": moved,
        "ready": bool(cells) and not wrong,
    }


@router.post(
    "/territory/plans/{int:plan_id}/cut", response=CutOut, summary="Cut a cell out of its neighbours"
)
def cut_plan(request: HttpRequest, plan_id: int, body: PlanCut) -> dict[str, Any]:
    """The neighbours without its ground; nothing is kept."""
    _, plan = found(request, plan_id)
    areas = queries.in_force(plan.layer_id, today(), plan.cells_of)
    try:
        cells = queries.without(areas, [cell.dict() for cell in body.cells], body.code)
    except TerritoryFault as fault:
        raise Invalid([FieldError("cells", fault.code, {**fault.params, "where": fault.where})]) from fault
    return {"cells": cells}


@router.post("/territory/plans/{int:plan_id}/force", response=PlanLine, summary="Put it in force on a day")
def force_plan(request: HttpRequest, plan_id: int, body: PlanFor) -> dict[str, Any]:
    """422 names every gap and overlap it would bring."""
    access, plan = found(request, plan_id)
    done = planning.plan_for(
        plan=plan,
        valid_from=body.valid_from,
        version=body.version,
        who=access.who,
        now=timesource.now(),
    )
    return queries.plan_row(done)


@router.post("/territory/plans/{int:plan_id}/drop", response=PlanLine, summary="Give it up before its day")
def drop_plan(request: HttpRequest, plan_id: int, body: PlanDrop) -> dict[str, Any]:
    access, plan = found(request, plan_id)
    done = planning.drop(plan=plan, version=body.version, who=access.who, now=timesource.now())
    return queries.plan_row(done)


@router.post("/territory/plans/{int:plan_id}/back", response={201: PlanOut}, summary="Take one in force back")
@made_once
def take_plan_back(request: HttpRequest, plan_id: int) -> Status[dict[str, Any]]:
    """A new drawing with the cells as they were; it is put in force like any other."""
    access, plan = found(request, plan_id)
    fresh = planning.take_back(plan=plan, who=access.who, now=timesource.now())
    return Status(201, whole(fresh))
