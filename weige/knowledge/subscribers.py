"""Black spots hear of the joint action about them: what began, and what was done on the ground as a measure."""

from datetime import datetime

from weige.joint.events import (
    MeetingPlanned,
    ResultGiven,
    TaskVerified,
    UnitArrived,
    UnitCalled,
)
from weige.kernel.outbox import StoredEvent, on
from weige.knowledge.services.joined import begun, spot_of, took_effect


@on(UnitCalled)
def call_began(event: StoredEvent[UnitCalled], *, now: datetime) -> None:  # noqa: ARG001 - as all handlers
    spot = spot_of(event.data.spot_id, event.cells)
    if spot is not None:
        begun(spot=spot, number=event.data.call_number)


@on(MeetingPlanned)
def meeting_began(event: StoredEvent[MeetingPlanned], *, now: datetime) -> None:  # noqa: ARG001 - as all handlers
    spot = spot_of(event.data.spot_id, event.cells)
    if spot is not None:
        begun(spot=spot, number=event.data.meeting_number)


def _unit_acted(event: StoredEvent[UnitArrived] | StoredEvent[ResultGiven]) -> None:
    spot, said = spot_of(event.data.spot_id, event.cells), event.data
    if spot is not None:
        text = f"{said.call_number} {said.title_zh}"
        ref = f"call:{said.call_id}"
        took_effect(spot=spot, ref=ref, text=text, by=said.unit_zh, at=event.at, who=event.who)


@on(UnitArrived)
def unit_arrived(event: StoredEvent[UnitArrived], *, now: datetime) -> None:  # noqa: ARG001 - as all handlers
    _unit_acted(event)


@on(ResultGiven)
def unit_done(event: StoredEvent[ResultGiven], *, now: datetime) -> None:  # noqa: ARG001 - as all handlers
    """Also of units that helped from afar and never arrived."""
    _unit_acted(event)


@on(TaskVerified)
def task_verified(event: StoredEvent[TaskVerified], *, now: datetime) -> None:  # noqa: ARG001 - as all handlers
    """What a meeting decided is there: from the first verified task on."""
    spot, said = spot_of(event.data.spot_id, event.cells), event.data
    if spot is not None:
        text = f"{said.meeting_number} {said.what}"
        ref = f"meeting:{said.meeting_id}"
        took_effect(spot=spot, ref=ref, text=text, by=said.unit_zh, at=event.at, who=event.who)
