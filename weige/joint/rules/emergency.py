"""THE tables of the peace/emergency switch (平急转换): the street's state, and a duty that a post has in an emergency.

Source: mission row W12 and domain reference 1.10, 2.1 (平时 ⇄ 急时; every switch has actor, time, basis). The moves of
a duty are our default. A headcount is a number: no name stands anywhere in these rows.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any


class Posture(StrEnum):
    """How the street stands: 平时 or 急时."""

    NORMAL = "normal"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """One way of switching; `wants` are the inputs that must be given."""

    code: str
    source: Posture
    target: Posture
    wants: tuple[str, ...]


SWITCHES: dict[str, Switch] = {
    "begin": Switch(
        code="begin", source=Posture.NORMAL, target=Posture.EMERGENCY, wants=("kind", "reason", "areas")
    ),
    "end": Switch(code="end", source=Posture.EMERGENCY, target=Posture.NORMAL, wants=("note",)),
}


class Duty(StrEnum):
    """Where one emergency duty at one place stands; CLOSED: the emergency ended before it was done."""

    OPEN = "open"
    ARRIVED = "arrived"
    DONE = "done"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One row of a duty's table. counts: the number its form asks for is given with it; system: never pressed."""

    code: str
    sources: frozenset[Duty]
    target: Duty
    counts: bool = False
    system: bool = False


TABLE: tuple[Move, ...] = (
    Move(code="arrive", sources=frozenset({Duty.OPEN}), target=Duty.ARRIVED),
    # From CLOSED: what a phone without a network kept until after the end still stands in the record, as late.
    Move(
        code="done",
        sources=frozenset({Duty.OPEN, Duty.ARRIVED, Duty.CLOSED}),
        target=Duty.DONE,
        counts=True,
    ),
    Move(code="correct", sources=frozenset({Duty.DONE}), target=Duty.DONE, counts=True),
    Move(code="close", sources=frozenset({Duty.OPEN, Duty.ARRIVED}), target=Duty.CLOSED, system=True),
)
MOVES: dict[str, Move] = {move.code: move for move in TABLE}
WAITING = frozenset({Duty.OPEN, Duty.ARRIVED})
LATE = timedelta(hours=24)  # how long after the end a kept report is still taken (our default)

#: What a duty is reported with: only that it is done, doors checked, people counted, portions handed out.
FORMS = ("do", "check", "count", "supply")
COUNTED = frozenset(FORMS) - {"do"}
PRESENCE = frozenset({"check", "count"})  # forms that also ask how many were not reached
HIGHEST = 100_000  # of a number; more is a slip of the thumb (our default)
STATION = "station"  # whose duty it is, beside the codes of roles
SEATS = ("grid_worker", "segment_chief", "squad_member", STATION)


def moves_from(state: Duty, *, ended: bool = False) -> list[Move]:
    """The moves a person may make from here, in the table's order."""
    return [
        move
        for move in TABLE
        if state in move.sources and not move.system and (not ended or move.code == "done")
    ]


@cache
def packaged() -> Mapping[str, Mapping[str, Any]]:
    """code → kind of emergency with its duties, as data/emergencies.toml ships them (our default)."""
    text = resources.files("weige.joint").joinpath("data/emergencies.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
