"""THE tables of calling in (吹哨报到): what one called unit may do, and what becomes of the whole call.

Buttons, allowed actions, the illegal-move test and the diagram in docs/reference/joint.md come from them.
Source of the chain: domain reference 2.20 (发起 → 待响应 → 响应 → 到场 → 反馈 → 双向评价 → 归档).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """Where one called unit stands."""

    WAITING = "waiting"
    COMING = "coming"
    ONLINE = "online"
    ARRIVED = "arrived"
    DONE = "done"
    DECLINED = "declined"
    DELEGATED = "delegated"
    DROPPED = "dropped"


class Call(StrEnum):
    """Where the whole call stands; all but CLOSED and CANCELLED follow from its units."""

    CALLED = "called"
    ANSWERED = "answered"
    ARRIVED = "arrived"
    RESULT = "result"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Side(StrEnum):
    """Who makes a move: the unit that was called, or the post that called."""

    UNIT = "unit"
    CALLER = "caller"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One row of the unit's table. `wants` are the inputs that must be given; target None: the state stays."""

    code: str
    sources: frozenset[Unit]
    target: Unit | None
    side: Side
    event: str
    wants: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()


U = Unit
STILL = frozenset({U.WAITING, U.COMING, U.ONLINE, U.ARRIVED})
OVER = frozenset(Unit) - STILL
#: The unit has said what it will do; a refusal and a delegation are answers too.
ANSWERED = frozenset(Unit) - {U.WAITING, U.DROPPED}


def _m(
    code: str,
    sources: "frozenset[Unit] | set[Unit]",
    target: Unit | None,
    side: Side,
    event: str,
    **more: tuple[str, ...],
) -> Move:
    return Move(code=code, sources=frozenset(sources), target=target, side=side, event=event, **more)


# fmt: off
TABLE: tuple[Move, ...] = (
    _m("on_site", {U.WAITING, U.ONLINE}, U.COMING, Side.UNIT, "answered", takes=("note",)),
    _m("online", {U.WAITING, U.COMING}, U.ONLINE, Side.UNIT, "answered", takes=("note",)),
    _m("delegate", {U.WAITING, U.COMING, U.ONLINE}, U.DELEGATED, Side.UNIT, "answered", wants=("to", "reason")),
    _m("decline", {U.WAITING, U.COMING, U.ONLINE}, U.DECLINED, Side.UNIT, "answered", wants=("reason",)),
    _m("arrive", {U.WAITING, U.COMING, U.ONLINE}, U.ARRIVED, Side.UNIT, "arrived", takes=("lon", "lat")),
    _m("result", {U.ONLINE, U.ARRIVED}, U.DONE, Side.UNIT, "result", wants=("text",)),
    _m("rate_matter", {U.DONE, U.DECLINED}, None, Side.UNIT, "rated", wants=("rating",), takes=("note",)),
    _m("rate_unit", {U.DONE, U.DECLINED}, None, Side.CALLER, "rated", wants=("rating",), takes=("note",)),
    _m("drop", STILL, U.DROPPED, Side.CALLER, "dropped", wants=("reason",)),
)
# fmt: on
MOVES: dict[str, Move] = {move.code: move for move in TABLE}

#: How the caller judges a unit's part in this matter, and a unit the call: words in labels.toml. Never persons.
UNIT_RATINGS = ("good", "fair", "poor")
MATTER_RATINGS = ("needed", "by_phone", "not_ours")
OUTCOMES = ("solved", "partly", "unsolved")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMove:
    """One row of the call's own table (made by the caller)."""

    code: str
    sources: frozenset[Call]
    target: Call | None
    wants: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()


LIVE = frozenset({Call.CALLED, Call.ANSWERED, Call.ARRIVED, Call.RESULT})
CALL_TABLE: tuple[CallMove, ...] = (
    CallMove(code="add_units", sources=LIVE, target=None, wants=("units",)),
    CallMove(
        code="close",
        sources=LIVE,
        target=Call.CLOSED,
        wants=("outcome",),
        takes=("note",),
        guards=("units_over", "units_rated"),
    ),
    CallMove(
        code="cancel",
        sources=frozenset({Call.CALLED, Call.ANSWERED}),
        target=Call.CANCELLED,
        wants=("reason",),
    ),
)
CALL_MOVES: dict[str, CallMove] = {move.code: move for move in CALL_TABLE}


def moves_from(state: Unit, side: Side | None = None) -> list[Move]:
    """The moves the table has for a unit in this state, in the table's order."""
    return [move for move in TABLE if state in move.sources and side in {None, move.side}]


def stage(units: Iterable[Unit]) -> Call:
    """Where a live call stands by its units: the furthest any of them is, RESULT only when all are over."""
    states = set(units) - {U.DROPPED}
    if states and states <= OVER and U.DONE in states:
        return Call.RESULT
    if states & {U.ARRIVED, U.DONE}:
        return Call.ARRIVED
    if states & ANSWERED:
        return Call.ANSWERED
    return Call.CALLED


def lacking(move: CallMove, *, units: Iterable[tuple[Unit, bool]]) -> list[str]:
    """Names of the guards that do not hold; units: (state, whether the caller has rated it)."""
    found = list(units)
    holds = {
        "units_over": not any(state in STILL for state, _ in found),
        "units_rated": all(rated for state, rated in found if state is U.DONE),
    }
    return [name for name in move.guards if not holds[name]]


def link_subject(called_id: int) -> str:
    """What the link of one called unit opens."""
    return f"called:{called_id}"
