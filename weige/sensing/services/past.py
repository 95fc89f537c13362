"""The door to the past: rules over stored signals, counted exactly, and counted anew under other thresholds.

Nothing is stored in the database and nobody is told. `replay_past` reads every signal once, for all versions side
by side; on the way it records a tape of one of them, and `recount` asks that tape within milliseconds.
"""

import json
import zipfile
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from weige.kernel.queries.calendar import calendar_at
from weige.sensing.queries import acts as done
from weige.sensing.queries import past as queries
from weige.sensing.rules import occurrences as happened
from weige.sensing.rules.arrivals import Arrivals, Office, too_late
from weige.sensing.rules.arrivals import tape_of as arrivals_tape
from weige.sensing.rules.levels import name
from weige.sensing.rules.replay import OF_WARNINGS, OF_WEIGHT, Act, Episode, Side, digest
from weige.sensing.rules.retelling import Told, retell
from weige.sensing.rules.routing import Device
from weige.sensing.rules.signals import micros, moment
from weige.sensing.rules.spec import RuleSpec, load
from weige.sensing.rules.tape import Recorder, Tape, columnar, fast, pack, unpack
from weige.sensing.services.pastfiles import arrivals, columns

Verdict = queries.Verdict
GoOn = Callable[[int, float], bool]
"""go_on(signals read, share of the way) is asked after every chunk; False stops the replay."""
LEAST_WARM_UP = timedelta(days=1)
LEARNING = timedelta(days=35)  # five times every hour of the week (our default)
KEPT = OF_WARNINGS + OF_WEIGHT  # acts a tape has to know
LEARNERS = frozenset({"baseline", "change", "anomaly"})


class Stopped(Exception):
    """go_on said no."""


@dataclass(frozen=True)
class Would:
    """What would have been one warning. until: None when it went on at the end of the period."""

    subject: str
    device_id: int
    since: datetime
    at: datetime
    until: datetime | None
    level: str
    auto: bool
    value: float | None


@dataclass(frozen=True)
class Replayed:
    """One version's account. digest: of all raised and cleared in the period; late: too late to be judged."""

    warnings: list[Would]
    digest: str
    turns: int
    signals: int = 0
    late: int = 0


def replay_past(
    *,
    sides: Mapping[str, Sequence[Mapping[str, Any]]],
    tape_of: str,
    tape_file: Path,
    start: datetime,
    end: datetime,
    go_on: GoOn,
) -> dict[str, Replayed]:
    """Runs each side's rules over the signals with their own time in [start, end), in the order they arrived.

    sides: rules as install_rule() takes them; a side's first rule is the one asked about. tape_of: the side whose
    first rule's tape is written to tape_file (nothing is written for a rule that cannot be recounted). The rules
    see the time before `start` too, as long as their memory reaches, to begin as they were. What people did in the
    period to warnings of the same subject (confirm, dismiss, end with the case) and to permits takes part at its
    moment. Devices count as they are registered today. Raises Stopped; ValueError or msgspec.ValidationError.
    """
    specs = {key: [load(msgspec.to_builtins(one)) for one in found] for key, found in sides.items()}
    everything = [spec for found in specs.values() for spec in found]
    first = start - warm_up(everything)
    acts = done.acts(sorted({spec.scenario for spec in everything}), first, end)
    past = _Past(specs, queries.watched(everything, first), acts, (first, start, end), go_on)
    found, tape = past.in_columns(tape_of) if past.columnar() else past.signal_by_signal(tape_of)
    if tape is not None:
        save(tape_file, tape, acts, start, end)
    return found


