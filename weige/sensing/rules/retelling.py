"""A tape retold under other thresholds: turns of strips become warnings as the board would have made them. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan

from weige.sensing.rules.board import Live
from weige.sensing.rules.levels import NONE
from weige.sensing.rules.machine import Sample
from weige.sensing.rules.recount import Turn, turns
from weige.sensing.rules.replay import OF_WARNINGS, OF_WEIGHT, Act, Episode, Side, line
from weige.sensing.rules.routing import Device, place_of
from weige.sensing.rules.spec import RuleSpec
from weige.sensing.rules.step import auto
from weige.sensing.rules.tape import Strip, Tape
from weige.sensing.rules.vectors import Flags, reach, worth
from weige.sensing.rules.warning import CONFIRMED, OPEN

REMEMBERING = frozenset({"count", "frozen"})  # judges that only the machine can be asked


@dataclass
class Told:
    """What a recount found: lines as a replay's, and the episodes by time of opening."""

    lines: list[str] = field(default_factory=list)
    episodes: list[Episode] = field(default_factory=list)


def retell(spec: RuleSpec, tape: Tape, acts: Iterable[Act], *, start: int, end: int) -> Told:
    """What these thresholds would have raised and cleared; openings before `start` warm up and do not count.

    The same as a replay of the signals, when the rule differs in thresholds only: min_confidence, for_s, gap_s,
    clear_after_s, hysteresis, shares, numbers `at`, windows, rate.limit, tolerance, confirm.
    """
    told, strips = Told(), defaultdict[str, list[Strip]](list)
    for strip in tape.strips:
        strips[strip.subject].append(strip)
    done = defaultdict[str, list[Act]](list)
    weights = [act for act in acts if act.what in OF_WEIGHT and act.group[0] == spec.scenario]
    for act in acts:
        if act.group[0] == spec.scenario and act.what in OF_WARNINGS:
            done[act.group[1]].append(act)
    for subject, found in sorted(strips.items()):
        own = [strip for strip in found if spec.judge == "presence" or reach(spec, strip.value, strip.signed)]
        if not own:
            continue
        if subject in tape.odd or spec.judge in REMEMBERING:
            side = _exactly(spec, tape, own, [*weights, *done[subject]], (start, end))
            told.lines += side.lines
            told.episodes += side.episodes
        else:
            _Subject(spec, subject, told, start).live(tape, own, [*weights, *done[subject]], end)
    told.episodes.sort(key=lambda one: (one.at, one.subject))
    return told


@dataclass
class _Subject:
    """One subject's warnings: the board's decisions (step.outcome) on turns instead of samples."""

    spec: RuleSpec
    subject: str
    told: Told
    start: int
    warning: Live | None = None
    episode: Episode | None = None
    levels: dict[int, int] = field(default_factory=dict)
    doubted: set[int] = field(default_factory=set)

    def live(self, tape: Tape, strips: Sequence[Strip], acts: Sequence[Act], end: int) -> None:
        cuts = [act.at for act in acts if act.what == "end"] if self.spec.again == "persists" else []
        found: list[tuple[int, int, int, Turn | Act]] = []
        for strip in strips:
            for turn in turns(self.spec, tape, strip, cuts, end):
                found.append((turn.received, 0, turn.order, turn))
        if not found:
            return
        acts = sorted(acts, key=lambda act: act.at)
        found += [(act.at, 1, number, act) for number, act in enumerate(acts)]
        for _, _, _, one in sorted(found, key=lambda each: each[:3]):
            if isinstance(one, Turn):
                self._turn(one)
            else:
                self._act(one)

    def _turn(self, turn: Turn) -> None:
        before = max(self.levels.values(), default=NONE)
        self.levels[turn.device_id] = turn.after
        after = max(self.levels.values())
        trusted = turn.device_id not in self.doubted
        confirm = trusted and after > before and auto(self.spec, after, turn.at)
        if self.warning is None:
            if after > before:
                self._open(turn, after, confirm)
        elif after > self.warning.level:
            confirm = confirm and self.warning.state == OPEN
            self.warning.level = after
            self.warning.state = CONFIRMED if confirm else self.warning.state
            self._line("raise", after, turn.at)
            if self.episode:
                self.episode.level, self.episode.until, self.episode.value = after, None, turn.value
                self.episode.auto = self.episode.auto or confirm
        elif before > NONE and after == NONE:
            self._line("clear", NONE, turn.at)
            if self.episode:
                self.episode.until = turn.at
            if self.warning.state == OPEN:
                self.warning = self.episode = None
        elif NONE < after < before and after < self.warning.level:
            self.warning.level = after
        elif after > before and self.episode:
            self.episode.until = None  # it recovered and is back

    def _open(self, turn: Turn, after: int, confirm: bool) -> None:
        self.warning = Live(CONFIRMED if confirm else OPEN, after)
        self._line("open", after, turn.at)
        self.episode = Episode(
            self.spec.scenario,
            self.subject,
            turn.device_id,
            turn.since,
            turn.at,
            after,
            turn.at,
            auto=confirm,
            value=turn.value,
        )
        if turn.at >= self.start:
            self.told.episodes.append(self.episode)

    def _line(self, what: str, level: int, at: int) -> None:
        if at >= self.start:
            self.told.lines.append(line((self.spec.scenario, self.subject), what, level, at))

    def _act(self, act: Act) -> None:
        if act.what in OF_WEIGHT:
            (self.doubted.add if act.what == "doubt" else self.doubted.discard)(act.device_id)
            return
        if act.what == "stands":
            self.warning = Live(CONFIRMED, act.level)
            return
        if act.what == "end" and self.spec.again == "persists":
            self.levels = dict.fromkeys(self.levels, NONE)
        if self.warning is None:
            return
        if act.what == "confirm":
            self.warning.state = CONFIRMED if self.warning.state == OPEN else self.warning.state
        elif act.what == "end" or self.warning.state == OPEN:
            if self.episode and self.episode.until is None:
                self.episode.until = max(act.at, self.episode.at)
            self.warning = self.episode = None


