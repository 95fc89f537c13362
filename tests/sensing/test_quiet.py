"""Streams at rest kept as columns come to the same as the machine judging every reading: any stream, split, order."""

from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sensing.rulekit import TILT, at, tilt
from weige.sensing.rules import packing
from weige.sensing.rules.board import Board, Change
from weige.sensing.rules.book import Book
from weige.sensing.rules.quiet import Quiet
from weige.sensing.rules.routing import Device
from weige.sensing.rules.signals import Signal
from weige.sensing.rules.spec import Limit, RuleSpec

NEIGHBOUR = Device(id=4, code="QX-2", kind="tilt", building="B-1", limits={"tilt": Limit(6.0)})
LONELY = Device(id=5, code="QX-3", kind="tilt")
DEVICES = {device.code: device for device in (TILT, NEIGHBOUR, LONELY)}
IDS = {code: device.id for code, device in DEVICES.items()}
CODES = {device.id: code for code, device in DEVICES.items()}
RULES: dict[str, dict[str, Any]] = {
    "tilt": {},
    "high": {
        "one_per": "device",
        "magnitude": False,
        "for_s": 0,
        "clear_after_s": 0,
        "limit": {"value": 6.0},
    },
    "low": {
        "one_per": "device",
        "for_s": 30,
        "clear_after_s": 0,
        "limit": {"value": 5.0},
        "levels": [{"level": "blue"}],
    },
    "soon": {"one_per": "device", "for_s": 60, "gap_s": 120, "clear_after_s": 60, "hysteresis": 0.0},
    "rate": {"rate": {"window_s": 7200, "limit": 2.0, "level": "orange"}},
    "allowed": {"unless": ["works"], "for_s": 60},
    "silence": {"judge": "absence", "levels": [{"level": "yellow"}], "one_per": "device", "for_s": 600},
}


def spec(name: str) -> RuleSpec:
    return tilt(**{"scenario": name} | RULES[name])


class Columns:
    """A board that sees only what the columns let through."""

    def __init__(self, specs: Sequence[RuleSpec]) -> None:
        self.board = Board(
            {one.scenario: one for one in specs}, devices={one.id: one for one in DEVICES.values()}
        )
        self.quiet = Quiet(self.board)
        self.book = Book()
        self.pushed = 0

    def take(self, signals: Sequence[Signal]) -> list[Change]:
        batch = self.book.bind(packing.of(signals, IDS, 0))
        positions = self.quiet.sift(batch, self.book.version)
        self.book.move(batch)
        self.pushed += len(positions)
        changes: list[Change] = []
        for n in positions:
            specs = self.quiet.concerned(self.quiet.slot_of(int(batch.line[n])), signals[n])
            changes += self.board.push(DEVICES[signals[n].device], signals[n], specs)
        self.quiet.settle()
        return changes

    def restart(self) -> None:
        board, quiet = self.board.dump(), self.quiet.dump()
        self.board = Board(self.board.specs, devices=dict(self.board.devices))
        self.board.restore(board)
        self.quiet = Quiet(self.board)
        self.quiet.restore(quiet)


Step = tuple[str, float, float, float | None, bool]
steps = st.tuples(
    st.sampled_from(["QX-1", "QX-1", "QX-2", "QX-3"]),
    st.sampled_from([0.02, 0.1, 0.1, 0.5, 0.5, 1.0, 3.0, 20.0, 50.0]),  # minutes on
    st.sampled_from([0.0, 0.0, 0.0, 0.0, -0.1, -0.6, -1.9, -2.5, -30.0]),  # late by
    st.sampled_from([0.0, 1.0, 3.0, 3.7, 3.779, 3.78, 4.2, 5.0, 5.4, 6.0, 7.0, 7.5, -7.5, -4.0, None]),
    st.booleans(),
)
acts = st.sampled_from(["", "", "", "", "dismiss", "rearm", "restart", "wake"])


