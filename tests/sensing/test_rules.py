"""Judging: dwell and gap, threshold and hysteresis, rate, permits, late signals, grouping; splits change
nothing.
"""

from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sensing.rulekit import CAMERA, SECOND_CAMERA, TILT, at, goods, look, minute, tilt, value
from weige.sensing.rules.board import Board, Live
from weige.sensing.rules.levels import name
from weige.sensing.rules.permits import Permit, holds
from weige.sensing.rules.rehearsal import rehearse
from weige.sensing.rules.routing import Device, Zone
from weige.sensing.rules.signals import Signal
from weige.sensing.rules.spec import RuleSpec
from weige.sensing.rules.stream import HORIZON, Stream, rearm

Pair = tuple[Device, Signal]
DEVICES = {device.code: device for device in (CAMERA, SECOND_CAMERA, TILT)}


def run(
    spec: RuleSpec, signals: Iterable[Signal], permits: dict[str, list[Permit]] | None = None
) -> list[str]:
    """Outcomes as words: "open yellow shop:S-1 5"."""
    pairs = [(DEVICES[signal.device], signal) for signal in signals]
    found = rehearse(spec, pairs, permits)
    return [f"{one.what} {one.level} {one.subject} {minute(one.at):g}".replace("  ", " ") for one in found]


def test_goods_for_five_minutes_are_one_warning() -> None:
    signals = [look(m, "S-1") for m in range(7)] + [look(m) for m in range(7, 11)]
    assert run(goods(), signals) == ["open yellow shop:S-1 5", "clear shop:S-1 9"]


def test_four_minutes_are_none() -> None:
    assert run(goods(), [look(m, "S-1") for m in range(5)] + [look(m) for m in range(5, 9)]) == []


def test_a_blink_of_the_camera_does_not_break_the_dwell_but_a_hole_does() -> None:
    blink = [look(0, "S-1"), look(1, "S-1"), look(2), look(3, "S-1"), look(4, "S-1"), look(5, "S-1")]
    assert run(goods(), blink) == ["open yellow shop:S-1 5"]
    hole = [
        look(0, "S-1"),
        look(1, "S-1"),
        look(3.5, "S-1"),
        look(5, "S-1"),
        look(6.5, "S-1"),
        look(8.5, "S-1"),
    ]
    assert run(goods(), hole) == ["open yellow shop:S-1 8.5"]


def test_silence_clears_nothing() -> None:
    signals = [look(m, "S-1") for m in range(6)] + [look(60, "S-1"), look(61, "S-1")]
    assert run(goods(), signals) == ["open yellow shop:S-1 5"]


def test_a_heartbeat_is_a_look() -> None:
    beats = [Signal(f"h{m}", "t", "CAM-1", "heartbeat", at(m), None, {}) for m in (6, 7, 8, 9)]
    assert run(goods(), [look(m, "S-1") for m in range(6)] + beats)[-1] == "clear shop:S-1 8"


def test_a_device_that_speaks_only_of_events_clears_at_its_due_time() -> None:
    events = Device(id=1, code="CAM-1", kind="camera", zones=CAMERA.zones, events_only=True)
    signals = [look(m, "S-1") for m in range(6)] + [look(30, "S-1")]
    found = rehearse(goods(), [(events, signal) for signal in signals])
    assert [(one.what, minute(one.at)) for one in found] == [("open", 5), ("clear", 8)]


def test_a_word_at_the_very_moment_a_timer_is_due_counts_before_it() -> None:
    """Whichever came first: what was told by then stays told, and both go on from the same state."""
    events = Device(id=1, code="CAM-1", kind="camera", zones=CAMERA.zones, events_only=True)
    told, tips = [], []
    for early in (False, True):
        board, log = Board({"goods": goods()}), []
        for m in range(6):
            log += board.push(events, look(m, "S-1"))
        if early:  # long after minute 8, when the goods should have been gone
            log += board.wake(at(8) + HORIZON + 1)
        log += [*board.push(events, look(8, "S-1")), *board.push(events, look(9, "S-1"))]
        told.append([(one.what, minute(one.at)) for one in log if one.what != "touch"])
        tips.append(board.streams["goods", 1, "shop:S-1"].tip)
    assert told == [[("open", 5)], [("open", 5), ("clear", 8), ("open", 8)]]
    assert tips[0] == tips[1]


