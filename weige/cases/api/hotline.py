"""/api/hotline: 12345 orders in by workbook and by API, their list, their steps, their limits."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Query, Router
from ninja.files import UploadedFile
from pydantic import Field

from weige.cases.api.common import answer, imported
from weige.cases.models import Case
from weige.cases.queries import hotline as queries
from weige.cases.schemas import hotline as shapes
from weige.cases.schemas.catalogue import LimitIn
from weige.cases.services import hotline, hotline_import, hotline_mapping, hotline_steps
from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.queries.calendar import current_calendar
from weige.kernel.tabular import read as read_table
from weige.kernel.tabular import to_xlsx
from weige.kernel.tabular.http import download, language_of
from weige.people.services.looks import look

router = Router(tags=["hotline"])


def page_of(request: HttpRequest, order_id: int) -> dict[str, Any]:
    """One order; the caller in the open when a purpose is stated, and then the look is on record."""
    access: Access = request.auth  # type: ignore[attr-defined]
    now = timesource.now()
    order = access.get("hotline.read", queries.loaded(), id=order_id)
    if access.purpose is not None:
        subject = order.case.subject if order.case else order.subject
        look(who=access.who, purpose=access.purpose, subject=subject, fields=queries.PERSONAL, now=now)
    return queries.detail(
        order, access, current_calendar(), open_personal=access.purpose is not None, now=now
    )


@router.get("/orders", response=shapes.OrderPage, summary="Hotline orders by the nearest limit")
def list_orders(request: HttpRequest, wanted: Query[shapes.OrderFilter]) -> HttpResponse:
    """Without a state: those that are not done. figures: how many stand in each state and how many are
    late, of those with the words looked for."""
    access: Access = request.auth  # type: ignore[attr-defined]
    now, calendar = timesource.now(), current_calendar()
    rows = queries.chosen(access, wanted.state, wanted.q, late=wanted.late)
    found, after = queries.page(rows, limit=wanted.limit, after=wanted.after)
    items = [queries.row_of(order, calendar, now=now) for order in found]
    return answer({"items": items, "next": after, "figures": queries.figures(access, wanted.q)})


@router.post(
    "/orders",
    response={201: shapes.OrderOut, 200: shapes.OrderOut},
    summary="Send an order (machine account with hotline.send)",
)
def send_order(request: HttpRequest, body: shapes.OrderIn) -> HttpResponse:
    """201 with the new order; 200 when its number is here already (nothing is changed). State unplaced: the desk
    has to find the place first."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("hotline.send")
    calendar, now = current_calendar(), timesource.now()
    order, new = hotline.take(access=access, data=body, way="api", calendar=calendar, now=now)
    said = queries.detail(order, access, calendar, open_personal=False, now=now)
    return answer(said, 201 if new else 200)


@router.post(
    "/orders/enter",
    response={201: shapes.OrderOut, 200: shapes.OrderOut},
    summary="Enter an order at the desk",
)
def enter_order(request: HttpRequest, body: shapes.OrderIn) -> HttpResponse:
    """As sending one; for the people of the desk."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("hotline.take")
    calendar, now = current_calendar(), timesource.now()
    order, new = hotline.take(access=access, data=body, way="form", calendar=calendar, now=now)
    said = queries.detail(order, access, calendar, open_personal=False, now=now)
    return answer(said, 201 if new else 200)


@router.get("/orders/{int:order_id}", response=shapes.OrderOut, summary="One order, its notes and next steps")
def read_order(request: HttpRequest, order_id: int) -> HttpResponse:
    """The caller is masked; with X-Purpose in the open, and the look is recorded."""
    return answer(page_of(request, order_id))


@router.get(
    "/orders/{int:order_id}/clocks", response=shapes.ClockList, summary="Why it is due when it is due"
)
def read_clocks(request: HttpRequest, order_id: int) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    order = access.get("hotline.read", queries.loaded(), id=order_id)
    return answer({"items": queries.explanations(order, current_calendar(), now=timesource.now())})


@router.post(
    "/orders/{int:order_id}/steps/{step}", response=shapes.OrderOut, summary="Make a step of an order"
)
def make_step(request: HttpRequest, order_id: int, step: str, body: shapes.StepIn) -> HttpResponse:
    """place, contact, reply, revisit, rework, settle; 409 when the order was changed since `version`."""
    access: Access = request.auth  # type: ignore[attr-defined]
    calendar, now = current_calendar(), timesource.now()
    order = hotline_steps.make_step(
        access=access, order_id=order_id, code=step, data=body, calendar=calendar, now=now
    )
    return answer(queries.detail(order, access, calendar, open_personal=False, now=now))


@router.get("/cases/{uuid:case_id}", response=shapes.OrderList, summary="The hotline orders of a case")
def of_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    calendar, now = current_calendar(), timesource.now()
    case = access.get("case.read", Case.objects.all(), id=case_id)
    rows = queries.loaded().filter(cases__contains=[case.pk]).order_by("pk")
    items = [queries.detail(order, access, calendar, open_personal=False, now=now) for order in rows]
    return answer({"items": items})


@router.post("/import", response=shapes.HotlineImportOut, summary="Import orders from XLSX or CSV")
def import_orders(
    request: HttpRequest,
    file: File[UploadedFile],
    dry_run: bool = True,
    source: Annotated[str, Field(max_length=40)] = "",
) -> HttpResponse:
    """With dry_run (the default) only says what would be done. A wrong row does not hold up the others.

    source: whose headers the file has (/api/hotline/mappings); without it the usual ones.
    """
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("hotline.take")
    sheet = read_table(file.read(), hotline_mapping.table_for(source))
    done = hotline_import.import_orders(
        sheet, access=access, calendar=current_calendar(), now=timesource.now(), dry_run=dry_run
    )
    return imported(
        sheet,
        done,
        results=("created", "unplaced", "known"),
        columns=("row", "number", "result", "case_number"),
        dry_run=dry_run,
        language=language_of(request),
    )


@router.get("/template.xlsx", summary="An empty workbook with the headers")
def template(request: HttpRequest) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("hotline.take")
    table = hotline_import.template(
        account=access.who.name, language=language_of(request), now=timesource.now()
    )
    return download(to_xlsx(table), table.filename("xlsx"))


@router.get("/limits", response=list[shapes.LimitOut], summary="Limits by kind of order")
def limits(request: HttpRequest) -> list[dict[str, Any]]:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("hotline.list")
    return queries.limit_rows()


@router.put("/limits/{kind}", response=shapes.LimitOut, summary="Set the limit of a kind")
def set_limit(request: HttpRequest, kind: str, body: LimitIn) -> dict[str, Any]:
    """Orders that have arrived keep theirs; the change stands in the log."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("matter.edit")
    hotline_import.set_limit(
        kind=kind, amount=Decimal(body.amount), unit=body.unit, who=access.who, now=timesource.now()
    )
    return next(row for row in queries.limit_rows() if row["kind"] == kind)
