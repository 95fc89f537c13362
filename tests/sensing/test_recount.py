"""The recount of a tape says signal for signal what the machine says, whatever thresholds are asked."""

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sensing.rulekit import CAMERA, SECOND_CAMERA, TILT, at, goods, tilt
from weige.kernel.worktime import packaged_calendar
from weige.sensing.rules import vectors
from weige.sensing.rules.machine import SECOND
from weige.sensing.rules.permits import Permit
from weige.sensing.rules.replay import Act, Side
from weige.sensing.rules.retelling import retell
from weige.sensing.rules.routing import Device
from weige.sensing.rules.schedule import awake
from weige.sensing.rules.signals import Signal
from weige.sensing.rules.spec import RuleSpec, Schedule
from weige.sensing.rules.tape import Recorder, pack, unpack

Arrival = tuple[Device, Signal, int]
SECOND_TILT = msgspec.structs.replace(TILT, id=4, code="QX-2")
END = at(24 * 60)
LIMIT = {"value": 7.0, "low": -7.0, "rate": 2.0}
WORKS = Permit(1, "works-permit", "building:B-1", "2026-11-20", "2026-11-20", (), ("16:30-17:10",))


def both(
    recorded: RuleSpec, asked: RuleSpec, arrivals: Sequence[Arrival], acts: Sequence[Act]
) -> tuple[Any, Any]:
    """(what the board says under `asked`, what a tape recorded under `recorded` says under `asked`)."""
    permits, calendar = [WORKS], packaged_calendar()
    side = Side({asked.scenario: asked}, permits, calendar=calendar)
    recorder = Recorder(recorded, side.board.permits, calendar)
    waiting = list(acts)
    for device, signal, received in arrivals:
        while waiting and waiting[0].at < received:
            side.act(waiting.pop(0))
        side.push(device, signal, received)
        recorder.push(device, signal, received)
    for act in waiting:
        side.act(act)
    side.finish(END)
    tape = unpack(pack(recorder.tape()))
    told = retell(asked, tape, acts, start=0, end=END)

    def seen(episodes: Any) -> list[tuple[Any, ...]]:
        found = [(e.subject, e.device_id, e.since, e.at, e.level, e.until, e.auto) for e in episodes]
        return sorted(found, key=repr)

    return (sorted(side.lines), seen(side.episodes)), (sorted(told.lines), seen(told.episodes))


def arrived(found: Sequence[tuple[Device, str, int, Any]], late: Sequence[int]) -> list[Arrival]:
    """Signals by minute; those numbered in `late` arrive three minutes after their time."""
    signals = []
    for number, (device, kind, minute, content) in enumerate(sorted(found, key=lambda one: one[2])):
        value, data = (content, {}) if isinstance(content, float) else (None, content)
        signal = Signal(f"{number}", "t", device.code, kind, at(minute), value, data)
        signals.append((device, signal, at(minute) + (180 * SECOND if number in late else 0)))
    return sorted(signals, key=lambda one: one[2])


minutes = st.integers(0, 400)
shops = st.lists(
    st.tuples(st.sampled_from(["S-1", "S-2"]), st.sampled_from([0.5, 0.62, 0.7, 0.9])), max_size=2
)


@st.composite
def camera_days(draw: st.DrawFn) -> list[Arrival]:
    """Two cameras that look every minute or so; goods stand for stretches; beats in between."""
    first = msgspec.structs.replace(CAMERA, events_only=draw(st.booleans()))
    found: list[tuple[Device, str, int, Any]] = []
    for device in (first, SECOND_CAMERA):
        for start, length, step in draw(
            st.lists(st.tuples(minutes, st.integers(1, 25), st.integers(1, 4)), max_size=5)
        ):
            things = [{"label": "goods", "confidence": c, "shop": s} for s, c in draw(shops)]
            found += [(device, "detection", start + n * step, {"objects": things}) for n in range(length)]
        for minute in draw(st.lists(minutes, max_size=20)):
            found.append((device, "heartbeat", minute, {}))
    return arrived(found, draw(st.lists(st.integers(0, 60), max_size=draw(st.sampled_from([0, 0, 3])))))


@st.composite
def tilt_days(draw: st.DrawFn) -> list[Arrival]:
    """Two gauges in one house: stretches at some height, and single readings."""
    found: list[tuple[Device, str, int, Any]] = []
    heights = st.sampled_from([0.5, 3.7, 4.2, 4.3, 5.1, 5.7, 6.4, 7.2, -7.5])
    for device in (TILT, SECOND_TILT):
        for start, length, step in draw(
            st.lists(st.tuples(minutes, st.integers(1, 20), st.integers(1, 12)), max_size=6)
        ):
            flat = draw(st.one_of(st.none(), heights))
            found += [(device, "tilt", start + n * step, flat or draw(heights)) for n in range(length)]
    return arrived(found, draw(st.lists(st.integers(0, 60), max_size=draw(st.sampled_from([0, 0, 3])))))


def acts_of(scenario: str, subjects: Sequence[str]) -> st.SearchStrategy[list[Act]]:
    one = st.builds(
        lambda minute, what, subject: Act(at(minute) + SECOND, what, (scenario, subject)),
        minutes,
        st.sampled_from(["confirm", "dismiss", "end"]),
        st.sampled_from(list(subjects)),
    )
    return st.lists(one, max_size=4).map(lambda acts: sorted(acts, key=lambda act: act.at))