def test_low_confidence_other_label_other_zone_and_foreign_shop_say_nothing() -> None:
    for data in (
        {"label": "goods", "confidence": 0.59, "shop": "S-1"},
        {"label": "person", "confidence": 0.99, "shop": "S-1"},
        {"label": "goods", "confidence": 0.99, "zone": "p1"},
        {"label": "goods", "confidence": 0.99, "shop": "S-9"},
        {"label": "goods", "confidence": "high", "shop": "S-1"},
        {"label": "goods", "confidence": 0.99, "shop": "S-1", "test": True},
    ):
        signals = [Signal(str(m), "t", "CAM-1", "detection", at(m), None, data) for m in range(9)]
        assert run(goods(), signals) == [], data


def test_a_point_on_the_ground_finds_its_zone() -> None:
    square = [[121.49, 31.23], [121.491, 31.23], [121.491, 31.231], [121.49, 31.231], [121.49, 31.23]]
    camera = Device(
        id=1, code="CAM-1", kind="camera", zones=(Zone("z", "frontage", shop="S-7", polygon=square),)
    )
    data = {"label": "goods", "lon": 121.4905, "lat": 31.2305}
    signals = [(camera, Signal(str(m), "t", "CAM-1", "detection", at(m), None, data)) for m in range(6)]
    assert [one.subject for one in rehearse(goods(), signals)] == ["shop:S-7"]


def test_two_cameras_and_one_shop_are_one_warning_that_clears_when_both_see_nothing() -> None:
    signals = [look(0, "S-1"), look(0.5, "S-1", device="CAM-2")]
    for m in range(1, 8):
        signals += [look(m, "S-1"), look(m + 0.5, "S-1", device="CAM-2")]
    signals += [look(m, device="CAM-1") for m in range(8, 13)]
    assert run(goods(), signals) == ["open yellow shop:S-1 5"]
    signals += [look(13, device="CAM-2")]
    assert run(goods(), signals) == ["open yellow shop:S-1 5", "clear shop:S-1 13"]


def test_permitted_hours_are_consulted_before_anything_is_raised() -> None:
    permit = Permit(1, "permitted-hours", "shop:S-1", "2026-11-01", "2026-11-30", hours=("15:00-15:30",))
    signals = [look(m, "S-1") for m in range(20)]
    assert run(goods(), signals, {"shop:S-1": [permit]}) == ["open yellow shop:S-1 13"], (
        "15:30 plus five minutes"
    )
    other = Permit(2, "festival-permit", "shop:S-1", "2026-11-01", "2026-11-30")
    assert run(goods(), signals, {"shop:S-1": [other]})[0].endswith(" 5"), (
        "a permit of another kind allows nothing"
    )


@pytest.mark.parametrize(
    ("permit", "minutes", "expected"),
    [
        ({"hours": ("22:00-02:00",), "first_day": "2026-11-20", "last_day": "2026-11-20"}, 8 * 60, True),
        ({"hours": ("22:00-02:00",), "first_day": "2026-11-20", "last_day": "2026-11-20"}, 10 * 60, True),
        ({"hours": ("22:00-02:00",), "first_day": "2026-11-20", "last_day": "2026-11-20"}, 11 * 60, False),
        ({"hours": ("22:00-02:00",), "first_day": "2026-11-21", "last_day": "2026-11-21"}, 10 * 60, False),
        ({"weekdays": (5,)}, 0, True),
        ({"weekdays": (6, 7)}, 0, False),
        ({}, 0, True),
        ({"last_day": "2026-11-19"}, 0, False),
    ],
)
def test_a_permit_knows_its_days_and_hours(permit: dict[str, object], minutes: float, expected: bool) -> None:
    """The test starts on Friday 2026-11-20 at 15:22; 23:22 is 8 h later, 01:22 ten, 02:22 eleven."""
    fields = {"first_day": "2026-11-01", "last_day": "2026-11-30"} | permit
    assert holds(Permit(1, "k", "shop:S-1", **fields), at(minutes)) is expected  # type: ignore[arg-type]


