"""Properties of every judge and of their combinations: restarts anywhere, wakes at any moment and signals a little
late change nothing that anybody is told.
"""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sensing.judgekit import Lane, Step, beat, door, lease, minute, rule, smoke, water
from weige.sensing.rules.board import Change
from weige.sensing.rules.signals import Signal
from weige.sensing.rules.spec import RuleSpec

LEVELS = [{"level": "yellow"}, {"level": "red", "share": 1.4, "for_s": 1200}]
TIMES = [{"level": "blue", "for_s": 900}, {"level": "orange", "for_s": 2400}]
COUNTS = [{"level": "yellow", "at": 2}, {"level": "red", "at": 4}]
HOURS = {"hours": ["08:00-18:00"], "days": "working"}

RULES: dict[str, list[RuleSpec]] = {
    "threshold": [rule("a", "threshold", levels=LEVELS, for_s=600, clear_after_s=600, missing_s=1500)],
    "below": [rule("a", "threshold", direction="below", levels=[{"level": "yellow", "share": 0.5}])],
    "outside": [rule("a", "threshold", direction="outside", for_s=300)],
    "rate": [rule("a", "rate", window_s=1800, magnitude=True, levels=[{"level": "yellow", "at": 40}])],
    "beside": [rule("a", "threshold", rate={"window_s": 1800, "limit": 30, "level": "yellow"})],
    "count": [rule("a", "count", window_s=2400, levels=COUNTS, clear_after_s=300)],
    "recurrence": [rule("a", "recurrence", window_s=7200, gap_s=600, levels=COUNTS)],
    "absence": [rule("a", "absence", "any", levels=TIMES, clear_after_s=300)],
    "absence by day": [rule("a", "absence", "water", levels=TIMES, schedule=HOURS)],
    "frozen": [rule("a", "frozen", levels=TIMES, tolerance=1.0, gap_s=1800)],
    "baseline": [rule("a", "baseline", direction="outside", levels=[{"level": "yellow", "at": 0.2}])],
    "change": [rule("a", "change", direction="outside", levels=[{"level": "yellow", "at": 0.1}])],
    "anomaly": [rule("a", "anomaly", levels=[{"level": "yellow", "at": 0.3}])],
    "event": [rule("a", "event", "door", where={"open": True}, lasts_s=1800)],
    "lease": [
        rule("a", "event", "register.lease", one_per="building", where={"protected": True}, lasts_s=3600)
    ],
    "combination": [
        rule("f/smoke", "threshold", "smoke", warns=False, missing_s=1800, clear_after_s=300),
        rule("f/door", "event", "door", where={"open": True}, warns=False, missing_s=1500),
        rule(
            "f",
            "combination",
            one_per="building",
            levels=[
                {"level": "yellow", "when": "f/smoke"},
                {"level": "red", "when": "f/smoke and not f/door"},
            ],
            for_s=300,
            clear_after_s=600,
        ),
    ],
    "over combinations": [
        rule("f/still", "absence", "any", for_s=1200, warns=False),
        rule("f/high", "threshold", for_s=300),
        rule("f/often", "count", when="f/high", window_s=7200, one_per="building", levels=COUNTS),
        rule("f", "combination", one_per="building", when="f/often>=red or (f/high and f/still)"),
    ],
}


def signals(clock: float) -> st.SearchStrategy[Signal]:
    """One word of one of the four devices of house B-1, or of its neighbour."""
    waters = st.sampled_from([10, 40, 41, 60, 99, 101, 101.5, 130, 150]).map(lambda v: water(clock, v))
    smokes = st.sampled_from([0.05, 0.19, 0.25, 0.3]).map(lambda v: smoke(clock, v))
    doors = st.booleans().map(lambda on: door(clock, on))
    rest = st.sampled_from([beat(clock), water(clock, 120, "W-9"), lease(clock, protected=True)])
    return st.one_of(waters, waters, smokes, doors, rest)


@st.composite
def stories(draw: st.DrawFn, late: bool = False) -> list[Signal]:
    clock, found = 0.0, []
    for number in range(draw(st.integers(1, 70))):
        clock += draw(st.sampled_from([0, 0.5, 1, 2, 3, 5, 5, 8, 15, 45]))
        skew = draw(st.sampled_from([0, 0, 0, 0.5, 1.5, 4])) if late else 0
        one = draw(signals(max(0.0, clock - skew)))
        found.append(Signal(f"{number}", "t", one.device, one.kind, one.at, one.value, one.data))
    return found


def told(log: list[Change]) -> list[Change]:
    """What somebody hears of, in the order of its moments; "touch" and "mark" tell nobody anything."""
    return sorted(
        (one for one in log if one.what not in {"touch", "mark"}), key=lambda one: (one.at, one.group)
    )


@pytest.mark.parametrize("name", RULES)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_restarts_anywhere_change_nothing(name: str, data: st.DataObject) -> None:
    story: list[Any] = data.draw(stories(late=True))
    wakes = data.draw(st.lists(st.integers(0, len(story)), max_size=4))
    steps: list[Step] = list(story)
    for place in sorted(wakes, reverse=True):
        newest = max((one.at for one in story[:place]), default=0)
        if newest:
            steps.insert(place, minute(newest))
    cuts = data.draw(st.lists(st.integers(0, len(steps)), max_size=8))
    whole, parts = Lane(RULES[name]).run(steps), Lane(RULES[name], cuts).run(steps)
    assert parts.log == whole.log
    assert parts.board.dump() == whole.board.dump()
    assert parts.board.late == whole.board.late


@pytest.mark.parametrize("name", RULES)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_the_moment_of_waking_changes_nothing_that_is_told(name: str, data: st.DataObject) -> None:
    """However often somebody looks at the clock in between, in the end the same was told with the same times."""
    story = data.draw(stories())
    steps: list[Step] = []
    for one in story:
        for before in data.draw(st.lists(st.sampled_from([0.01, 0.4, 1.7, 4, 11, 30]), max_size=2)):
            steps.append(minute(one.at) - before)
        steps.append(one)
    end = minute(story[-1].at) + 500
    rarely, often = Lane(RULES[name]).run([*story, end]), Lane(RULES[name]).run([*steps, end])
    assert told(often.log) == told(rarely.log)
    assert often.board.live == rarely.board.live
    assert often.board.levels == rarely.board.levels


@pytest.mark.parametrize("name", [name for name in RULES if name not in {"combination", "over combinations"}])
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_signals_up_to_a_minute_and_a_half_late_come_to_the_same(name: str, data: st.DataObject) -> None:
    """Judged in their place: afterwards every level is what it would have been in order."""
    story = [
        Signal(f"{n}", "t", one.device, one.kind, one.at + n, one.value, one.data)
        for n, one in enumerate(data.draw(stories()))
    ]
    shuffled = sorted(story, key=lambda one: one.at + data.draw(st.integers(0, 89)) * 1_000_000)
    end = minute(max(one.at for one in story)) + 500
    inorder, late = Lane(RULES[name]).run([*story, end]), Lane(RULES[name]).run([*shuffled, end])
    assert late.board.late == 0
    assert late.board.levels == inorder.board.levels