@dataclass(frozen=True)
class _Past:
    """A period and all that judges it. span: (first, start, end); from `first` on the rules listen."""

    specs: Mapping[str, Sequence[RuleSpec]]
    devices: dict[int, Device]
    acts: Sequence[Act]
    span: tuple[datetime, datetime, datetime]
    go_on: GoOn

    def columnar(self) -> bool:
        """Whether every side is one rule of numbers, and all of the same kind: then columns are enough."""
        alone = all(len(found) == 1 and columnar(found[0]) for found in self.specs.values())
        return alone and len({found[0].signal.kind for found in self.specs.values()}) == 1

    def in_columns(self, tape_of: str) -> tuple[dict[str, Replayed], Tape]:
        """All at once, by array arithmetic (rules.vectors): equal to the other way, signal for signal."""
        first, start, end = self.span
        kind = self.specs[tape_of][0].signal.kind
        parts, count, whole = [], 0, end - first
        for part, until in columns(self.devices, kind, first, end):
            parts.append(part)
            count += len(part)
            if not self.go_on(count, (until - first) / whole * 0.9):
                raise Stopped
        arrived, office = Arrivals.joined(parts), Office(done.permits_at(first), calendar_at(first))
        found, kept = {}, None
        for key, (spec,) in self.specs.items():
            tape = arrivals_tape(spec, self.devices, arrived, self.acts, office)
            told = retell(spec, tape, self.acts, start=micros(start), end=micros(end))
            late = sum(too_late(strip.at) for strip in tape.strips if strip.subject in tape.odd)
            found[key] = _told(told, len(arrived), late)
            kept = tape if key == tape_of else kept
        assert kept is not None
        return found, kept

    def signal_by_signal(self, tape_of: str) -> tuple[dict[str, Replayed], Tape | None]:
        """Every signal through the rules' own evaluator."""
        first, _, end = self.span
        running = _sides(self.specs, self.devices, self.span)
        asked, recorded = self.specs[tape_of][0], running[tape_of]
        recorder = Recorder(asked, recorded.board.permits, recorded.board.calendar)
        everything = [spec for found in self.specs.values() for spec in found]
        run = _Run(everything, self.devices, running, recorder, recorded, self.acts)
        run.through((first, end), self.go_on)
        found = {key: _replayed(side, self.specs[key][0].scenario) for key, side in running.items()}
        return found, recorder.tape() if fast(asked) else None


def _sides(
    specs: Mapping[str, Sequence[RuleSpec]],
    devices: Mapping[int, Device],
    span: tuple[datetime, datetime, datetime],
) -> dict[str, Side]:
    """All versions as they begin. span: (first, start, end); at `first` they begin with permits, calendar, devices and
    who had been heard before.
    """
    first, start, end = span
    everything = [spec for found in specs.values() for spec in found]
    permits, calendar = done.permits_at(first), calendar_at(first)
    heard = queries.heard_before(everything, devices, first, start)
    found = {
        key: Side({spec.scenario: spec for spec in rules}, permits, micros(start), calendar, micros(end))
        for key, rules in specs.items()
    }
    for side in found.values():
        for device in devices.values():
            side.board.device(device)
        for device_id, kind, at in heard:
            side.board.hear(device_id, kind, at)
    return found


def warm_up(specs: Sequence[RuleSpec]) -> timedelta:
    """How long before the period the rules must listen to begin it as they were then.

    A judge that learns remembers, ever fainter, all it ever heard; it listens for LEARNING.
    """
    longest, least = 0, LEAST_WARM_UP
    for spec in specs:
        stay = max([spec.for_s, *(rung.for_s or 0 for rung in spec.levels)])
        tail = spec.gap_s + spec.clear_after_s + (spec.lasts_s or 0) + (spec.missing_s or 0)
        longest = max(longest, stay + tail + spec.window_s, spec.rate.window_s if spec.rate else 0)
        least = max(least, LEARNING) if spec.judge in LEARNERS else least
    return max(least, 2 * timedelta(seconds=longest))


@dataclass(frozen=True)
class _Run:
    """All versions and the tape, on their way through the same signals."""

    specs: Sequence[RuleSpec]
    devices: dict[int, Device]
    sides: Mapping[str, Side]
    recorder: Recorder
    recorded: Side
    acts: Sequence[Act]

    def through(self, span: tuple[datetime, datetime], go_on: GoOn) -> None:
        devices = self.devices
        kinds = sorted({spec.signal.kind for spec in self.specs}) if _values_only(self.specs) else []
        waiting, count = deque(self.acts), 0
        first, length = micros(span[0]), micros(span[1]) - micros(span[0])
        for part in arrivals(devices, kinds, *span):
            for one in part:
                while waiting and waiting[0].at < one.received:
                    self._act(waiting.popleft())
                device = devices[one.device_id]
                for side in self.sides.values():
                    side.push(device, one.signal, one.received)
                self.recorder.push(self.recorded.board.devices[device.id], one.signal, one.received)
            count += len(part)
            if not go_on(count, min(max((part[-1].received - first) / length, 0.0), 1.0)):
                raise Stopped
        for act in waiting:
            self._act(act)
        for side in self.sides.values():
            side.finish(micros(span[1]))

    def _act(self, act: Act) -> None:
        for side in self.sides.values():
            side.act(act)
        board = self.recorded.board
        self.recorder.permits, self.recorder.calendar = board.permits, board.calendar


