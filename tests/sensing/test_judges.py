"""Each judge by example: what it reaches, what it holds, what time alone does, what it says of missing data."""

import pytest

from tests.sensing.judgekit import (
    DOOR,
    PUMP,
    Lane,
    beat,
    door,
    lease,
    rule,
    run,
    said,
    smoke,
    water,
)
from tests.sensing.rulekit import CAMERA, at, look
from weige.sensing.rules.arithmetic import arithmetic
from weige.sensing.rules.board import Board
from weige.sensing.rules.judges import quiet_below
from weige.sensing.rules.levels import rank
from weige.sensing.rules.routing import Device
from weige.sensing.rules.spec import Limit, Text

LADDER = [{"level": "yellow", "for_s": 3600}, {"level": "red", "for_s": 7200}]


def test_below_a_limit() -> None:
    spec = rule("low", "threshold", direction="below", levels=[{"level": "yellow", "share": 0.5}])
    found = run([spec], [water(0, 60), water(1, 50), water(2, 54), water(3, 56)])
    assert found == ["open yellow device:W-1 1", "clear device:W-1 3"], "held until 10 % above 50"


def test_outside_a_band() -> None:
    spec = rule("band", "threshold", direction="outside", hysteresis=0)
    found = run([spec], [water(0, 55), water(1, 100), water(2, 99), water(3, 10), water(4, 11)])
    assert found == [
        "open yellow device:W-1 1",
        "clear device:W-1 2",
        "open yellow device:W-1 3",
        "clear device:W-1 4",
    ]


@pytest.mark.parametrize(
    ("changes", "values", "expected"),
    [
        ({}, [(0, 50), (10, 55), (20, 69), (30, 75)], [("open", 30)]),
        ({"direction": "below"}, [(0, 80), (10, 75), (20, 60), (30, 50)], [("open", 20)]),
        ({"magnitude": True}, [(0, 80), (20, 60), (40, 80)], [("open", 20)]),
        ({"levels": [{"level": "red", "at": 60}]}, [(0, 0), (20, 59), (40, 120)], [("open", 40)]),
    ],
)
def test_rate_of_change(
    changes: dict[str, object], values: list[tuple[int, float]], expected: list[tuple[str, int]]
) -> None:
    spec = rule("rate", "rate", window_s=1200, **changes)
    log = Lane([spec]).run(water(m, v) for m, v in values).log
    found = [(one.what, round((one.at - at(0)) / 60e6)) for one in log if one.what != "touch"]
    assert found == expected


def test_count_in_a_window_opens_and_wears_off_by_itself() -> None:
    spec = rule("often", "count", window_s=3600, levels=[{"level": "yellow", "at": 3}], hysteresis=0)
    steps = [water(0, 120), water(10, 90), water(20, 130), water(50, 110), 61.0]
    assert run([spec], steps) == ["open yellow device:W-1 50", "clear device:W-1 60"]
    assert run([spec], [*steps[:-1], water(59, 120), 61.0, 79.0, 80.0]) == [
        "open yellow device:W-1 50",
        "clear device:W-1 80",
    ]


def test_the_third_time_this_month_counts_stays_not_looks() -> None:
    camera = {"kind": "detection", "labels": ["goods"], "zone": "frontage"}
    spec = rule(
        "again",
        "recurrence",
        signal=camera,
        one_per="shop",
        gap_s=600,
        window_s=30 * 86400,
        levels=[{"level": "yellow", "at": 3}],
    )
    board, found = Board({"again": spec}), []
    for start in (0, 1440, 2880):
        for m in range(20):
            found += board.push(CAMERA, look(start + m, "S-1"))
        found += board.push(CAMERA, look(start + 60))
    assert said(found) == ["open yellow shop:S-1 2880"]
    assert dict(found[0].account)["count"] == 3


