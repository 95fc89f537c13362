"""GET /warning-groups, /escalation, /inhibitions; POST /inhibitions, /inhibitions/{code}/end: how warnings are told."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from weige.kernel import timesource
from weige.kernel.access import Access
from weige.messaging.queries import carrier_name
from weige.sensing import services
from weige.sensing.models import AlertGroup, Inhibition
from weige.sensing.queries import alerting as reads
from weige.sensing.schemas import GroupOut, Level, Words

router = Router()


class GroupRow(GroupOut):
    """A group in a list. living: warnings of it still open or confirmed; title: of the worst of them."""

    living: int
    title_zh: str
    title_en: str


class GroupPage(Schema):
    """A page of groups, newest first; `next` goes into `after`."""

    items: list[GroupRow]
    next: str | None


class RungRule(Schema):
    """A rung as it is written: after so many seconds without an answer, these roles by these channels."""

    after_s: int
    roles: list[str]
    by: list[str]


class LadderOut(Schema):
    level: Level
    rungs: list[RungRule]


class EscalationOut(Schema):
    """The ladder in force. source: "shipped" or "office" (WEIGE_DATA/escalation.toml); fault: what is wrong with that.

    carrier: what takes text messages and calls out ("recorder": nothing leaves this computer).
    """

    source: str
    fault: str
    carrier: str
    ladders: list[LadderOut]
    window_s: int
    digest_s: int
    call_window_s: int


class InhibitionOut(Schema):
    """One inhibition in force or ended. spec: where, source, target as in data/inhibitions.toml."""

    code: str
    name: Words
    shipped: bool
    in_force: bool
    spec: dict[str, Any]
    reason: str
    author: str
    created_at: datetime | None
    ended_at: datetime | None


class InhibitionList(Schema):
    """Those in force first."""

    items: list[InhibitionOut]
    next: str | None = None


class InhibitionIn(Schema):
    """spec: {code, name: {zh, en}, where, source, target} as in data/inhibitions.toml."""

    spec: dict[str, Any]
    reason: str = Field(max_length=400)


class EndIn(Schema):
    reason: str = Field(max_length=400)


@router.get("/warning-groups", response=GroupPage)
def list_groups(
    request: HttpRequest,
    living: bool = True,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: UUID | None = None,
) -> dict[str, Any]:
    """The groups in which warnings were told, newest first; living: only those with a warning still open."""
    access: Access = request.auth  # type: ignore[attr-defined]
    rows = access.rows("warning.list", AlertGroup.objects.all())
    items, further = reads.groups(rows, living=living, after=after, limit=limit)
    return {"items": items, "next": further}


@router.get("/escalation", response=EscalationOut)
def read_escalation(request: HttpRequest) -> dict[str, Any]:
    """Who is told, after how long, by what, until somebody has seen it."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("silence.list")
    return reads.escalation() | {"carrier": carrier_name()}


@router.get("/inhibitions", response=InhibitionList)
def list_inhibitions(request: HttpRequest) -> dict[str, Any]:
    """What holds back notices of what: the shipped ones and the office's own, with those ended."""
    access: Access = request.auth  # type: ignore[attr-defined]
    return {"items": reads.inhibitions(access.rows("silence.list", Inhibition.objects.order_by("-pk")))}


@router.post("/inhibitions", response={201: InhibitionList})
def add_inhibition(request: HttpRequest, body: InhibitionIn) -> Status[dict[str, Any]]:
    """Puts one in force; one of the same code is replaced."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("silence.list")
    access.check("silence.manage", Inhibition())
    services.add_inhibition(spec=body.spec, reason=body.reason, who=access.who, now=timesource.now())
    return Status(201, list_inhibitions(request))


@router.post("/inhibitions/{code}/end", response=InhibitionList)
def end_inhibition(request: HttpRequest, code: str, body: EndIn) -> dict[str, Any]:
    """Takes one out of force, also a shipped one. 409 when none of that code is."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("silence.list")
    access.check("silence.manage", Inhibition())
    services.end_inhibition(code=code, reason=body.reason, who=access.who, now=timesource.now())
    return list_inhibitions(request)
