"""A rule tried on given signals without a database: the tests of scenario packs, later the replay of the
past.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from weige.sensing.rules.board import Board, Change
from weige.sensing.rules.levels import name
from weige.sensing.rules.permits import Permit
from weige.sensing.rules.routing import Device
from weige.sensing.rules.signals import Signal
from weige.sensing.rules.spec import RuleSpec


@dataclass(frozen=True)
class Outcome:
    """what: "open", "raise", "clear", "confirm" (by the system). at: µs since 1970, by the signals' clock."""

    what: str
    level: str
    subject: str
    at: int


def rehearse(
    spec: RuleSpec,
    signals: Iterable[tuple[Device, Signal]],
    permits: Mapping[str, Sequence[Permit]] | None = None,
) -> list[Outcome]:
    """What the rule would have said, in order. Touches are left out."""
    board = Board({spec.scenario: spec}, permits=permits or {})
    found: list[Outcome] = []
    for device, signal in signals:
        for change in board.push(device, signal):
            found += outcomes(change)
    return found


def outcomes(change: Change) -> list[Outcome]:
    """A change as outcomes: an automatic confirmation counts as one of its own."""
    if change.what == "touch":
        return []
    level = name(change.level) if change.level else ""
    found = [Outcome(change.what, level, change.group[1], change.at)]
    if change.confirm:
        found.append(Outcome("confirm", level, change.group[1], change.at))
    return found