def test_tilt_rises_through_the_levels_and_falls_back_with_hysteresis() -> None:
    steps = [
        (0, 4.1),
        (10, 4.2),
        (20, 4.3),
        (30, 4.3),
        (40, 4.3),
        (50, 5.7),
        (80, 5.7),
        (90, 7.0),
        (100, 7.1),
    ]
    found = run(tilt(), [value(m, v) for m, v in steps])
    assert found == [
        "open yellow building:B-1 40",
        "raise orange building:B-1 80",
        "raise red building:B-1 100",
    ]
    back = [(m, 3.9) for m in range(110, 200, 10)]  # below 60 % but not 10 % below it: still held
    lower = [*found, "lower yellow building:B-1 130"]
    assert run(tilt(), [value(m, v) for m, v in steps + back]) == lower, "down the ladder, but not off it"
    gone = [(m, 3.7) for m in range(200, 250, 10)]
    assert run(tilt(), [value(m, v) for m, v in steps + back + gone])[-1] == "clear building:B-1 220"


def test_the_other_direction_counts_as_much() -> None:
    assert run(tilt(), [value(m, -7.5) for m in (0, 10, 20, 30)])[0] == "open red building:B-1 10"


def test_a_limit_nobody_signed_judges_nothing() -> None:
    bare = Device(id=9, code="QX-1", kind="tilt", building="B-1")
    assert rehearse(tilt(), [(bare, value(m, 90)) for m in (0, 10, 20, 30, 40)]) == []


def test_a_hole_in_the_readings_breaks_the_run() -> None:
    assert run(tilt(), [value(0, 5), value(60, 5), value(120, 5)]) == []


def test_rate_of_change_stands_beside_the_absolute_limit() -> None:
    spec = tilt(rate={"window_s": 86400, "limit": 0.5, "level": "orange"})
    hours = [(h * 60, 3.0 + (0.6 * max(0, h - 24) / 12)) for h in range(60)]
    found = run(spec, [value(m, v) for m, v in hours], None)
    assert found == [], "an hour between readings is longer than the gap: no run"
    tens = [(m, 3.0 + (0.6 * max(0, m - 1440) / 720)) for m in range(0, 3600, 10)]
    found = run(spec, [value(m, v) for m, v in tens])
    assert found[0].startswith("open orange building:B-1 "), found
    assert 2040 <= float(found[0].split()[-1]) <= 2100, (
        "0.5 is reached after 600 min of rising, then held 30 min"
    )


def test_the_pack_says_when_the_system_confirms_by_itself() -> None:
    day = [value(m, 5.7) for m in (0, 10, 20, 30)]
    assert run(tilt(), day) == ["open orange building:B-1 30"]
    night = [value(m, 5.7) for m in (400, 410, 420, 430)]  # 22:02 … 22:32
    assert run(tilt(), night) == ["open orange building:B-1 430", "confirm orange building:B-1 430"]
    mild = [value(m, 4.3) for m in (400, 410, 420, 430)]
    assert run(tilt(), mild) == ["open yellow building:B-1 430"]


def test_a_signal_a_little_late_is_judged_in_its_place() -> None:
    inorder = [look(m, "S-1") for m in range(6)]
    late = [inorder[0], inorder[2], inorder[1], inorder[3], inorder[5], inorder[4]]
    assert run(goods(), late) == run(goods(), inorder) == ["open yellow shop:S-1 5"]


def test_a_signal_too_late_is_not_judged() -> None:
    board = Board({"goods": goods()})
    for signal in [look(m, "S-1") for m in (10, 11, 12, 13)]:
        board.push(CAMERA, signal)
    assert board.push(CAMERA, look(1, "S-1")) == []
    assert board.late == 1


def test_after_a_dismissal_the_same_condition_is_quiet_until_it_worsens() -> None:
    board = Board({"tilt": tilt()})
    for m in (0, 10, 20, 30):
        board.push(TILT, value(m, 4.5))
    del board.live[("tilt", "building:B-1")]  # dismissed
    assert [c for m in (40, 50, 60) for c in board.push(TILT, value(m, 4.5))] == []
    worse = [c for m in (70, 80, 90, 100) for c in board.push(TILT, value(m, 5.8))]
    assert [(change.what, name(change.level)) for change in worse] == [("open", "orange")]


