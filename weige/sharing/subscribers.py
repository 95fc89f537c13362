"""What sharing does when cases tell something: public rows and their updates."""

from datetime import datetime
from typing import Any

from weige.cases import events
from weige.kernel.outbox import StoredEvent, on
from weige.sharing.services.updates import note, publish


@on(events.Filed)
def publish_filed(event: StoredEvent[events.Filed], *, now: datetime) -> None:  # noqa: ARG001 - dated by the event
    """A case of a matter that is published in whole is public from its filing on."""
    publish(case_id=event.data.case_id, matter=event.data.matter_code, at=event.at)
    _note(event)


def moved(event: StoredEvent[Any], *, now: datetime) -> None:  # noqa: ARG001 - dated by the event
    """A move that others may know of."""
    _note(event)


@on(events.DuplicateClosed)
def ended_with_the_whole(event: StoredEvent[events.DuplicateClosed], *, now: datetime) -> None:  # noqa: ARG001
    """The case a request was merged into closed: so did the request, under its own number."""
    note(case_id=event.data.case_id, stage="close", state="closed", event_id=event.id, at=event.at)


def _note(event: StoredEvent[Any]) -> None:
    said: events.CaseEvent = event.data
    note(case_id=said.case_id, stage=said.stage, state=said.state, event_id=event.id, at=event.at)


for kind in (
    *(
        events.Accepted,
        events.Rejected,
        events.Dispatched,
        events.Started,
        events.Finished,
        events.SelfCorrected,
    ),
    *(events.CheckSent, events.CheckPassed, events.CheckFailed, events.Suspended, events.Resumed),
    *(events.Closed, events.Voided, events.Merged, events.MergeUndone, events.TakenBack, events.Reopened),
):
    on(kind)(moved)