@settings(max_examples=300, deadline=None)
@given(
    camera_days(),
    acts_of("goods", ["shop:S-1", "shop:S-2"]),
    st.sampled_from([0.5, 0.6, 0.65, 0.8]),
    st.sampled_from([0, 120, 300, 900]),
    st.sampled_from([60, 120, 300]),
    st.sampled_from([60, 180, 600]),
)
def test_cameras(
    arrivals: list[Arrival], acts: list[Act], sure: float, stay: int, gap: int, clear: int
) -> None:
    base = goods(unless=[], levels=[{"level": "yellow"}, {"level": "red", "for_s": 1200}])
    signal = msgspec.structs.replace(base.signal, min_confidence=sure)
    asked = msgspec.structs.replace(base, signal=signal, for_s=stay, gap_s=gap, clear_after_s=clear)
    exact, fast = both(base, asked, arrivals, acts)
    assert fast == exact


@settings(max_examples=300, deadline=None)
@given(
    tilt_days(),
    acts_of("tilt", ["building:B-1"]),
    st.sampled_from([0.5, 0.6, 0.8]),
    st.sampled_from([0, 600, 1800]),
    st.sampled_from([300, 900, 2400]),
    st.sampled_from([0, 600, 1800]),
    st.sampled_from([0.0, 0.1, 0.3]),
    st.sampled_from(["persists", "worsens"]),
)
def test_gauges(
    arrivals: list[Arrival],
    acts: list[Act],
    share: float,
    stay: int,
    gap: int,
    clear: int,
    slack: float,
    again: str,
) -> None:
    rate = {"window_s": 7200, "limit": 2.0, "level": "yellow"}
    levels = [{"level": "yellow", "share": 0.6}, {"level": "red", "share": 1.0, "for_s": 300}]
    base = tilt(rate=rate, levels=levels, again=again)
    first = msgspec.structs.replace(base.levels[0], share=share)
    asked = msgspec.structs.replace(
        base, levels=(first, base.levels[1]), for_s=stay, gap_s=gap, clear_after_s=clear, hysteresis=slack
    )
    exact, fast = both(base, asked, arrivals, acts)
    assert fast == exact


SHAPES: list[dict[str, Any]] = [
    {"direction": "below", "magnitude": False},
    {"direction": "outside", "magnitude": False, "limit": LIMIT},
    {"unless": ["works-permit"]},
    {"schedule": {"hours": ["16:00-17:30", "21:00-02:00"]}},
    {"schedule": {"days": "working", "hours": ["15:00-19:00"]}, "missing_s": 600},
    {
        "judge": "rate",
        "window_s": 1800,
        "levels": [{"level": "yellow", "at": 2}, {"level": "red", "share": 1.5}],
    },
    {
        "judge": "rate",
        "window_s": 3600,
        "direction": "below",
        "magnitude": False,
        "levels": [{"level": "red", "at": 1}],
    },
    {"judge": "count", "window_s": 1800, "levels": [{"level": "yellow", "at": 2}, {"level": "red", "at": 5}]},
    {
        "judge": "count",
        "window_s": 3600,
        "direction": "below",
        "magnitude": False,
        "levels": [{"level": "red", "at": 3}],
    },
    {"judge": "count", "window_s": 900, "unless": ["works-permit"], "levels": [{"level": "yellow", "at": 1}]},
    {
        "judge": "count",
        "window_s": 900,
        "schedule": {"hours": ["16:00-17:30"]},
        "levels": [{"level": "blue", "at": 2}],
    },
    {"judge": "frozen"},
    {"judge": "frozen", "tolerance": 0.7, "levels": [{"level": "yellow"}, {"level": "red", "for_s": 5400}]},
]


@settings(max_examples=200, deadline=None)
@given(
    tilt_days(),
    acts_of("tilt", ["building:B-1"]),
    st.sampled_from(SHAPES),
    st.sampled_from([0, 600, 1800]),
    st.sampled_from([300, 900, 2400]),
    st.sampled_from([0, 600, 1800]),
    st.sampled_from([0.0, 0.1, 0.3]),
)
def test_every_judge_of_numbers(
    arrivals: list[Arrival],
    acts: list[Act],
    shape: dict[str, Any],
    stay: int,
    gap: int,
    clear: int,
    slack: float,
) -> None:
    """All sides of a limit, bands, schedules, permits, rates, counts, standstills."""
    base = tilt(again="persists", **({"limit": LIMIT} | shape))
    asked = msgspec.structs.replace(base, for_s=stay, gap_s=gap, clear_after_s=clear, hysteresis=slack)
    changed = [
        (msgspec.structs.replace(device, limits={}) if "limit" in shape else device, signal, received)
        for device, signal, received in arrivals
    ]
    exact, fast = both(base, asked, changed, acts)
    assert fast == exact


@given(
    st.lists(st.integers(at(-3000), at(6000)), max_size=40),
    st.sampled_from(
        [(), ("20:00-08:00",), ("08:00-12:00", "13:30-18:00"), ("07:00-07:00",), ("00:00-24:00",)]
    ),
    st.sampled_from([(), (1, 2, 3), (6, 7)]),
    st.sampled_from(["", "working", "off"]),
)
def test_a_schedule_asked_of_many_moments_at_once(
    moments: list[int], hours: tuple[str, ...], weekdays: tuple[int, ...], days: Any
) -> None:
    schedule, calendar = Schedule(hours, weekdays, days), packaged_calendar()
    found = vectors.awake(schedule, np.array(moments, dtype=np.int64), calendar)
    assert found.tolist() == [awake(schedule, one, calendar) for one in moments]
