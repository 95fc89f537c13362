"""What joint action did about a black spot, written down as measures when it took effect on the ground."""

from collections.abc import Iterable
from datetime import datetime

from weige.kernel.access import Who
from weige.knowledge import events
from weige.knowledge.models import BlackSpot, Measure
from weige.knowledge.rules.spotmoves import SpotState
from weige.knowledge.services.spots import tell

TAKEN_UP = (SpotState.OPEN.value, SpotState.CLOSED.value)


def spot_of(spot_id: int | None, cells: Iterable[int]) -> BlackSpot | None:
    """The spot an event is about, locked; None for an unknown one or one that lies nowhere near the act."""
    if spot_id is None:
        return None
    rows = BlackSpot.objects.select_for_update(of=("self",)).filter(pk=spot_id, cells__overlap=list(cells))
    return rows.first()


def begun(*, spot: BlackSpot, number: str) -> None:
    """A call or a meeting about the spot began."""
    spot.joint_ref = number
    spot.save(update_fields=["joint_ref"])


def took_effect(*, spot: BlackSpot, ref: str, text: str, by: str, at: datetime, who: Who) -> Measure | None:
    """Joint action was on the ground: one measure a call or meeting, from its first act on; later units join it."""
    if spot.state not in TAKEN_UP:
        return None
    known = Measure.objects.filter(spot=spot, ref=ref).first()
    if known is not None:
        names = known.by.split("、") if known.by else []
        if by and by not in names and len("、".join([*names, by])) <= 120:
            known.by = "、".join([*names, by])
            known.save(update_fields=["by"])
        return known
    row = Measure.objects.create(
        spot=spot,
        kind="joint",
        text=text[:500],
        at=at,
        by=by[:120],
        ref=ref,
        added_at=at,
        added_by_id=who.post_id,
    )
    tell(spot, events.MeasureTaken, who=who, now=at, measure_id=row.pk, measure_kind=row.kind)
    return row