def _values_only(specs: Sequence[RuleSpec]) -> bool:
    """Whether signals of other kinds say nothing to these rules: only of a camera every word is a look."""
    return all(spec.judge == "threshold" for spec in specs)


def _replayed(side: Side, scenario: str) -> Replayed:
    own = [one for one in side.episodes if one.scenario == scenario]
    lines = [line for line in side.lines if line.startswith(f"{scenario}|")]
    return Replayed([as_would(one) for one in own], digest(lines), len(lines), side.signals, side.late)


def _told(told: Told, signals: int = 0, late: int = 0) -> Replayed:
    warnings = [as_would(one) for one in told.episodes]
    return Replayed(warnings, digest(told.lines), len(told.lines), signals, late)


def as_would(one: Episode) -> Would:
    """An episode with its times as moments."""
    return Would(
        subject=one.subject,
        device_id=one.device_id,
        since=moment(one.since),
        at=moment(one.at),
        until=None if one.until is None else moment(one.until),
        level=name(one.level),
        auto=one.auto,
        value=one.value,
    )


def live_digest(*, scenario: str, start: datetime, end: datetime) -> tuple[str, int]:
    """(digest, number) of what was raised and cleared live in [start, end), as the event log tells it."""
    lines = queries.live_lines(scenario, start, end)
    return digest(lines), len(lines)


def verdicts(*, scenario: str, start: datetime, end: datetime) -> list[Verdict]:
    """The stored warnings of the period and what people said of them."""
    return queries.verdicts(scenario, start, end)


def save(file: Path, tape: Tape, acts: Sequence[Act], start: datetime, end: datetime) -> None:
    """Writes the tape with the acts and the period; the file appears whole or not at all."""
    told = [(act.at, act.what, act.group, act.device_id, act.level) for act in acts if act.what in KEPT]
    note = json.dumps({"acts": told, "start": micros(start), "end": micros(end)})
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".draft.npz")
    with zipfile.ZipFile(
        draft, "w", zipfile.ZIP_DEFLATED, compresslevel=1
    ) as packed:  # an .npz, quickly packed
        for name, column in (pack(tape) | {"note": np.array(note)}).items():
            with packed.open(f"{name}.npy", "w", force_zip64=True) as target:
                np.lib.format.write_array(target, column, allow_pickle=False)
    draft.replace(file)


@dataclass(frozen=True)
class _Kept:
    tape: Tape
    acts: list[Act]
    start: int
    end: int


@lru_cache(maxsize=4)
def _kept(file: Path, changed_ns: int) -> _Kept:  # noqa: ARG001 - part of the key: a new file is another tape
    with np.load(file, allow_pickle=False) as found:
        note = json.loads(str(found["note"]))
        tape = unpack({name: found[name] for name in found.files})  # each read of an archive unpacks it
    acts = [
        Act(at, what, (group[0], group[1]), None, key, level) for at, what, group, key, level in note["acts"]
    ]
    return _Kept(tape, acts, note["start"], note["end"])


def _open(file: Path) -> _Kept:
    return _kept(file, file.stat().st_mtime_ns)


def recount(*, spec: Mapping[str, Any], tape_file: Path) -> Replayed:
    """What other thresholds would have said: the same as replay_past(), from the tape alone.

    spec may differ from the recorded rule in min_confidence, times, hysteresis, shares, the rate's limit and
    confirm. Raises FileNotFoundError; ValueError or msgspec.ValidationError for a rule that is not valid.
    """
    rule, kept = load(msgspec.to_builtins(spec)), _open(tape_file)
    told = retell(rule, kept.tape, kept.acts, start=kept.start, end=kept.end)
    return _told(told)


@dataclass(frozen=True)
class Stay:
    """Something that happened, warned of or not. height: confidence, or share of the signed limit."""

    subject: str
    device_id: int
    since: datetime
    until: datetime
    seconds: float
    height: float


def stays(*, spec: Mapping[str, Any], tape_file: Path) -> list[Stay]:
    """Every stay and stretch of the period. Raises as recount()."""
    rule, kept = load(msgspec.to_builtins(spec)), _open(tape_file)
    found = happened.occurrences(rule, kept.tape)
    return [
        Stay(one.subject, one.device_id, moment(one.since), moment(one.until), one.seconds, one.height)
        for one in found
        if one.since >= kept.start
    ]


def level_name(level: int) -> str:
    """The word of a level's rank."""
    return name(level)


def recountable(*, spec: Mapping[str, Any]) -> bool:
    """Whether a replay of the rule leaves a tape that other thresholds can be asked of."""
    return fast(load(msgspec.to_builtins(spec)))
