"""The clocks of a case: which run in which state, kept as plain JSON, read through the working-time clock.

Rules of a live system (domain reference 1.5): the handling clock starts with the first dispatch and stops
with the handler's report; a rework goes on with the same clock; 挂账 pauses it and pushes the due time
out; a verification task rests the acceptance clock; an extension adds the original limit once more. While a
returned case waits for its next dispatch the handling clock runs on: the first receiver stays responsible.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from weige.cases.rules.states import ENDED, State
from weige.kernel.worktime import Calendar, Due, Extension, Limit, Pause, Reading, Spell, Unit, read_stage
from weige.kernel.worktime import Clock as WorkClock
from weige.kernel.worktime import Stage as Timed

HANDLING = "handling"
#: States in which each clock runs. `handling` also runs in DISPATCHING once it has been started.
RUNS_IN: dict[str, frozenset[State]] = {
    "acceptance": frozenset({State.REPORTED, State.ACCEPTED}),
    "verification": frozenset({State.VERIFYING}),
    "dispatch": frozenset({State.FILED, State.DISPATCHING}),
    HANDLING: frozenset({State.DISPATCHED, State.HANDLING, State.REWORK, State.SUSPENDED}),
    "sending": frozenset({State.HANDLED}),
    "check": frozenset({State.CHECKING}),
    "closing": frozenset({State.CHECKED}),
}
#: These go on where they stopped; the others begin anew at each visit.
GOES_ON = frozenset({"acceptance", HANDLING})
DESK_CLOCKS = tuple(code for code in RUNS_IN if code != HANDLING)

Limits = Mapping[str, Limit]
Clocks = dict[str, Timed]


def load(stored: dict[str, Any]) -> Clocks:
    """From the JSON of the row. Raises KeyError, ValueError on foreign shapes."""
    return {code: _load_one(code, body) for code, body in stored.items()}


def dump(clocks: Clocks) -> dict[str, Any]:
    """To the JSON of the row: amounts as text, times RFC 3339 UTC."""
    return {code: _dump_one(clock) for code, clock in clocks.items()}


def running(state: State, clocks: Clocks) -> set[str]:
    """Codes of the clocks that run in a state."""
    found = {code for code, states in RUNS_IN.items() if state in states}
    if state is State.DISPATCHING and HANDLING in clocks:
        found.add(HANDLING)
    return found


def enter(clocks: Clocks, state: State, *, now: datetime, limits: Limits) -> Clocks:
    """The clocks after the case came into a state: others are stopped, its own are started or go on.

    `limits` holds the limit of every clock that may start, by code. Raises KeyError when one is missing.
    """
    wanted = running(state, clocks)
    after: Clocks = {}
    for code, clock in clocks.items():
        open_now = clock.stopped_at is None
        if code in wanted or not open_now:
            after[code] = clock
        else:
            after[code] = replace(clock, spells=(*clock.spells[:-1], Spell(clock.spells[-1].start, now)))
    for code in sorted(wanted):
        known = after.get(code)
        if known is not None and known.stopped_at is None:
            continue
        if known is not None and code in GOES_ON:
            after[code] = replace(known, spells=(*known.spells, Spell(now)))
        else:
            after[code] = Timed(code=code, limit=limits[code], spells=(Spell(now),))
    return after


def pause(clocks: Clocks, *, now: datetime, until: datetime, reason: str) -> Clocks:
    """挂账: the handling clock rests until a date."""
    clock = clocks[HANDLING]
    return clocks | {
        HANDLING: replace(clock, pauses=(*clock.pauses, Pause(now, until, reason=reason, code="suspended")))
    }


def resume(clocks: Clocks, *, now: datetime) -> Clocks:
    """Ends a pause that reaches beyond now."""
    clock = clocks[HANDLING]
    cut = tuple(replace(p, end=now) if p.end is None or p.end > now else p for p in clock.pauses)
    return clocks | {HANDLING: replace(clock, pauses=cut)}


def extend(clocks: Clocks, *, now: datetime, reason: str) -> Clocks:
    """延期: the original limit once more."""
    clock = clocks[HANDLING]
    extension = Extension(granted_at=now, reason=reason)
    return clocks | {HANDLING: replace(clock, extensions=(*clock.extensions, extension))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dues:
    """What the clocks say, as columns. `rank_at` orders open cases: the nearest due time that runs."""

    due_at: datetime | None
    half_at: datetime | None
    near_at: datetime | None
    stage_due_at: datetime | None
    rank_at: datetime
    warnings: tuple[str, ...]


def dues(clocks: Clocks, state: State, calendar: Calendar, *, now: datetime) -> Dues:
    """Due times of the case in a state. Ended cases are ranked by their end, which is `now`."""
    main = due_of(clocks.get(HANDLING), calendar)
    live = running(state, clocks)
    desk = due_of(clocks.get(desk_clock(state)), calendar)
    waiting = [at for at in (main.at if HANDLING in live else None, desk.at) if at is not None]
    return Dues(
        due_at=main.at,
        half_at=main.half_at,
        near_at=main.near_at,
        stage_due_at=desk.at,
        rank_at=now if state in ENDED or not waiting else min(waiting),
        warnings=tuple(dict.fromkeys((*main.warnings, *desk.warnings))),
    )


def desk_clock(state: State) -> str:
    """The code of the desk's own clock in a state; empty where the handler has the case."""
    return next((code for code in DESK_CLOCKS if state in RUNS_IN[code]), "")


def shown(clocks: Clocks, state: State) -> Timed | None:
    """The clock a chip shows: the handling clock while it runs or when all is over, else the desk's own."""
    live = running(state, clocks)
    if HANDLING in live or state in ENDED:
        return clocks.get(HANDLING)
    return next((clocks[code] for code in live if code in clocks), None)


def read(clock: Timed, calendar: Calendar, *, now: datetime) -> Reading:
    """What one clock says at `now`."""
    reading = read_stage(WorkClock(calendar), clock, now=now).reading
    assert reading is not None, "a stored clock has a limit and was started"
    return reading


def due_of(clock: Timed | None, calendar: Calendar) -> Due:
    if clock is None or clock.limit is None or clock.start is None:
        return Due(None, None, None)
    return WorkClock(calendar).due(clock.start, clock.limit, clock.all_pauses, clock.extensions)


def _dump_one(clock: Timed) -> dict[str, Any]:
    assert clock.limit is not None, "only clocks with a limit are kept"
    return {
        "amount": str(clock.limit.amount),
        "unit": clock.limit.unit.value,
        "spells": [[_text(s.start), _text(s.end)] for s in clock.spells],
        "pauses": [
            {
                "start": _text(p.start),
                "end": _text(p.end),
                "reason": p.reason,
                "code": p.code,
            }
            for p in clock.pauses
        ],
        "extensions": [{"granted_at": _text(e.granted_at), "reason": e.reason} for e in clock.extensions],
    }


def _load_one(code: str, body: dict[str, Any]) -> Timed:
    return Timed(
        code=code,
        limit=Limit(Decimal(body["amount"]), Unit(body["unit"])),
        spells=tuple(Spell(_at(start), _maybe(end)) for start, end in body["spells"]),
        pauses=tuple(
            Pause(_at(p["start"]), _maybe(p["end"]), reason=p["reason"], code=p["code"])
            for p in body["pauses"]
        ),
        extensions=tuple(
            Extension(granted_at=_maybe(e["granted_at"]), reason=e["reason"]) for e in body["extensions"]
        ),
    )


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _maybe(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