def test_silence_is_told_at_its_moment_whoever_looks_when() -> None:
    spec = rule("silent", "absence", "any", levels=LADDER)
    told = ["open yellow device:W-1 70", "raise red device:W-1 130", "clear device:W-1 200"]
    talk = [water(0, 1), beat(10)]
    assert run([spec], [*talk, 69.9, 70.0, 130.0, beat(200)]) == told
    assert run([spec], [*talk, 150.0, beat(200)]) == told
    assert run([spec], [*talk, beat(200)]) == told, "the next word tells what was missed"
    assert run([spec], [*talk, 69.9, beat(70), 129.0]) == []


def test_an_idle_absence_costs_nothing_and_waking_too_early_changes_nothing() -> None:
    lane = Lane([rule("silent", "absence", "any", levels=LADDER)]).run([water(m, 1) for m in range(60)])
    assert lane.board.streams == {}
    assert lane.board.due() == at(60), "one entry, made at the first word; it looks again when it is taken"
    before = lane.board.dump()
    assert lane.board.wake(at(118.9)) == []
    assert lane.board.dump() == before
    assert lane.board.due() == at(119)
    assert not lane.board.stirred(1)
    assert said(lane.board.wake(at(119))) == ["open yellow device:W-1 119"]
    assert lane.board.stirred(1)


def test_silence_within_hours_only() -> None:
    """START is 15:22 on a Friday; the rule is awake 08:00–18:00 on working days."""
    awake = {"hours": ["08:00-18:00"], "days": "working"}
    spec = rule("silent", "absence", "any", for_s=3600, schedule=awake)
    monday_eight = 64 * 60 + 38
    steps = [water(120, 1), 200.0, 3000.0, float(monday_eight)]
    assert run([spec], steps) == [f"open yellow device:W-1 {monday_eight}"], "17:22 + 1 h is after hours"


def test_a_frozen_value_is_not_silence_and_silence_is_not_frozen() -> None:
    spec = rule("frozen", "frozen", levels=LADDER, gap_s=1200, tolerance=0.01)
    still = [water(m, 42.0) for m in range(0, 130, 10)]
    assert run([spec], [*still, water(130, 42.5)]) == [
        "open yellow device:W-1 60",
        "raise red device:W-1 120",
        "clear device:W-1 130",
    ]
    assert run([spec], [water(0, 42), water(50, 42), water(100, 42), water(150, 42)]) == []
    assert run([spec], [water(m, 42 + m % 20 / 100) for m in range(0, 130, 10)]) == []


def test_a_level_that_moved_for_good_is_told_once_one_wild_reading_is_not() -> None:
    spec = rule("moved", "change", direction="outside", levels=[{"level": "yellow", "at": 0.5}])
    before = [water(m, 50 + m % 3) for m in range(0, 600, 5)]
    wild = [water(m, 500 if m == 650 else 50 + m % 3) for m in range(600, 900, 5)]
    assert run([spec], before + wild) == []
    found = Lane([spec]).run(before + [water(m, 60 + m % 3) for m in range(600, 900, 5)]).log
    assert [one.what for one in found].count("open") == 1
    numbers = dict(found[0].account)
    assert numbers["score"] >= numbers["line"] == 0.5
    assert round(numbers["before"]) == 51
    assert at(590) <= numbers["since_at"] <= at(650)


def test_what_is_unusual_at_this_hour() -> None:
    spec = rule("unusual", "baseline", levels=[{"level": "yellow", "at": 0.5}], tolerance=0.5)
    days = [water(m, 50 + m % 3) for m in range(0, 3000, 10)]
    assert run([spec], [*days, water(3000, 20)]) == [], "lower is not what this rule asks about"
    found = Lane([spec]).run([*days, water(3000, 80)]).log
    assert said(found) == ["open yellow device:W-1 3000"]
    numbers = dict(found[0].account)
    assert numbers["low"] <= 51 <= numbers["high"] < numbers["value"] == 80


def test_what_never_was_like_this() -> None:
    spec = rule("strange", "anomaly", levels=[{"level": "yellow", "at": 0.5}])
    days = [water(m, 50 + m % 3) for m in range(0, 6000, 10)]
    assert run([spec], days) == []
    assert run([spec], [*days, *(water(6000 + m, 300) for m in range(0, 60, 10))])[0].startswith(
        "open yellow"
    )


LEASE = {"where": {"protected": True, "change": ["new", "changed"]}, "one_per": "building"}


