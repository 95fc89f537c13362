"""Rules tried on given signals and moments without a database: the tests of scenario packs."""

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
    """what: "open", "raise", "lower", "clear", "missing", "back", "confirm" (by the system). at: µs since 1970, by
    the signals' clock.
    """

    what: str
    level: str
    subject: str
    at: int


def rehearse(
    specs: RuleSpec | Sequence[RuleSpec],
    steps: Iterable[tuple[Device, Signal] | int],
    permits: Mapping[str, Sequence[Permit]] | None = None,
    devices: Iterable[Device] = (),
) -> list[Outcome]:
    """What the rules would have said, in order. Touches are left out. A step: a signal, or a moment (µs) at which
    somebody looks at the clock.
    """
    rules = [specs] if isinstance(specs, RuleSpec) else specs
    board = Board(
        {one.scenario: one for one in rules}, permits=permits, devices={one.id: one for one in devices}
    )
    found: list[Outcome] = []
    for step in steps:
        changes = board.wake(step) if isinstance(step, int) else board.push(*step)
        for change in changes:
            found += outcomes(change)
    return found


def outcomes(change: Change) -> list[Outcome]:
    """A change as outcomes: an automatic confirmation counts as one of its own."""
    if change.what in {"touch", "mark"}:
        return []
    level = name(change.level) if change.level else ""
    found = [Outcome(change.what, level, change.group[1], change.at)]
    if change.confirm:
        found.append(Outcome("confirm", level, change.group[1], change.at))
    return found
