"""Stages and total: a rework continues the stage's clock, the total runs on, the nearest due time binds."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from weige.kernel.worktime import (
    Clock,
    Extension,
    Limit,
    Pause,
    Plan,
    Spell,
    Stage,
    State,
    Unit,
    WorktimeError,
    explain_stage,
    packaged_calendar,
    read_stage,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
CLOCK = Clock(packaged_calendar())
QUARTER = Limit(1, Unit.URGENT_HOUR)


def at(text: str) -> datetime:
    """A wall-clock time in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def plan(**changed) -> Plan:
    """Filed on Friday at 9; handled, checked, handled again."""
    handle = Stage(
        code="handle",
        limit=Limit(4, Unit.WORK_HOUR),
        spells=(
            Spell(at("2026-11-20 09:00"), at("2026-11-20 11:00")),
            Spell(at("2026-11-20 14:30")),
        ),
    )
    check = Stage(
        code="check",
        limit=Limit(2, Unit.URGENT_HOUR),
        spells=(Spell(at("2026-11-20 11:00"), at("2026-11-20 14:30")),),
    )
    close = Stage(code="close", limit=Limit(1, Unit.WORK_DAY))
    given = {"start": at("2026-11-20 08:30"), "total": Limit(1, Unit.WORK_DAY)}
    return Plan(**(given | {"stages": (handle, check, close)} | changed))


def test_rework_continues_the_clock_of_the_stage() -> None:
    read = plan().read(CLOCK, at("2026-11-20 15:00"))
    handle = read.stages[0].reading
    assert handle is not None
    assert handle.used == timedelta(hours=2, minutes=30)
    assert handle.due == at("2026-11-20 16:30"), "two hours were left at 14:30"
    assert (handle.state, handle.running) == (State.HALF, True)


def test_a_stage_that_was_left_keeps_its_last_reading() -> None:
    check = plan().read(CLOCK, at("2026-11-27 15:00")).stages[1].reading
    assert check is not None
    assert (check.stopped, check.state, check.over_by) == (True, State.OVER, timedelta(hours=1.5))


def test_between_spells_the_stage_stands_still() -> None:
    handle = plan().stages[0]
    left = Stage(code="handle", limit=handle.limit, spells=handle.spells[:1])
    reading = read_stage(CLOCK, left, now=at("2026-11-20 13:00")).reading
    assert reading is not None
    assert (reading.stopped, reading.remaining) == (True, timedelta(hours=2))


def test_total_runs_through_all_stages_and_the_nearest_due_time_binds() -> None:
    read = plan().read(CLOCK, at("2026-11-20 15:00"))
    assert read.total is not None
    assert read.total.used == timedelta(hours=4, minutes=30)
    assert read.total.due == at("2026-11-23 08:30")
    assert (read.binding, read.due) == ("handle", at("2026-11-20 16:30"))
    late = plan(total=Limit(5, Unit.WORK_HOUR)).read(CLOCK, at("2026-11-20 15:00"))
    assert (late.binding, late.due) == ("total", at("2026-11-20 15:30"))
    assert late.warnings == ("stage_beyond_total:handle",)
    handled = Stage(
        code="handle",
        limit=Limit(4, Unit.WORK_HOUR),
        spells=(Spell(at("2026-11-20 15:00"), at("2026-11-20 15:20")),),
    )
    done = plan(total=Limit(5, Unit.WORK_HOUR), stages=(handled,)).read(CLOCK, at("2026-11-20 15:25"))
    assert done.warnings == (), "what is done in time is nothing to warn of"


def test_a_stage_not_reached_has_no_due_time() -> None:
    close = plan().read(CLOCK, at("2026-11-20 15:00")).stages[2]
    assert (close.reading, close.start) == (None, None)


def test_nothing_binds_when_all_has_stopped() -> None:
    done = plan(stages=plan().stages[1:2], stopped_at=at("2026-11-20 15:00")).read(
        CLOCK, at("2026-12-01 09:00")
    )
    assert (done.due, done.binding) == (None, None)
    assert done.total is not None
    assert done.total.stopped


def test_stages_take_their_own_pauses_and_extensions() -> None:
    stage = Stage(
        code="handle",
        limit=Limit(2, Unit.WORK_HOUR),
        spells=(Spell(at("2026-11-20 14:00")),),
        pauses=(Pause(at("2026-11-20 15:00"), at("2026-11-20 16:00"), code="verifying"),),
        extensions=(Extension(1),),
    )
    reading = read_stage(CLOCK, stage, now=at("2026-11-20 15:30")).reading
    assert reading is not None
    assert (reading.due, reading.state) == (at("2026-11-20 18:00"), State.PAUSED)
    explained = explain_stage(CLOCK, stage, now=at("2026-11-20 15:30"))
    assert explained is not None
    assert explained.pauses[0].reason.words.zh == "核实中"


def test_explanation_of_a_stage_names_the_time_spent_elsewhere() -> None:
    explained = explain_stage(CLOCK, plan().stages[0], now=at("2026-11-20 15:00"))
    assert explained is not None
    reasons = [i.reason.code for day in explained.days for i in day.intervals if i.reason]
    assert reasons == ["other_stage"]
    assert explain_stage(CLOCK, plan().stages[2], now=at("2026-11-20 15:00")) is None


@pytest.mark.parametrize(
    "spells",
    [
        (Spell(at("2026-11-20 09:00")), Spell(at("2026-11-20 10:00"))),
        (Spell(at("2026-11-20 09:00"), at("2026-11-20 11:00")), Spell(at("2026-11-20 10:00"))),
        (Spell(at("2026-11-20 09:00"), at("2026-11-20 08:00")),),
    ],
)
def test_spells_must_follow_one_another(spells: tuple[Spell, ...]) -> None:
    with pytest.raises(WorktimeError, match="spells_out_of_order"):
        Stage(code="handle", limit=QUARTER, spells=spells)
