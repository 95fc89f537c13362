"""What cases do when a neighbour tells something: a confirmed warning becomes a case, once."""

from datetime import date, datetime
from uuid import UUID

from weige.cases.events import Filed, Reported
from weige.cases.services.autofile import Warned, file_warning, warning_cleared
from weige.cases.services.holding import hold, release
from weige.cases.services.recurring import note_recurrence
from weige.cases.services.regrid import find_open_anew
from weige.cases.services.sameness import merge_by_policy
from weige.joint.events import TaskDropped, TaskGiven, TaskVerified
from weige.kernel.outbox import StoredEvent, on
from weige.kernel.queries.calendar import current_calendar
from weige.sensing.events import WarningCleared, WarningConfirmed
from weige.territory.events import GridSwitched


@on(WarningConfirmed)
def file_case(event: StoredEvent[WarningConfirmed], *, now: datetime) -> None:
    """Files and dispatches in the transaction that also moves the reader's cursor."""
    said = event.data
    warned = Warned(
        warning_id=UUID(said.warning_id),
        matter=said.matter,
        condition_no=said.condition_no,
        title_zh=said.title_zh,
        title_en=said.title_en,
        place_zh=said.place_zh,
        place_en=said.place_en,
        lon=said.lon,
        lat=said.lat,
        level=said.level,
        opened_at=said.opened_at,
        shop_id=said.shop_id,
        building_id=said.building_id,
        send_to=tuple(said.send_to),
        pictures=tuple(said.pictures),
        grace_minutes=said.self_correction_minutes,
    )
    file_warning(warned, who=event.who, now=now)


@on(WarningCleared)
def note_self_correction(event: StoredEvent[WarningCleared], *, now: datetime) -> None:
    """What a camera or sensor no longer sees within the grace was put right by the party."""
    warning_cleared(UUID(event.data.warning_id), now=now)


@on(Reported)
def merge_what_is_the_same(event: StoredEvent[Reported], *, now: datetime) -> None:
    """Whatever channel it came by: where the policy of its matter says so, it joins the case that is there."""
    merge_by_policy(UUID(event.data.case_id), calendar=current_calendar(), now=now)


@on(Filed)
def look_back(event: StoredEvent[Filed], *, now: datetime) -> None:
    """Now that its matter is known: is it there already, and was it there before?"""
    if merge_by_policy(UUID(event.data.case_id), calendar=current_calendar(), now=now) is None:
        note_recurrence(UUID(event.data.case_id), now=now)


@on(TaskGiven)
def hold_for_task(event: StoredEvent[TaskGiven], *, now: datetime) -> None:
    """A meeting's task on a case holds it open until the task has ended."""
    if event.data.case_id is not None:
        hold(
            case_id=UUID(event.data.case_id), what=f"joint-task:{event.data.task_id}", who=event.who, now=now
        )


def release_from_task(event: StoredEvent[TaskVerified] | StoredEvent[TaskDropped], *, now: datetime) -> None:
    """The task was checked or dropped."""
    if event.data.case_id is not None:
        what = f"joint-task:{event.data.task_id}"
        release(case_id=UUID(event.data.case_id), what=what, who=event.who, now=now)


on(TaskVerified)(release_from_task)
on(TaskDropped)(release_from_task)


@on(GridSwitched)
def follow_grid(event: StoredEvent[GridSwitched], *, now: datetime) -> None:  # noqa: ARG001 - the grid's own day counts
    """Open cases go to whoever has their place in the new grid."""
    find_open_anew(on=date.fromisoformat(event.data.valid_from))
