"""Which figures stand on the wall and what is said beside them, from what was counted."""

from collections.abc import Mapping
from typing import Any

# The lists that need a decision: words' key, the count's name, and the filter of GET /api/cases with its rows.
LISTS: tuple[tuple[str, str, Mapping[str, str | bool]], ...] = (
    ("overdue", "overdue", {"overdue": True}),
    ("returned", "returned", {"state": "dispatching"}),
    ("unassigned", "filed", {"state": "filed"}),
    ("rework", "rework", {"state": "rework"}),
    ("suspended", "suspended", {"state": "suspended"}),
)


def lists_of(counted: Mapping[str, Any]) -> list[dict[str, Any]]:
    """[{key, count, filter}]: filter gives exactly the counted rows."""
    states = counted["states"]
    return [
        {"key": key, "count": counted[name] if name in counted else states[name], "filter": dict(wanted)}
        for key, name, wanted in LISTS
    ]


def minutes(seconds: float | None) -> float | None:
    """Seconds as minutes with one decimal; a whole number from ten on."""
    if seconds is None:
        return None
    found = seconds / 60
    return round(found) if found >= 10 else round(found, 1)


def share(part: int, whole: int) -> float | None:
    """Per cent with one decimal; None of nothing (a zero denominator is no number)."""
    return round(100 * part / whole, 1) if whole else None


def loop_of(
    counted: Mapping[str, Any],
    *,
    readings: int | None,
    living: int,
    open_: int,
    spots: Mapping[str, int] | None,
) -> list[dict[str, Any]]:
    """The eight stages with the count now in each, flows of today for filing and closing, and what is stuck.

    readings: signals of the last hour, None for who may not list devices.
    living: warnings open or confirmed; open_: those nobody has judged.
    spots: black spots (knowledge.queries.spots.live_spots), None for who may not see them: None, never a zero for the
    unknown.
    """
    states = counted["states"]
    late, near = counted["overdue"], counted["near"]
    acting = ("act", _sum(states, "dispatched", "handling", "suspended", "rework"))
    in_time = share(counted["closed_in_time_today"], counted["closed_today"])
    return [
        _stage("sense", readings, "per_hour"),
        _stage("warn", living, *_if("unconfirmed", open_), alert=open_ > 0),
        _stage("file", counted["filed_today"], *_if("waiting", states["filed"])),
        _stage("dispatch", _sum(states, "filed", "dispatching")),
        _stage(*acting, *(_if("overdue", late) or _if("near", near)), alert=late > 0),
        _stage("verify", _sum(states, "handled", "checking", "checked"), "other_person"),
        _stage("close", counted["closed_today"], *(("on_time_pct", in_time) if in_time is not None else ())),
        _learn(spots),
    ]


def _learn(spots: Mapping[str, int] | None) -> dict[str, Any]:
    """From one case to a class: the black spots in hand; a look that is late comes before a proposal that waits."""
    if spots is None:
        return _stage("learn", None)
    late, proposed = spots["late"], spots["proposed"]
    note = _if("late_look", late) or _if("proposed", proposed)
    return _stage("learn", spots["live"], *note, alert=late > 0)


def _sum(states: Mapping[str, int], *names: str) -> int:
    return sum(states[name] for name in names)


def _if(key: str, value: int) -> tuple[Any, ...]:
    """A note only where there is something to note."""
    return (key, value) if value else ()


def _stage(
    stage: str, count: int | None, note_key: str = "", note_value: float | None = None, *, alert: bool = False
) -> dict[str, Any]:
    return {"stage": stage, "count": count, "note_key": note_key, "note_value": note_value, "alert": alert}