def test_after_a_closed_case_the_condition_must_last_the_full_time_anew() -> None:
    board = Board({"goods": goods()})
    for m in range(6):
        board.push(CAMERA, look(m, "S-1"))
    del board.live[("goods", "shop:S-1")]
    rearm(board.streams[("goods", 1, "shop:S-1")])
    board = Board({"goods": goods()}, streams=board.streams)
    changes = [c for m in range(6, 14) for c in board.push(CAMERA, look(m, "S-1"))]
    assert [(change.what, minute(change.at)) for change in changes if change.what != "touch"] == [
        ("open", 11)
    ]


def test_a_confirmed_warning_stays_through_a_clear_and_a_return() -> None:
    board = Board({"goods": goods()}, live={("goods", "shop:S-1"): Live("confirmed", 2)})
    signals = [look(m, "S-1") for m in range(6)] + [look(m) for m in range(6, 10)]
    signals += [look(m, "S-1") for m in range(10, 17)]
    kinds = [change.what for signal in signals for change in board.push(CAMERA, signal)]
    assert kinds.count("clear") == 1
    assert "open" not in kinds
    assert kinds[-1] == "touch"


class Bags:
    """Pushes signals in bags, each with a board of its own made from what the last one left, as the intake
    does.
    """

    def __init__(self, spec: RuleSpec) -> None:
        self.spec, self.streams, self.live, self.log = spec, {}, {}, []  # type: ignore[var-annotated]

    def push(self, pairs: Sequence[Pair]) -> None:
        import msgspec

        stored = {key: msgspec.json.encode(stream) for key, stream in self.streams.items()}
        streams = {key: msgspec.json.decode(raw, type=Stream) for key, raw in stored.items()}
        board = Board({self.spec.scenario: self.spec}, streams, dict(self.live))
        for device, signal in pairs:
            self.log += board.push(device, signal)
        self.streams, self.live = board.streams, board.live


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[Pair], list[int]]:
    """Signals of two cameras, mostly in order, and a way to cut them into bags."""
    size = draw(st.integers(1, 40))
    clock, pairs = 0.0, []
    for _ in range(size):
        clock += draw(st.sampled_from([0.0, 0.25, 0.5, 1, 1, 1, 1.5, 3, 8]))
        skew = draw(st.sampled_from([0, 0, 0, 0, -0.5, -1.5, -4]))
        camera = draw(st.sampled_from([CAMERA, CAMERA, SECOND_CAMERA]))
        shops = draw(st.lists(st.sampled_from(["S-1", "S-1", "S-2"]), max_size=2, unique=True))
        signal = look(max(0.0, clock + skew), *shops, device=camera.code)
        pairs.append((camera, signal))
    return pairs, sorted(draw(st.lists(st.integers(0, size), max_size=6)))


@settings(max_examples=150, deadline=None)
@given(stories())
def test_any_split_into_batches_gives_the_same_changes(story: tuple[list[Pair], list[int]]) -> None:
    pairs, cuts = story
    spec = goods(for_s=120, clear_after_s=60)
    whole = Bags(spec)
    whole.push(pairs)
    parts = Bags(spec)
    for start, end in zip([0, *cuts], [*cuts, len(pairs)], strict=True):
        parts.push(pairs[start:end])
    assert parts.log == whole.log
    assert parts.live == whole.live
    groups = list(whole.live)
    assert len(groups) == len(set(groups))


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([5, 10, 10, 10, 60]), st.floats(-9, 9)), max_size=60),
    st.integers(1, 9),
)
def test_any_split_of_readings_gives_the_same_changes(steps: list[tuple[int, float]], size: int) -> None:
    spec = tilt(rate={"window_s": 7200, "limit": 2.0, "level": "orange"})
    clock, pairs = 0, []
    for gap, number in steps:
        clock += gap
        pairs.append((TILT, value(clock, round(number, 2))))
    whole, parts = Bags(spec), Bags(spec)
    whole.push(pairs)
    for start in range(0, len(pairs), size):
        parts.push(pairs[start : start + size])
    assert parts.log == whole.log
    levels = [change.what for change in whole.log]
    assert abs(levels.count("open") - levels.count("clear")) <= 1, "one problem is one warning at a time"
