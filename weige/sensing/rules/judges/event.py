"""Something happened whose data meets the conditions: a lease signed at a protected house, a door opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from weige.sensing.rules.judges.base import Judge, Verdict
from weige.sensing.rules.levels import NONE
from weige.sensing.rules.spec import RuleSpec, ranks
from weige.sensing.rules.state import Sample, State

BOUNDS = ("at_least", "at_most", "not")


def weigh(spec: RuleSpec, state: State, sample: Sample) -> Verdict:  # noqa: ARG001 - no memory
    """The sample's value is the rank its data reaches (see reached()); a tick means it has lasted long enough."""
    if sample.value is None or sample.tick:
        return NONE, NONE
    return int(sample.value), int(sample.value)


def reached(spec: RuleSpec, data: Mapping[str, Any]) -> int:
    """The highest level whose conditions, and the rule's own, the data meets; 0 when it meets none."""
    if not meets(spec.where, data):
        return NONE
    return max((level for level, rung in ranks(spec) if meets(rung.where, data)), default=NONE)


def meets(where: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
    """Whether every condition holds. Keys are dotted paths; a value is what it must be, a list any of which, a
    table {at_least, at_most, not} bounds. What is not there meets nothing, not even a "not"."""
    return all(_meets(condition, _at(data, path)) for path, condition in where.items())


def _at(data: Any, path: str) -> Any:
    for part in path.split("."):
        data = data.get(part) if isinstance(data, Mapping) else None
    return data


def _meets(condition: Any, found: Any) -> bool:
    if found is None:
        return False
    if isinstance(condition, Mapping):
        return all(_bounded(name, bound, found) for name, bound in condition.items())
    if isinstance(condition, list | tuple):
        return any(_same(one, found) for one in condition)
    return _same(condition, found)


def _bounded(name: str, bound: Any, found: Any) -> bool:
    if name == "not":
        return not _meets(bound, found)
    if isinstance(found, bool) or not isinstance(found, int | float):
        return False
    return bool(found >= bound if name == "at_least" else found <= bound)


def _same(wanted: Any, found: Any) -> bool:
    """Equal and of one kind: true is not 1."""
    return isinstance(wanted, bool) == isinstance(found, bool) and bool(wanted == found)


JUDGE = Judge(weigh, needs_hearing=False, traced=True)
