"""THE table of a black spot's moves: buttons, allowed actions and the illegal-move test come from it."""

from dataclasses import dataclass
from enum import StrEnum

from weige.knowledge import events


class SpotState(StrEnum):
    """proposed: the system asks. open: being worked on. closed: under control. dismissed: it was none."""

    PROPOSED = "proposed"
    OPEN = "open"
    CLOSED = "closed"
    DISMISSED = "dismissed"


class Kind(StrEnum):
    """Kinds of measures: 整治 设施 协商规约 巡查 宣传 联合执法."""

    CAMPAIGN = "campaign"
    FACILITY = "facility"
    AGREEMENT = "agreement"
    PATROL = "patrol"
    TALKS = "talks"
    JOINT = "joint"


@dataclass(frozen=True, slots=True)
class SpotMove:
    """One row. wants_note: a reason must be given. wants_measure: only after something was done."""

    code: str
    sources: frozenset[SpotState]
    target: SpotState
    event: type[events.SpotEvent]
    wants_note: bool = False
    wants_measure: bool = False


S = SpotState
TABLE = (
    SpotMove("adopt", frozenset({S.PROPOSED}), S.OPEN, events.SpotOpened),
    SpotMove("dismiss", frozenset({S.PROPOSED}), S.DISMISSED, events.SpotDismissed, wants_note=True),
    SpotMove("close", frozenset({S.OPEN}), S.CLOSED, events.SpotClosed, wants_note=True, wants_measure=True),
    SpotMove("reopen", frozenset({S.CLOSED, S.DISMISSED}), S.OPEN, events.SpotReopened, wants_note=True),
)
MOVES = {move.code: move for move in TABLE}
LIVE = frozenset({S.PROPOSED, S.OPEN})
