"""Folding events into a row: old state + events = fresh state (tested over random walks)."""

from collections.abc import Iterable, Mapping
from typing import Any


def fold(row: Mapping[str, Any], payloads: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The tracked columns of a case after the events, from those before (empty for none), as plain JSON."""
    after = dict(row)
    for payload in payloads:
        after.update(payload.get("changes", {}))
    return after
