"""Hotline orders (12345 工单): their states, THE table of their steps, their clocks; pure.

Vocabulary and limits: domain reference 1.8 and 2.21. An order is about a case, and the case is handled as any
other; the order keeps what the caller was promised: first contact, reply, re-visit.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from weige.kernel.worktime import Limit, Spell
from weige.kernel.worktime import Stage as Timed

CONTACT, ORDER = "first_contact", "hotline_order"
#: Kinds a hotline sends; "revisit" is the limit of an order that is done again.
KINDS = ("consultation", "suggestion", "request", "complaint", "supervised", "complex")
#: What a reply may say became of it; the honest ones are not "solved".
OUTCOMES = ("solved", "explained", "excessive", "unreachable")
SATISFACTIONS = ("satisfied", "fairly", "so_so", "dissatisfied")
HOW = ("phone", "site", "message")


class State(StrEnum):
    """Where an order stands. UNPLACED: nobody knows yet where it is, so there is no case."""

    UNPLACED = "unplaced"
    ARRIVED = "arrived"
    CONTACTED = "contacted"
    REPLIED = "replied"
    DISPUTED = "disputed"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What guards look at. handled: the case's handling is over; mine: the actor handled the case."""

    outcome: str = ""
    handled: bool = False
    mine: bool = False


GUARDS: dict[str, Callable[[Facts], bool]] = {
    # "Solved" is said of a case whose handling is over; the other answers may be given before.
    "case_handled": lambda f: f.outcome != "solved" or f.handled,
    # The re-visit is not made by the handler (domain reference 2.21).
    "not_handler": lambda f: not f.mine,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One row. `required`: inputs that must be given; `guards`: names of GUARDS."""

    code: str
    sources: frozenset[State]
    verb: str
    required: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()


_OPEN = frozenset({State.ARRIVED, State.CONTACTED})
TABLE: tuple[Step, ...] = (
    Step("place", frozenset({State.UNPLACED}), "hotline.take", ("lon", "lat")),
    Step("contact", _OPEN, "hotline.contact", ("reached", "how")),
    Step("reply", _OPEN, "hotline.reply", ("outcome", "text"), ("case_handled",)),
    Step("revisit", frozenset({State.REPLIED}), "hotline.revisit", ("reached",), ("not_handler",)),
    Step("rework", frozenset({State.DISPUTED}), "hotline.revisit", ("text",), ("not_handler",)),
    Step("settle", frozenset({State.DISPUTED}), "hotline.revisit", ("text",), ("not_handler",)),
)
STEPS = {step.code: step for step in TABLE}


def steps_from(state: State) -> list[Step]:
    """The steps the table has in this state."""
    return [step for step in TABLE if state in step.sources]


def after_revisit(*, reached: bool, solved: bool | None, satisfaction: str) -> State:
    """Not reached: still to be re-visited. Unsolved or dissatisfied: somebody must decide what follows."""
    if not reached:
        return State.REPLIED
    return State.DISPUTED if solved is False or satisfaction == "dissatisfied" else State.DONE


def started(limits: dict[str, Limit], kind: str, now: datetime) -> dict[str, Timed]:
    """The clocks of an order that arrives: first contact, and the limit of its kind."""
    return {
        CONTACT: Timed(code=CONTACT, limit=limits[CONTACT], spells=(Spell(now),)),
        ORDER: Timed(code=ORDER, limit=limits[kind], spells=(Spell(now),)),
    }


def stopped(clock: Timed, now: datetime) -> Timed:
    """The clock with its running spell ended."""
    if clock.stopped_at is not None:
        return clock
    spells = (*clock.spells[:-1], Spell(clock.spells[-1].start, now))
    return Timed(code=clock.code, limit=clock.limit, spells=spells)


def again(clocks: dict[str, Timed], limits: dict[str, Limit], round_: int, now: datetime) -> dict[str, Timed]:
    """A new round: the old order clock is kept under its round's name, a new one runs with the re-visit limit."""
    kept = {f"{ORDER}_{round_}": clocks[ORDER]}
    return clocks | kept | {ORDER: Timed(code=ORDER, limit=limits["revisit"], spells=(Spell(now),))}
