"""Hostile JSON for Hypothesis: anything a message may hold, and known messages with anything put in anywhere."""

import copy
import math
from typing import Any

from hypothesis import strategies as st

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([10**400, -(10**30), 2**63, 1e308, -1e308, 0, -0.0]),
    st.floats(),
    st.text(max_size=30),
    st.sampled_from(["", "\x00", "\ud800", "1e999", "NaN", "x" * 5000, "2026-11-20T07:22:00Z", "٣", "1_0"]),
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value, the whole included."""
    found = [path]
    if isinstance(value, dict):
        for key, inner in value.items():
            found += places(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            found += places(inner, (*path, number))
    return found


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """A copy with something else at a place."""
    if not path:
        return new
    whole = copy.deepcopy(value)
    inner = whole
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = new
    return whole


def spoilt(good: Any) -> st.SearchStrategy[Any]:
    """The message with one to three places replaced by anything."""

    @st.composite
    def draw(draw: st.DrawFn) -> Any:
        value = good
        for _ in range(draw(st.integers(1, 3))):
            value = put(value, draw(st.sampled_from(places(value))), draw(ANYTHING))
        return value

    return draw()


def usable(signal: dict[str, Any]) -> None:
    """What every adapter promises of the signals it tells."""
    assert isinstance(signal["id"], str)
    assert 0 < len(signal["id"]) <= 80
    assert isinstance(signal["source"], str)
    assert 0 < len(signal["source"]) <= 60
    assert isinstance(signal["time"], str)
    if isinstance(signal.get("value"), float):
        assert math.isfinite(signal["value"]) or signal["source"] == "sensorthings"
