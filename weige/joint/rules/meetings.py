"""THE tables of joint meetings and of the tasks they decide on. Source: domain reference 2.3, 2.20 (our cut).

Every move names who may make it: SIDE.HOLD (who holds the meeting), LEAD (the leading unit), UNIT (any unit of the
task), CHECK (somebody entitled to check who is of none of its units).
"""

from dataclasses import dataclass
from enum import StrEnum


class Meeting(StrEnum):
    """Where a meeting stands."""

    PLANNED = "planned"
    CALLED = "called"
    RUNNING = "running"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Task(StrEnum):
    """Where a decided task stands."""

    GIVEN = "given"
    DOING = "doing"
    DONE = "done"
    VERIFIED = "verified"
    DROPPED = "dropped"


class Side(StrEnum):
    """Who makes a move of a task."""

    HOLD = "hold"
    LEAD = "lead"
    UNIT = "unit"
    CHECK = "check"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingMove:
    """One row: target None means that the state stays. guards: names of what must be true first."""

    code: str
    sources: frozenset[Meeting]
    target: Meeting | None
    wants: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskMove:
    """One row of the task's table."""

    code: str
    sources: frozenset[Task]
    target: Task
    side: Side
    wants: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()


M, T = Meeting, Task
BEFORE = frozenset({M.PLANNED, M.CALLED})
OPEN = BEFORE | {M.RUNNING}
KINDS = ("regular", "special")

# fmt: off
MEETING_TABLE: tuple[MeetingMove, ...] = (
    MeetingMove(code="call", sources=frozenset({M.PLANNED}), target=M.CALLED, guards=("has_units", "has_agenda")),
    MeetingMove(code="open", sources=BEFORE, target=M.RUNNING, guards=("has_units", "has_agenda")),
    MeetingMove(code="decide", sources=frozenset({M.RUNNING}), target=None, wants=("item", "text")),
    MeetingMove(code="close", sources=frozenset({M.RUNNING}), target=M.CLOSED, wants=("minutes",),
                guards=("presence_noted", "items_settled")),
    MeetingMove(code="cancel", sources=BEFORE, target=M.CANCELLED, wants=("reason",)),
)
TASK_TABLE: tuple[TaskMove, ...] = (
    TaskMove(code="start", sources=frozenset({T.GIVEN}), target=T.DOING, side=Side.UNIT, takes=("note",)),
    TaskMove(code="report", sources=frozenset({T.GIVEN, T.DOING}), target=T.DONE, side=Side.LEAD, wants=("text",)),
    TaskMove(code="verify", sources=frozenset({T.DONE}), target=T.VERIFIED, side=Side.CHECK, takes=("note",)),
    TaskMove(code="reject", sources=frozenset({T.DONE}), target=T.DOING, side=Side.CHECK, wants=("reason",)),
    TaskMove(code="drop", sources=frozenset({T.GIVEN, T.DOING}), target=T.DROPPED, side=Side.HOLD, wants=("reason",)),
)
# fmt: on
MEETING_MOVES = {move.code: move for move in MEETING_TABLE}
TASK_MOVES = {move.code: move for move in TASK_TABLE}
TASK_OVER = frozenset({T.VERIFIED, T.DROPPED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the guards of a meeting look at."""

    units: int = 0
    items: int = 0
    unsettled: int = 0
    presence_open: int = 0


GUARDS = {
    "has_units": lambda f: f.units > 0,
    "has_agenda": lambda f: f.items > 0,
    "presence_noted": lambda f: f.presence_open == 0,
    "items_settled": lambda f: f.unsettled == 0,
}


def lacking(move: MeetingMove, facts: Facts) -> list[str]:
    """Names of the guards that do not hold."""
    return [name for name in move.guards if not GUARDS[name](facts)]
