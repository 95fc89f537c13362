"""/api/handovers: the end of a shift; open tasks go to the next post once it accepts."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from weige.cases.api.common import answer
from weige.cases.queries import handover as queries
from weige.cases.queries.actors import seat_of
from weige.cases.queries.shiftends import due_rows
from weige.cases.schemas import handover as shapes
from weige.cases.services import handover
from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.api.once import made_once

router = Router(tags=["handovers"])
OUTCOMES = {"accept": handover.ACCEPTED, "decline": handover.DECLINED, "withdraw": handover.WITHDRAWN}


@router.get("/mine", response=shapes.MineOut, summary="My open tasks, who comes next, what is offered to me")
def mine(request: HttpRequest) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    return answer(queries.mine(access, seat_of(access), now=timesource.now()))


@router.get(
    "/due", response=list[shapes.DueOut], summary="Shifts that end with tasks open: who must hand over"
)
def list_due(request: HttpRequest) -> HttpResponse:
    """Ends within the hour and of the last four hours, the earliest first; a post that stays on duty is left out."""
    access: Access = request.auth  # type: ignore[attr-defined]
    return answer(due_rows(access, timesource.now()))


@router.get("", response=shapes.HandOverPage, summary="Hand-overs of the street, newest first")
def list_hand_overs(
    request: HttpRequest,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[int, Query(ge=0)] = 0,
) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    items, more = queries.log_page(access, limit=limit, after=after)
    return answer({"items": items, "next": more})


@router.post("", response={201: shapes.HandOverOut}, summary="Offer my open tasks to the next post")
@made_once
def offer(request: HttpRequest, body: shapes.OfferIn) -> HttpResponse:
    """Until it is accepted nothing moves. 409 hand_over_open while an offer of this post waits."""
    access: Access = request.auth  # type: ignore[attr-defined]
    made = handover.offer(access=access, to=body.to, note=body.note, now=timesource.now())
    return answer(queries.row(made), 201)


@router.post(
    "/{int:hand_over_id}/{outcome}", response=shapes.HandOverOut, summary="Accept, decline, withdraw"
)
def settle(
    request: HttpRequest,
    hand_over_id: int,
    outcome: Literal["accept", "decline", "withdraw"],
    body: shapes.SettleIn,
) -> HttpResponse:
    """Accepting moves the listed tasks that are still with the giver. 409 when it was settled already."""
    access: Access = request.auth  # type: ignore[attr-defined]
    one = handover.settle(
        access=access,
        hand_over_id=hand_over_id,
        outcome=OUTCOMES[outcome],
        reason=body.reason,
        now=timesource.now(),
    )
    return answer(queries.row(one))
