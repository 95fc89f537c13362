"""Drawing a re-gridding, giving it its day, putting it in force, taking it back."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from weige.kernel import log
from weige.kernel.access import SYSTEM, Who
from weige.kernel.errors import Conflict, FieldError, Invalid
from weige.territory.events import GridPlanned, GridSwitched
from weige.territory.models import Area, GridPlan, Layer
from weige.territory.queries import plans as queries
from weige.territory.rules.faults import TerritoryFault
from weige.territory.rules.levels import LEVELS
from weige.territory.services.areas import close_area, import_areas
from weige.territory.services.reading import Row, ground_of
from weige.territory.services.relocating import find_places_anew

MOST_CELLS = 500  # of one plan (our default)


def begin(*, layer: Layer, street: list[int], title: str, who: Who, now: datetime) -> GridPlan:
    """An empty drawing of a layer. Raises Conflict when one waits for this layer already."""
    if GridPlan.objects.filter(layer=layer, state="draft", cells_of__overlap=street).exists():
        raise Conflict("plan_there", layer=layer.name_zh)
    return GridPlan.objects.create(
        layer=layer, cells_of=street, title=title, made_at=now, made_by=who.user_id, by_name=who.name
    )


@transaction.atomic
def draw(*, plan: GridPlan, cells: list[dict[str, Any]], title: str, version: int) -> GridPlan:
    """Keeps what was drawn, also while it does not fit yet. Raises Conflict, Invalid."""
    row = _open(plan, version)
    row.cells, row.title = checked(cells), title
    row.version += 1
    row.save(update_fields=["cells", "title", "version"])
    return row


def checked(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The cells as they are stored, geometries rounded. Raises Invalid naming each."""
    errors = []
    if len(cells) > MOST_CELLS:
        errors.append(FieldError("cells", "plan_too_many", {"most": MOST_CELLS}))
    found = []
    codes: set[str] = set()
    for n, cell in enumerate(cells):
        if cell["code"] in codes:
            errors.append(FieldError(f"cells[{n}].code", "place_twice", {"value": cell["code"]}))
        codes.add(cell["code"])
        if cell["level"] not in LEVELS:
            known = ", ".join(LEVELS)
            errors.append(
                FieldError(
                    f"cells[{n}].level", "place_value_unknown", {"value": cell["level"], "known": known}
                )
            )
        try:
            _, geometry = ground_of(cell["geometry"], width_m=cell["width_m"], datum="WGS84")
        except TerritoryFault as fault:
            params = {**fault.params, "where": cell["code"]}
            errors.append(FieldError(f"cells[{n}].geometry", fault.code, params))
            continue
        found.append({**cell, "geometry": geometry})
    if errors:
        raise Invalid(errors)
    return found


@transaction.atomic
def plan_for(*, plan: GridPlan, valid_from: date, version: int, who: Who, now: datetime) -> GridPlan:
    """Gives a drawing its day: today at once, else it waits. Raises Invalid when it does not fit, Conflict."""
    row = _open(plan, version)
    today = timezone.localdate(now)
    if valid_from < today:
        raise Invalid([FieldError("valid_from", "plan_past", {"today": today.isoformat()})])
    areas = queries.in_force(row.layer_id, today, row.cells_of)
    if not row.cells:
        raise Invalid([FieldError("cells", "plan_empty")])
    if wrong := queries.check(areas, row.cells):
        names = queries.called(areas, row.cells)
        raise Invalid(
            [FieldError("cells", flaw.code, queries.flaw_params(flaw, names)) for flaw in wrong[:50]]
        )
    row.moves = {"kinds": queries.moves(row.layer.code, areas, row.cells)}
    row.state, row.valid_from, row.planned_at = "planned", valid_from, now
    row.version += 1
    row.save()
    _tell(row, who, now)
    if valid_from == today:
        _switch(row, areas, who, now)
    return row


@transaction.atomic
def drop(*, plan: GridPlan, version: int, who: Who, now: datetime) -> GridPlan:
    """Gives a drawing up, also one that waits for its day. Raises Conflict."""
    row = _open(plan, version, "draft", "planned")
    row.state, row.done_at = "dropped", now
    row.version += 1
    row.save(update_fields=["state", "done_at", "version"])
    _tell(row, who, now)
    return row