def signals_of(told: Sequence[Step]) -> list[Signal]:
    clock, found = 100.0, []
    for number, (device, gap, late, value, test) in enumerate(told):
        clock += gap
        data = {"test": True} if test and value is None else {}
        number_of = 9.0 if value is None else value
        found.append(Signal(str(number), "t", device, "tilt", at(clock + late), number_of, data))
    return found


@settings(max_examples=250, deadline=None)
@given(
    st.lists(steps, max_size=60),
    st.lists(st.sampled_from(sorted(RULES)), min_size=1, max_size=4, unique=True),
    st.lists(st.integers(1, 12), min_size=1, max_size=8),
    st.lists(acts, min_size=1, max_size=8),
)
def test_columns_come_to_what_the_machine_comes_to(
    told: list[Step], names: list[str], sizes: list[int], doings: list[str]
) -> None:
    specs = [spec(name) for name in names]
    machine = Board({one.scenario: one for one in specs}, devices={one.id: one for one in DEVICES.values()})
    columns, signals, turn = Columns(specs), signals_of(told), 0
    while signals:
        size, doing = sizes[turn % len(sizes)], doings[turn % len(doings)]
        part, signals, turn = signals[:size], signals[size:], turn + 1
        exact = [change for one in part for change in machine.push(DEVICES[one.device], one)]
        assert columns.take(part) == exact
        assert columns.board.live == machine.live
        if doing == "restart":
            columns.restart()
        elif doing == "wake":
            now = max(one.at for one in part)
            assert columns.board.wake(now) == machine.wake(now)
        elif doing:
            for board in (machine, columns.board):
                group = min(board.live, default=None)
                if group is not None:
                    if doing == "rearm":
                        columns.quiet.whole(board.levels.get(group, ()))
                        board.rearm([group])
                    board.settle(group, "dismissed")


def test_most_readings_never_reach_the_machine() -> None:
    columns = Columns([spec("tilt"), spec("soon")])
    signals = [
        Signal(str(n), "t", "QX-1", "tilt", at(n / 6), 7.5 if 300 <= n < 330 else 1.0 + n % 3, {})
        for n in range(1000)
    ]
    changes = [
        change.what for start in range(0, 1000, 50) for change in columns.take(signals[start : start + 50])
    ]
    assert [what for what in changes if what != "touch"] == ["open", "clear"]
    assert columns.pushed <= 150
    assert not columns.board.streams


def test_a_late_reading_is_judged_against_what_the_columns_remember() -> None:
    """Loud, but between two that were not: it was no unbroken stretch."""
    columns = Columns([spec("soon")])
    quiet = [Signal(str(n), "t", "QX-1", "tilt", at(n), 1.0, {}) for n in range(5)]
    assert columns.take(quiet) == []
    late = Signal("late", "t", "QX-1", "tilt", at(3.5), 7.5, {})
    later = [Signal(f"l{n}", "t", "QX-1", "tilt", at(5 + n / 2), 7.5, {}) for n in range(3)]
    assert columns.take([late]) == []
    assert [change.at for change in columns.take(later) if change.what == "open"] == [at(6)]
    assert columns.take([Signal("old", "t", "QX-1", "tilt", at(1), 7.5, {})]) == [], "too late to be judged"


def test_bodies_that_change_places_on_the_way_stay_in_columns() -> None:
    """Two senders at once: what comes a body later is put in its place, and what is too old is counted as that."""
    columns = Columns([spec("soon")])
    quiet = [Signal(str(n), "t", "QX-1", "tilt", at(n / 4), 1.0, {}) for n in range(12)]
    assert columns.take([*quiet[:4], *quiet[8:], *quiet[4:8], *quiet[:1]]) == []
    assert (columns.pushed, columns.board.late) == (0, 1)
    loud = [Signal(f"l{n}", "t", "QX-1", "tilt", at(3 + n / 2), 7.5, {}) for n in range(4)]
    assert [change.at for change in columns.take(loud) if change.what == "open"] == [at(4)]
