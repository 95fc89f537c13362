"""Stages and total: a case has a limit as a whole and one per stage (pure).

A stage may run in several spells, because a rework continues the same stage clock (rule of the live
system): time between its spells does not count for it, while the clock of the whole case runs on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .clock import Clock
from .errors import WorktimeError
from .explanation import Explanation
from .inputs import Extension, Pause
from .reading import Reading
from .spans import to_us
from .units import Limit

#: Code of the pause that stands for time a case spent in another stage.
BETWEEN = "other_stage"


@dataclass(frozen=True, slots=True)
class Spell:
    """One stay in a stage; ``end`` None: still in it."""

    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stage with its own limit (None: none) and its spells in order; no spell: not reached yet."""

    code: str
    limit: Limit | None
    spells: tuple[Spell, ...] = ()
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()

    def __post_init__(self) -> None:
        last: int | None = None
        for number, spell in enumerate(self.spells):
            start = to_us(spell.start, field="spell.start")
            if (number and last is None) or (last is not None and start < last):
                raise WorktimeError("spells_out_of_order", stage=self.code)
            last = None if spell.end is None else to_us(spell.end, field="spell.end")
            if last is not None and last < start:
                raise WorktimeError("spells_out_of_order", stage=self.code)

    @property
    def start(self) -> datetime | None:
        """When the stage was first entered."""
        return self.spells[0].start if self.spells else None

    @property
    def stopped_at(self) -> datetime | None:
        """When the stage was last left; None while it is on or before it begins."""
        return self.spells[-1].end if self.spells else None

    @property
    def all_pauses(self) -> tuple[Pause, ...]:
        """The pauses given plus the time between spells."""
        between = (
            Pause(one.end, two.start, code=BETWEEN)
            for one, two in zip(self.spells, self.spells[1:], strict=False)
            if one.end is not None
        )
        return (*self.pauses, *between)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageReading:
    """What the clock of one stage says; ``reading`` is None without a limit or before the start.

    ``counted`` starts when the stage is entered: a stage not reached yet has no due time.
    """

    code: str
    limit: Limit | None
    start: datetime | None
    stopped_at: datetime | None
    reading: Reading | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReading:
    """Total and stages at one moment. ``due`` is the nearest due time that still runs, ``binding``
    says whose it is ("total" or the stage's code; None when nothing runs)."""

    total: Reading | None
    stages: tuple[StageReading, ...]
    due: datetime | None
    binding: str | None
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The clocks of one case: its total limit from ``start``, and its stages in order."""

    start: datetime
    total: Limit | None
    stages: tuple[Stage, ...] = ()
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    stopped_at: datetime | None = None

    def read(self, clock: Clock, now: datetime) -> PlanReading:
        """All clocks at ``now``. Raises what ``Clock.due`` raises."""
        total = None
        if self.total is not None:
            total = clock.read(
                self.start,
                self.total,
                now=now,
                pauses=self.pauses,
                extensions=self.extensions,
                stopped_at=self.stopped_at,
            )
        stages = tuple(read_stage(clock, stage, now=now) for stage in self.stages)
        due, binding = _nearest(total, stages)
        return PlanReading(
            total=total,
            stages=stages,
            due=due,
            binding=binding,
            warnings=_plan_warnings(total, stages),
        )


def read_stage(clock: Clock, stage: Stage, *, now: datetime) -> StageReading:
    """The clock of one stage at ``now``."""
    reading = None
    if stage.limit is not None and stage.start is not None:
        reading = clock.read(
            stage.start,
            stage.limit,
            now=now,
            pauses=stage.all_pauses,
            extensions=stage.extensions,
            stopped_at=stage.stopped_at,
        )
    return StageReading(
        code=stage.code,
        limit=stage.limit,
        start=stage.start,
        stopped_at=stage.stopped_at,
        reading=reading,
    )


def explain_stage(clock: Clock, stage: Stage, *, now: datetime) -> Explanation | None:
    """Explanation of a stage's due time; None without a limit or before the start."""
    if stage.limit is None or stage.start is None:
        return None
    return clock.explain(
        stage.start,
        stage.limit,
        now=now,
        pauses=stage.all_pauses,
        extensions=stage.extensions,
        stopped_at=stage.stopped_at,
    )


def _nearest(total: Reading | None, stages: Sequence[StageReading]) -> tuple[datetime | None, str | None]:
    """The earliest due time among the clocks that were not stopped; at a tie a stage goes first."""
    running = [
        (item.reading.due, item.code)
        for item in stages
        if item.reading is not None and not item.reading.stopped and item.reading.due is not None
    ]
    if total is not None and not total.stopped and total.due is not None:
        running.append((total.due, "total"))
    return min(running, key=lambda pair: pair[0], default=(None, None))


def _plan_warnings(total: Reading | None, stages: Sequence[StageReading]) -> tuple[str, ...]:
    """Warnings of all clocks, and of running stages that are due after the whole."""
    found = list(total.warnings) if total is not None else []
    whole = total.due if total is not None else None
    for stage in stages:
        reading = stage.reading
        if reading is None:
            continue
        found += reading.warnings
        if whole and reading.due and not reading.stopped and reading.due > whole:
            found.append(f"stage_beyond_total:{stage.code}")
    return tuple(dict.fromkeys(found))
