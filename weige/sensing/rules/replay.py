"""One set of rules over signals of the past: what would have been raised and cleared, as lines and as episodes. Pure.

The board judges; here stands what a lane of the past adds: acts of people take part where they were done, and
every opening is followed to its end.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from weige.kernel.worktime.calendar import Calendar
from weige.sensing.rules import routing
from weige.sensing.rules.board import Board, Change, Group, Live
from weige.sensing.rules.levels import NONE, name
from weige.sensing.rules.permits import Permit
from weige.sensing.rules.routing import Device
from weige.sensing.rules.signals import Signal
from weige.sensing.rules.spec import RuleSpec
from weige.sensing.rules.stream import HORIZON
from weige.sensing.rules.warning import CONFIRMED, ENDED, OPEN

TOLD = ("open", "raise", "clear")


@dataclass(frozen=True)
class Act:
    """What a person, a case or the house did to what the rules see, when (µs since 1970, by the clock of receipt).

    stands: a confirmed warning of the group lived when the replay began. confirm, dismiss, end: of a warning's
    group. permit, revoke: of a permit. doubt, trust: a device's word lost its weight under the rule group[0], or
    has it again. calendar: the office's days were edited. forgive: after a standstill of our own nobody is blamed
    for silence. accept: an installed device was accepted and is heard from now on.
    """

    at: int
    what: Literal[
        "stands",
        "confirm",
        "dismiss",
        "end",
        "permit",
        "revoke",
        "doubt",
        "trust",
        "calendar",
        "forgive",
        "accept",
    ]
    group: Group = ("", "")
    permit: Permit | None = None
    device_id: int = 0
    level: int = NONE
    calendar: Calendar | None = None


OF_WARNINGS = ("stands", "confirm", "dismiss", "end")
OF_WEIGHT = ("doubt", "trust")


def sees(device: Device, scenario: str, what: str) -> Device:
    """The device after its word lost weight under a rule ("doubt") or regained it ("trust")."""
    rest = tuple(one for one in device.doubted if one != scenario)
    return msgspec.structs.replace(device, doubted=(*rest, scenario) if what == "doubt" else rest)


@dataclass
class Episode:
    """What would have been one warning. since: when its condition began; at: when it would have opened.

    until: when the condition ended or people ended it (None: it goes on); level: the highest reached; auto:
    the pack lets the system confirm it; count: signals it stands for. Times in µs.
    """

    scenario: str
    subject: str
    device_id: int
    since: int
    at: int
    level: int
    last: int
    until: int | None = None
    auto: bool = False
    count: int = 1
    value: float | None = None
    zone: routing.Zone | None = None


@dataclass
class Side:
    """One version of the rules on its way through the past. Push in the order of arrival, then finish().

    What is told is dated in [start, end); what comes before only warms up.
    """

    specs: Mapping[str, RuleSpec]
    permits: Iterable[Permit] = ()
    start: int = 0
    calendar: Calendar | None = None
    end: int = 2**62
    lines: list[str] = field(default_factory=list)
    episodes: list[Episode] = field(default_factory=list)
    signals: int = 0

    def __post_init__(self) -> None:
        self.board = Board(self.specs, calendar=self.calendar)
        for permit in self.permits:
            self.board.allow(permit)
        self.living: dict[Group, Episode] = {}

    @property
    def late(self) -> int:
        """Samples that came too late to be judged."""
        return self.board.late

    def push(self, device: Device, signal: Signal, received: int) -> None:
        """One signal; what clocks had to do until it was received is done before."""
        if device.id not in self.board.devices:
            self.board.device(device)
        self.signals += 1
        self.wake(received)
        self.took(self.board.push(self.board.devices[device.id], signal))  # as acts have left it

    def wake(self, now: int) -> None:
        """Time goes on: what ends, or is missed, by itself before `now` (what is due at that very moment waits)."""
        due = self.board.due()
        if due is not None and due < now:
            self.took(self.board.wake(now - 1))

    def took(self, changes: Iterable[Change]) -> None:
        """What the board decided becomes lines and episodes."""
        for change in changes:
            if change.what != "mark":
                self._take(change)

    def act(self, act: Act) -> None:
        """Lets somebody's act take part. On a version that warned of nothing there it changes nothing."""
        self.wake(act.at)
        if act.what in OF_WARNINGS:
            self._settle(act)
        elif act.permit is not None:
            if act.what == "permit":
                self.board.allow(act.permit)
            else:
                self.board.disallow(act.permit.id)
        elif act.what == "calendar":
            self.board.office(act.calendar)
        elif act.what == "forgive":
            self.board.forgive(act.at)
        elif act.what == "accept" and act.device_id in self.board.devices:
            self.board.device(msgspec.structs.replace(self.board.devices[act.device_id], trial=False))
        elif act.device_id in self.board.devices:
            self.board.device(sees(self.board.devices[act.device_id], act.group[0], act.what))

    def _settle(self, act: Act) -> None:
        live = self.board.live.get(act.group)
        if act.what == "stands":
            self.board.live[act.group] = Live(CONFIRMED, act.level)
            return
        if act.what == "confirm":
            if live is not None and live.state == OPEN:
                self.board.settle(act.group, CONFIRMED)
            return
        spec = self.specs.get(act.group[0])
        if act.what == "end" and spec is not None and spec.again == "persists":
            self.board.rearm([act.group])  # as services.warnings.end
        if live is not None and (act.what == "end" or live.state == OPEN):
            self.board.settle(act.group, ENDED)
            self._over(act.group, act.at)

    def finish(self, end: int) -> None:
        """Time goes on to `end`, with nothing heard any more."""
        self.wake(end + HORIZON)

    def digest(self) -> str:
        return digest(self.lines)

    def _take(self, change: Change) -> None:
        if change.what in TOLD and self.start <= change.at < self.end:
            self.lines.append(line(change.group, change.what, change.level, change.at))
        if change.what == "open":
            self._open(change)
            return
        episode = self.living.get(change.group)
        if episode is None:
            return
        if change.what == "clear":
            episode.until = change.at
            if change.group not in self.board.live:
                del self.living[change.group]
            return
        if change.level > NONE:
            episode.until = None
        episode.last, episode.count = max(episode.last, change.at), episode.count + change.count
        if change.what == "raise":
            episode.level, episode.auto = change.level, episode.auto or change.confirm
            episode.value = change.value

    def _open(self, change: Change) -> None:
        since = change.span[0] if change.span else change.at
        scenario, subject = change.group
        episode = Episode(
            scenario,
            subject,
            change.device_id,
            since,
            change.at,
            change.level,
            change.at,
            auto=change.confirm,
            count=change.count,
            value=change.value,
            zone=change.zone,
        )
        self.living[change.group] = episode
        if self.start <= change.at < self.end:
            self.episodes.append(episode)

    def _over(self, group: Group, at: int) -> None:
        episode = self.living.pop(group, None)
        if episode is not None and episode.until is None:
            episode.until = max(at, episode.at)


def line(group: Group, what: str, level: int, at: int) -> str:
    """One raised or cleared as text: what a digest is made of."""
    return "|".join((*group, what, name(level) if level else "", str(at)))


def digest(lines: Sequence[str]) -> str:
    """SHA-256 of the lines in their own order: how they were batched or interleaved makes no difference."""
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
