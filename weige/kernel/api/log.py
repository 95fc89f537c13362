"""/api/log: events that could not be delivered, and whether the hash chain holds. For the auditor."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from weige.kernel import chain, outbox, timesource
from weige.kernel.access import Access
from weige.kernel.models import Parked
from weige.kernel.streettime import LOCAL

router = Router(tags=["log"])
VERB = "log.audit"


class ParkedOut(Schema):
    """An event a module could not digest: which, why, since when; resolved_at when it was delivered later."""

    id: int
    reader: str
    handler: str
    error: str
    event_id: int
    kind: str
    subject: str
    at: datetime
    parked_at: datetime
    resolved_at: datetime | None


class ParkedPage(Schema):
    """Newest first; next is the cursor of the following page."""

    items: list[ParkedOut]
    next: str | None


class BreakOut(Schema):
    """Where log and chain disagree: changed, removed, gap, inserted or shortened."""

    kind: str
    day: date | None
    seq: int | None
    event_id: int | None


class HeadOut(Schema):
    """The newest seal: write its hash down elsewhere, and the whole chain up to it is proven."""

    day: date
    seq: int
    hash: str


class ChainOut(Schema):
    """Whether the chain holds from `since` on, the first breaks if not, and its head."""

    verified: bool
    since: date
    head: HeadOut | None
    breaks: list[BreakOut]


def line(row: Parked) -> dict[str, Any]:
    """A parked event (its event must be loaded)."""
    own = {name: getattr(row, name) for name in ("id", "reader", "handler", "error", "event_id")}
    event = {name: getattr(row.event, name) for name in ("kind", "subject", "at")}
    return {**own, **event, "parked_at": row.parked_at, "resolved_at": row.resolved_at}


@router.get("/parked", response=ParkedPage, summary="Events that could not be delivered")
def list_parked(
    request: HttpRequest,
    resolved: bool = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[int | None, Query(ge=1)] = None,
) -> dict[str, Any]:
    """resolved=true shows those delivered later."""
    access: Access = request.auth  # type: ignore[attr-defined]
    rows = access.rows(VERB, Parked.objects.filter(resolved_at__isnull=not resolved))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.select_related("event").order_by("-pk")[: limit + 1])
    page = found[:limit]
    return {
        "items": [line(row) for row in page],
        "next": str(page[-1].pk) if len(found) > limit else None,
    }


@router.post("/parked/{parked_id}/retry", response=ParkedOut, summary="Deliver it again")
def retry(request: HttpRequest, parked_id: int) -> dict[str, Any]:
    """Once more, now; resolved_at is set when it worked, else `error` says what it died of this time."""
    access: Access = request.auth  # type: ignore[attr-defined]
    row = access.get(VERB, Parked.objects.all(), pk=parked_id)
    outbox.discover()
    return line(outbox.retry_parked(row.pk, who=access.who, now=timesource.now()))


@router.get("/chain", response=ChainOut, summary="Verify the hash chain")
def verify(request: HttpRequest, since: date | None = None) -> dict[str, Any]:
    """From `since` (default: yesterday) to now; the whole chain takes about 20 s per million events."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(VERB)
    start = since or timesource.now().astimezone(LOCAL).date() - timedelta(days=1)
    found = chain.verify(since=start)
    return {"verified": not found, "since": start, "head": chain.head(), "breaks": found}
