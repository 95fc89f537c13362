"""Below which values a device's rules are not concerned: one answer for all devices that are alike. Pure."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from weige.sensing.rules import routing
from weige.sensing.rules.board import Board
from weige.sensing.rules.judges import quiet_below
from weige.sensing.rules.routing import Device
from weige.sensing.rules.spec import RuleSpec


def line_of(board: Board, spec: RuleSpec, device: Device) -> float | None:
    """Strictly below this a value (its amount where spec.magnitude) never changes a stream at rest.

    None: every value must be judged, because the rule remembers more, permits bear on it, or other rules ask it.
    """
    if spec.unless or board.asked(spec.scenario):
        return None
    limit = device.limits.get(spec.signal.kind) or spec.limit
    return quiet_below(spec, limit.value if limit else None)


@dataclass
class Lines:
    """The rules that judge one kind of number from a device, by scenario, and where each begins to listen.

    always: rules that wait for silence, which hear every word. exact: some rule must see every value, so all do.
    below, amount: a value under the one, its amount under the other, concerns no rule.
    """

    specs: list[RuleSpec]
    always: list[RuleSpec]
    at: dict[str, float | None]
    exact: bool = False
    below: float = math.inf
    amount: float = math.inf
    _plain: list[tuple[float, RuleSpec]] = field(default_factory=list)
    _sized: list[tuple[float, RuleSpec]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.exact = any(self.at[one.scenario] is None for one in self.specs)
        for spec in self.specs:
            line = self.at[spec.scenario]
            (self._sized if spec.magnitude else self._plain).append(
                (-math.inf if line is None else line, spec)
            )
        self._plain.sort(key=lambda one: one[0])
        self._sized.sort(key=lambda one: one[0])
        self._starts = [line for line, _ in self._plain], [line for line, _ in self._sized]
        self.below = self._starts[0][0] if self._plain else math.inf
        self.amount = self._starts[1][0] if self._sized else math.inf

    def reached(self, value: float) -> list[RuleSpec]:
        """The rules that must look at this value even if they are at rest."""
        plain, sized = (bisect_right(self._starts[0], value), bisect_right(self._starts[1], abs(value)))
        return [spec for _, spec in (*self._plain[:plain], *self._sized[:sized])]


class Linebook:
    """Lines by what they follow from; empty it when rules or devices change."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self._found: dict[tuple[object, ...], Lines] = {}

    def clear(self) -> None:
        self._found = {}

    def of(self, device: Device, kind: str) -> Lines:
        own = tuple(sorted((name, one.value) for name, one in device.limits.items()))
        route = (
            device.kind,
            device.events_only,
            device.trial,
            kind,
            own,
            bool(device.shop),
            bool(device.building),
        )
        found = self._found.get(route)
        if found is None:
            found = self._found[route] = self._draw(device, kind)
        return found

    def _draw(self, device: Device, kind: str) -> Lines:
        listening: Sequence[RuleSpec] = self.board.listeners(device, kind)
        judging = [one for one in listening if one.judge != "absence"]
        subject = [
            one
            for one in judging
            if line_of(self.board, one, device) is None or routing.subject_of(one, device, None)
        ]
        return Lines(
            subject,
            [one for one in listening if one.judge == "absence"],
            {one.scenario: line_of(self.board, one, device) for one in subject},
        )