def _exactly(
    spec: RuleSpec, tape: Tape, strips: Sequence[Strip], acts: Sequence[Act], span: tuple[int, int]
) -> Side:
    """A subject with samples out of order, or of a judge that remembers more, through the machine itself."""
    side, devices = Side({spec.scenario: spec}, start=span[0], end=span[1]), {}
    waiting = sorted(acts, key=lambda act: act.at)
    for strip in strips:
        only = strip.device_id in tape.looks and tape.looks[strip.device_id].events_only
        devices[strip.device_id] = Device(strip.device_id, "", "", events_only=only)
    for device in devices.values():
        side.board.device(device)
    subject, odd = strips[0].subject, strips[0].subject in tape.odd
    for received, _, device_id, sample in sorted(_samples(spec, tape, strips, odd), key=lambda one: one[:2]):
        while waiting and waiting[0].at < received:
            side.act(waiting.pop(0))
        side.wake(received)
        device = side.board.devices[device_id]
        side.took(side.board.overdue(place_of(device), sample.at))
        side.took(side.board.judge(spec, device, subject, sample))
        side.board.device(device)  # sets the timer of what it now waits for
    for act in waiting:
        side.act(act)
    side.finish(span[1])
    return side


def _samples(
    spec: RuleSpec, tape: Tape, strips: Sequence[Strip], odd: bool
) -> Iterator[tuple[int, int, int, Sample]]:
    for strip in strips:
        if strip.device_id not in tape.looks:
            yield from _numbers(spec, strip, odd)
            continue
        looks = tape.looks[strip.device_id]
        seen: Mapping[int, float] = dict(zip(strip.look.tolist(), strip.value.tolist(), strict=True))
        came = zip(looks.received.tolist(), looks.order.tolist(), looks.at.tolist(), strict=True)
        for number, (received, order, at) in enumerate(came):
            yield received, order, strip.device_id, Sample(at, seen.get(number))


def _numbers(spec: RuleSpec, strip: Strip, odd: bool) -> Iterator[tuple[int, int, int, Sample]]:
    """The samples of a strip of numbers; where they are in order only those worth judging."""
    signed = strip.signed
    limit, low, rate = (None if isnan(one) else one for one in (signed.limit, signed.low, signed.rate))
    keep: slice | Flags = slice(None) if odd else worth(spec, strip.at, strip.value, signed, strip.active)
    columns = (strip.at, strip.received, strip.order, strip.value, strip.active)
    for at, received, order, value, active in zip(*(one[keep].tolist() for one in columns), strict=True):
        said = None if isnan(value) else value
        yield received, order, strip.device_id, Sample(at, said, limit, rate, (), low, active=active)