def take_back(*, plan: GridPlan, who: Who, now: datetime) -> GridPlan:
    """A new drawing with the cells as they were before this plan came into force. Raises Conflict."""
    if plan.state != "in_force":
        raise Conflict("plan_state", state=plan.state)
    title = f"↩ {plan.title or plan.pk}"[:120]
    row = begin(layer=plan.layer, street=plan.cells_of, title=title, who=who, now=now)
    row.cells = plan.before
    row.save(update_fields=["cells"])
    return row


def switch_due(*, now: datetime) -> list[GridPlan]:
    """Puts in force what has come to its day; run late or twice it changes nothing. One that no longer fits says so."""
    done = []
    today = timezone.localdate(now)
    for key in GridPlan.objects.filter(state="planned", valid_from__lte=today).values_list("pk", flat=True):
        with transaction.atomic():
            row = GridPlan.objects.select_for_update(of=("self",)).select_related("layer").get(pk=key)
            if row.state != "planned":
                continue
            areas = queries.in_force(row.layer_id, today, row.cells_of)
            wrong = queries.check(areas, row.cells)
            if wrong:
                row.state, row.fault = "draft", wrong[0].code
                row.save(update_fields=["state", "fault"])
                continue
            _switch(row, areas, SYSTEM, now)
            done.append(row)
    return done


def _switch(row: GridPlan, areas: list[Area], who: Who, now: datetime) -> None:
    """The day has come: ended cells close, others are opened or replaced, everything on the ground is found anew."""
    on = timezone.localdate(now)
    known = {area.code: area for area in areas}
    row.before = _before(row, known)
    rows = [
        Row(n, {**cell, "layer": row.layer.code})
        for n, cell in enumerate(row.cells, start=1)
        if not cell["ended"]
    ]
    report = import_areas(rows=rows, valid_from=on, who=who, now=now)
    if report.errors:
        raise Invalid([error.as_field_error() for error in report.errors])
    ended = [cell["code"] for cell in row.cells if cell["ended"] and cell["code"] in known]
    for code in ended:
        area = Area.objects.get(pk=known[code].pk)
        if area.valid_to is None:
            close_area(area=area, valid_to=on, who=who, now=now)
    find_places_anew(on=on, who=who, now=now)
    row.state, row.done_at, row.valid_from = "in_force", now, on
    row.save()
    event = GridSwitched(
        plan_id=row.pk,
        layer=row.layer.code,
        valid_from=on.isoformat(),
        renewed=renewed(on),
        opened=[cell["code"] for cell in row.cells if cell["code"] not in known],
        ended=ended,
    )
    log.append(event, who=who, now=now, subject=f"grid:{row.pk}", cells=row.cells_of)


def _before(row: GridPlan, known: dict[str, Area]) -> list[dict[str, Any]]:
    """What would bring the grid back: the cells as they are now; one that is new here would end."""
    return [
        queries.cell_of(known[cell["code"]]) if cell["code"] in known else {**cell, "ended": True}
        for cell in row.cells
    ]


def renewed(on: date) -> dict[str, int]:
    """Old id → new id of areas whose row ended on a day and began anew (2 statements)."""
    fresh = {
        (area.layer_id, area.code): area.pk for area in Area.objects.filter(valid_from=on, valid_to=None)
    }
    return {
        str(area.pk): fresh[area.layer_id, area.code]
        for area in Area.objects.filter(valid_to=on)
        if (area.layer_id, area.code) in fresh
    }


def _open(plan: GridPlan, version: int, *states: str) -> GridPlan:
    row = GridPlan.objects.select_for_update(of=("self",)).select_related("layer").get(pk=plan.pk)
    if row.state not in (states or ("draft",)):
        raise Conflict("plan_state", state=row.state)
    if row.version != version:
        raise Conflict("plan_changed")
    return row


def _tell(row: GridPlan, who: Who, now: datetime) -> None:
    day = row.valid_from.isoformat() if row.valid_from else None
    event = GridPlanned(
        plan_id=row.pk,
        layer=row.layer.code,
        state=row.state,
        valid_from=day,
        changed=[cell["code"] for cell in row.cells],
    )
    log.append(event, who=who, now=now, subject=f"grid:{row.pk}", cells=row.cells_of)