def test_an_event_with_conditions_lasts_its_time() -> None:
    spec = rule("lease", "event", "register.lease", lasts_s=7200, **LEASE)
    good = {"building": "B-7", "protected": True, "change": "new"}
    assert run([spec], [lease(0, **good), 119.0, 120.0]) == [
        "open yellow building:B-7 0",
        "clear building:B-7 120",
    ]
    for data in ({**good, "protected": False}, {**good, "protected": 1}, {**good, "change": "ended"}, {}):
        assert run([spec], [lease(0, **data)]) == [], data
    assert run([spec], [lease(0, protected=True, change="new")]) == ["open yellow building:B-1 0"]


def test_an_event_that_says_the_opposite_ends_the_state() -> None:
    spec = rule("open", "event", "door", where={"open": True})
    assert run([spec], [door(0, True), door(5, True), 500.0, door(600, False)]) == [
        "open yellow device:D-1 0",
        "clear device:D-1 600",
    ]


SMOKY = rule("fire/smoke", "threshold", "smoke", warns=False, missing_s=1800)
OPEN = rule("fire/door", "event", "door", where={"open": True}, warns=False, missing_s=1800)
FIRE = rule("fire", "combination", "smoke", one_per="building", when="fire/smoke and fire/door", for_s=300)


def test_a_word_that_comes_late_is_not_outvoted_by_what_was_known_before_it() -> None:
    """The door stood open before the smoke, but that was heard after the warning: red a minute later, not never."""
    rungs = [
        {"level": "orange", "when": "fire/smoke"},
        {"level": "red", "when": "fire/smoke and fire/door"},
    ]
    ladder = rule("fire", "combination", "smoke", one_per="building", levels=rungs, for_s=60)
    late = [smoke(1, 0.3), 2.1, door(0.5, True), smoke(2.5, 0.3), 4.0]
    assert run([ladder, SMOKY, OPEN], late) == ["open orange building:B-1 2", "raise red building:B-1 3"]


def test_smoke_and_an_open_door_for_five_minutes() -> None:
    both = [smoke(0, 0.3), door(1, True), 5.9, 6.0]
    assert run([FIRE, SMOKY, OPEN], both) == ["open yellow building:B-1 6"], "time alone fires it"
    assert run([FIRE, SMOKY, OPEN], [smoke(0, 0.3), door(1, True), smoke(3, 0.1), smoke(4, 0.3), 8.0]) == []
    ended = [*both, door(7, False)]
    assert run([FIRE, SMOKY, OPEN], ended)[-1] == "clear building:B-1 7"


def test_no_data_is_not_a_closed_door() -> None:
    """NOT over a device that fell silent is unknown: it neither fires nor lets go."""
    shut = rule("fire", "combination", "smoke", one_per="building", when="fire/smoke and not fire/door")
    assert run([shut, SMOKY, OPEN], [door(0, False), smoke(1, 0.3)]) == ["open yellow building:B-1 1"]
    silent = [door(0, False), smoke(20, 0.1), 31.0, smoke(35, 0.3)]
    assert run([shut, SMOKY, OPEN], silent) == [], "the door has said nothing for half an hour"
    assert run([shut, SMOKY, OPEN], [*silent, door(36, False)]) == ["open yellow building:B-1 36"]
    living = [door(0, False), smoke(1, 0.3), smoke(25, 0.3), 31.0, smoke(40, 0.3)]
    assert run([shut, SMOKY, OPEN], living) == ["open yellow building:B-1 1"]


def test_a_rule_may_count_another_rules_warnings() -> None:
    high = rule("high", "threshold", levels=[{"level": "yellow"}, {"level": "red", "share": 1.5}])
    third = rule(
        "third",
        "recurrence",
        when="high",
        window_s=86400,
        levels=[{"level": "orange", "at": 3}],
        hysteresis=0,
    )
    waves = [water(m, 120 if m % 20 == 0 else 160 if m % 20 == 5 else 10) for m in range(0, 60, 5)]
    found = [one for one in Lane([high, third]).run(waves).log if one.group[0] == "third"]
    assert said(found) == ["open orange device:W-1 40"], "a rise within one stay is the same stay"


