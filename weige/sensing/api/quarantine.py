"""GET /quarantine, /quarantine/{id}; POST /quarantine/replay, …/replay, …/discard, …/match: messages that were
refused.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.errors import Conflict, FieldError, Invalid
from weige.registry.models import Shop
from weige.sensing import services
from weige.sensing.api.shapes import (
    DiscardIn,
    MatchIn,
    QuarantinedDetail,
    QuarantineFilter,
    QuarantinePage,
    ReplayedOut,
    ReplayIn,
    SettledOut,
)
from weige.sensing.models import Device, Quarantined
from weige.sensing.models.source import OPEN
from weige.sensing.queries import quarantine as reads
from weige.sensing.services import Answer, Origin, Speaker
from weige.territory.models import Building

router = Router()
MAY = "quarantine.settle"
AT_ONCE = 200  # messages of one bulk replay: some seconds of work (our default)


@router.get("/quarantine", response=QuarantinePage)
def list_quarantine(request: HttpRequest, asked: Query[QuarantineFilter]) -> dict[str, Any]:
    """Messages that were refused, newest first. state: open, replayed, discarded (several with commas)."""
    access: Access = request.auth  # type: ignore[attr-defined]
    visible = access.rows("quarantine.list", Quarantined.objects.all())
    try:
        found = reads.chosen(visible, state=asked.state, reason=asked.reason, q=asked.q)
        rows, further = reads.page(found, after=asked.after, limit=asked.limit)
    except ValueError as error:
        raise Invalid([FieldError("after", "field_invalid", {"reason": str(error)[:60]})]) from error
    return {"items": reads.rows_out(rows, access), "next": further, "open": reads.counts(visible)}


@router.post("/quarantine/replay", response=ReplayedOut)
def replay_many(request: HttpRequest, body: ReplayIn) -> dict[str, Any]:
    """The open messages of a reason once more, those longest untouched first, 200 at once; what is refused again stays.

    What was cut and what somebody else settles meanwhile is left out.
    """
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require(MAY)
    visible = access.rows(MAY, Quarantined.objects.filter(size__lte=reads.WHOLE))
    found = reads.chosen(visible, state=OPEN, reason=body.reason, q=body.q)
    rows = list(found.order_by("last_at", "pk")[:AT_ONCE])
    untried = found.count() - len(rows)
    counts: Counter[str] = Counter(left=untried)
    for row in rows:
        try:
            answer = replayed(access, row)
        except Conflict:
            continue
        counts.update({status: answer[status] for status in ("accepted", "duplicate", "refused")})
        counts.update(messages=1, settled=answer["row"]["state"] != OPEN)
    return {name: counts[name] for name in ReplayedOut.model_fields}


@router.get("/quarantine/{quarantined_id}", response=QuarantinedDetail)
def read_quarantined(request: HttpRequest, quarantined_id: int) -> dict[str, Any]:
    """One message as it came, and why it was refused."""
    access: Access = request.auth  # type: ignore[attr-defined]
    return reads.detail(access.get("quarantine.list", Quarantined.objects.all(), pk=quarantined_id), access)


@router.post("/quarantine/{quarantined_id}/replay", response=SettledOut)
def replay_quarantined(request: HttpRequest, quarantined_id: int) -> dict[str, Any]:
    """Through the same path once more, for devices and places of this street; refused again, it stays.

    409 when it is settled already or too long to have been kept whole.
    """
    access: Access = request.auth  # type: ignore[attr-defined]
    row = own(access, quarantined_id)
    return replayed(access, row)


@router.post("/quarantine/{quarantined_id}/discard", response=SettledOut)
def discard_quarantined(request: HttpRequest, quarantined_id: int, body: DiscardIn) -> dict[str, Any]:
    """Gives a message up with a reason. 409 when it is settled already."""
    access: Access = request.auth  # type: ignore[attr-defined]
    row = own(access, quarantined_id)
    now = timesource.now()
    row = services.discard_quarantined(row=row, reason=body.reason, note=body.note, who=access.who, now=now)
    return settled(access, row, ())


@router.post("/quarantine/{quarantined_id}/match", response=SettledOut)
def match_quarantined(request: HttpRequest, quarantined_id: int, body: MatchIn) -> dict[str, Any]:
    """Says which house or shop the address of a register change means; remembered, and replayed at once."""
    access: Access = request.auth  # type: ignore[attr-defined]
    row = own(access, quarantined_id)
    kind, _, code = body.place.partition(":")
    models: dict[str, Any] = {"building": Building, "shop": Shop}
    found = access.rows(MAY, models[kind].objects.filter(code=code)).first() if kind in models else None
    if found is None:
        raise Invalid([FieldError("place", "quarantine_place")])
    services.match_quarantined(row=row, place=found, who=access.who, now=timesource.now())
    return replayed(access, row)


def own(access: Access, quarantined_id: int) -> Quarantined:
    """A message one may see and settle. Raises NotFound or Forbidden."""
    row = access.get("quarantine.list", Quarantined.objects.all(), pk=quarantined_id)
    access.check(MAY, row)
    return row


def replayed(access: Access, row: Quarantined) -> dict[str, Any]:
    origin = Origin(
        transport=row.transport,
        speaker=Speaker(row.speaker, access.rows(MAY, Device.objects.all())),
        buildings=access.rows(MAY, Building.objects.all()),
        shops=access.rows(MAY, Shop.objects.all()),
        cells=tuple(row.cells),
        via=row.via_code,
    )
    answers = services.replay_quarantined(row=row, origin=origin, who=access.who, now=timesource.now())
    return settled(access, row, answers)


def settled(access: Access, row: Quarantined, answers: Sequence[Answer]) -> dict[str, Any]:
    counts = Counter(answer.status for answer in answers)
    row.refresh_from_db()
    return {
        **{status: counts[status] for status in ("accepted", "duplicate", "refused")},
        "row": reads.detail(row, access),
    }
