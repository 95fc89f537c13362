"""The states of a case and the seven words users see (domain: union of live systems; labels in
labels.toml)."""

from enum import StrEnum


class State(StrEnum):
    """Where a case stands. NEW is before the first report and is never stored."""

    NEW = "new"
    REPORTED = "reported"
    VERIFYING = "verifying"
    ACCEPTED = "accepted"
    FILED = "filed"
    DISPATCHING = "dispatching"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    SUSPENDED = "suspended"
    HANDLED = "handled"
    CHECKING = "checking"
    CHECKED = "checked"
    REWORK = "rework"
    CLOSED = "closed"
    VOID = "void"
    REJECTED = "rejected"
    MERGED = "merged"


class Stage(StrEnum):
    """上报 受理 立案 派遣 处置 核查 结案: exactly these seven words, in this order."""

    REPORT = "report"
    ACCEPT = "accept"
    FILE = "file"
    DISPATCH = "dispatch"
    HANDLE = "handle"
    CHECK = "check"
    CLOSE = "close"


#: FILED waits for its first dispatch (待派遣); DISPATCHING came back from a handler and waits again.
STAGE_OF: dict[State, Stage] = {
    State.REPORTED: Stage.REPORT,
    State.VERIFYING: Stage.ACCEPT,
    State.ACCEPTED: Stage.ACCEPT,
    State.FILED: Stage.FILE,
    State.DISPATCHING: Stage.DISPATCH,
    State.DISPATCHED: Stage.DISPATCH,
    State.HANDLING: Stage.HANDLE,
    State.SUSPENDED: Stage.HANDLE,
    State.REWORK: Stage.HANDLE,
    State.HANDLED: Stage.CHECK,
    State.CHECKING: Stage.CHECK,
    State.CHECKED: Stage.CHECK,
    State.CLOSED: Stage.CLOSE,
    State.VOID: Stage.CLOSE,
    State.REJECTED: Stage.CLOSE,
    State.MERGED: Stage.CLOSE,
}

STATES = tuple(STAGE_OF)
ENDED = frozenset({State.CLOSED, State.VOID, State.REJECTED, State.MERGED})
OPEN = frozenset(STATES) - ENDED
#: The handler has it: only here (and while it is sent back to the desk) does the handling clock run.
WITH_HANDLER = frozenset({State.DISPATCHED, State.HANDLING, State.REWORK})
#: Nobody has taken it on yet: reports may still be refused or verified.
BEFORE_FILING = frozenset({State.REPORTED, State.VERIFYING, State.ACCEPTED})
AT_DISPATCH = frozenset({State.FILED, State.DISPATCHING})
IN_CHECK = frozenset({State.HANDLED, State.CHECKING, State.CHECKED})


def states_of(stage: Stage) -> list[State]:
    """The states a stage's word stands for."""
    return [state for state, its in STAGE_OF.items() if its is stage]