def test_missing_data_is_a_state_of_its_own() -> None:
    spec = rule("high", "threshold", missing_s=1800)
    found = run([spec], [water(0, 120), water(10, 120), 39.0, 40.0, water(50, 120), water(60, 10)])
    assert found == [
        "open yellow device:W-1 0",
        "missing yellow device:W-1 40",
        "back yellow device:W-1 50",
        "clear device:W-1 60",
    ]


def test_an_empty_wake_leaves_everything_and_a_mark_tells_what_no_warning_shows() -> None:
    lane = Lane([rule("high", "threshold", missing_s=1800)]).run([water(0, 10)])
    before = lane.board.dump()
    assert lane.board.wake(at(29)) == []
    assert lane.board.dump() == before
    assert [one.what for one in lane.board.wake(at(30))] == ["mark"]
    assert lane.board.dump() != before


def test_the_line_below_which_nothing_can_happen() -> None:
    spec = rule("high", "threshold", levels=[{"level": "yellow", "share": 0.5}, {"level": "red"}])
    assert quiet_below(spec, 100) == pytest.approx(45)
    assert quiet_below(spec, None) == float("inf")
    for other in (
        rule("rate", "rate", window_s=60),
        rule("low", "threshold", direction="below"),
        rule("both", "threshold", rate={"window_s": 60, "limit": 1, "level": "yellow"}),
        rule("frozen", "frozen"),
    ):
        assert quiet_below(other, 100) is None


@pytest.mark.parametrize(
    "broken",
    [
        {"judge": "count", "window_s": 0},
        {"judge": "combination"},
        {"judge": "combination", "when": "a and"},
        {"judge": "combination", "when": "a >= purple"},
        {"judge": "combination", "when": "(a or b"},
        {"judge": "absence"},
        {"judge": "mood"},
        {"judge": "threshold", "schedule": {"weekdays": [0]}},
        {"judge": "threshold", "schedule": {"hours": ["8 to 9"]}},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(broken: dict[str, object]) -> None:
    judge = str(broken.pop("judge"))
    with pytest.raises(ValueError):  # noqa: PT011 - msgspec's and ours
        rule("x", judge, **broken)


def test_a_device_that_moves_house_is_judged_there() -> None:
    lane = Lane([FIRE, SMOKY, OPEN]).run([smoke(0, 0.3)])
    moved = Device(DOOR.id, DOOR.code, DOOR.kind, building="B-2")
    lane.board.device(moved)
    assert lane.board.push(moved, door(1, True)) == []
    assert said(lane.board.wake(at(30))) == []


def test_people_settle_permit_and_withdraw() -> None:
    spec = rule("high", "threshold", unless=["works"])
    lane = Lane([spec]).run([water(0, 120)])
    group = ("high", "device:W-1")
    lane.board.settle(group, "confirmed")
    assert lane.board.live[group].state == "confirmed"
    lane.board.rearm([group])
    lane.board.settle(group, "ended")
    assert said(lane.board.push(PUMP, water(1, 120))) == ["open yellow device:W-1 1"]
    lane.board.withdraw("high")
    assert (lane.board.streams, lane.board.live, lane.board.levels) == ({}, {}, {})
    lane.board.install(rule("high", "threshold", version=2))
    bare = Device(1, "W-1", "manhole", limits={"water": Limit(50.0)})
    assert said(lane.board.push(bare, water(2, 60))) == ["open yellow device:W-1 2"]


def test_the_account_of_a_combination_speaks_in_names() -> None:
    when = "fire/smoke>=orange and not (fire/door or tilt)"
    spec = rule("fire", "combination", "smoke", one_per="building", when=when)
    names = {"fire/smoke": Text("烟雾", "smoke"), "fire/door": Text("门开着", "an open door")}
    (told,) = arithmetic(spec, rank("yellow"), {}, (0, 0), names)[:1]
    assert told.zh == "同一处成立：烟雾达到橙色且没有（门开着或tilt）"
    assert told.en == "true at one place: smoke at orange or above and no (an open door or tilt)"
