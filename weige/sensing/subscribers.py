"""What sensing does when something happened: it tells of new warnings, remembers a warning's case, ends with it."""

from datetime import date, datetime
from uuid import UUID

from weige.cases.events import Closed, Filed, Merged, MergeUndone, Rejected, Reported, Voided
from weige.kernel.outbox import StoredEvent, on
from weige.registry.events import TagsEnded, TagsPut
from weige.registry.services.recelling import tags_follow
from weige.sensing import services
from weige.sensing.events import WarningOpened, WarningRaised
from weige.sensing.services.regrid import find_devices_anew
from weige.sensing.services.tagging import mirror
from weige.territory.events import GridSwitched


@on(Reported, having="warning_id")
@on(Filed, having="warning_id")
@on(MergeUndone, having="warning_id")
def note_case(event: StoredEvent[Reported | Filed | MergeUndone], *, now: datetime) -> None:  # noqa: ARG001 - nothing to date
    """The warning shows its case."""
    if event.data.warning_id:
        services.note_case(warning_id=UUID(event.data.warning_id), case_id=UUID(event.data.case_id))


@on(Merged)
def follow_merge(event: StoredEvent[Merged], *, now: datetime) -> None:  # noqa: ARG001 - nothing to date
    """Warnings go with their case into the other one."""
    services.move_case(case_id=UUID(event.data.case_id), into_id=UUID(event.data.into_id))


@on(Closed)
def end_with_case(event: StoredEvent[Closed], *, now: datetime) -> None:
    """Solved: what comes back must last its full time anew."""
    services.end(case_id=UUID(event.data.case_id), outcome="closed", now=now)


@on(Voided)
@on(Rejected)
def end_as_void(event: StoredEvent[Voided | Rejected], *, now: datetime) -> None:
    """It was nothing: counted as a false alarm of the device."""
    services.end(case_id=UUID(event.data.case_id), outcome="void", now=now)


@on(WarningOpened)
@on(WarningRaised)
def tell(event: StoredEvent[WarningOpened | WarningRaised], *, now: datetime) -> None:  # noqa: ARG001 - see below
    """At once, and with it all others that are due: the first event of a storm speaks for the storm."""
    services.announce(now=now)


@on(TagsPut)
@on(TagsEnded)
def follow_tags(event: StoredEvent[TagsPut | TagsEnded], *, now: datetime) -> None:  # noqa: ARG001 - all are looked at
    """Rules may name tags: the devices carry those that reach them."""
    mirror(now=now)


@on(GridSwitched)
def follow_grid(event: StoredEvent[GridSwitched], *, now: datetime) -> None:
    """Devices belong to the cells of the new grid, and the lane's memory of them has the tags that now reach them."""
    find_devices_anew(on=date.fromisoformat(event.data.valid_from))
    tags_follow(renewed=event.data.renewed)
    mirror(now=now)
