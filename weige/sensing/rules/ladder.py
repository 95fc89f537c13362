"""The escalation ladder and what goes with it, read from data/escalation.toml or the installation's own file. Pure."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any, Final

from weige.sensing.rules.grouping import Grouping
from weige.sensing.rules.levels import LEVELS, rank

IN_APP: Final = "in_app"
CALLS: Final = ("sms", "phone")  # channels that ring: one call at a time to one post
CHANNELS: Final = (IN_APP, *CALLS)
UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True)
class Rung:
    """After so long without anybody having seen it, posts of these roles are told by these channels."""

    after: timedelta
    to: tuple[str, ...]
    by: tuple[str, ...]

    @property
    def rings(self) -> tuple[str, ...]:
        return tuple(one for one in self.by if one in CALLS)


@dataclass(frozen=True)
class Policy:
    """Everything about telling that an office may set.

    ladders: by level rank, rungs in the order of their time. wait: how long a first notice waits for something worse,
    by level. call_window: how long one call to a post stands for what follows it at the same or a lower level.
    recheck: how often a held-back notice is looked at again when its end is not known.
    """

    ladders: Mapping[int, tuple[Rung, ...]]
    wait: Mapping[int, timedelta]
    group: Grouping
    call_window: timedelta
    recheck: timedelta

    def at_once(self, level: int) -> list[Rung]:
        """The rungs due when a group begins."""
        return [rung for rung in self.ladders[level] if not rung.after]

    def rung(self, level: int, step: int) -> Rung | None:
        """The rung of that number; None beyond the last."""
        ladder = self.ladders[level]
        return ladder[step] if step < len(ladder) else None


def parse(text: str) -> Policy:
    """Reads the file's text. Raises ValueError naming the key and what is wrong with it."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"not TOML: {error}") from error
    unknown = set(raw) - {"group", "wait", "call", "held", "level"}
    if unknown:
        raise ValueError(f"no such key: {', '.join(sorted(unknown))}")
    group = raw.get("group", {})
    return Policy(
        wait={rank(level): span(f"wait.{level}", raw.get("wait", {}).get(level, "0s")) for level in LEVELS},
        group=Grouping(
            layer=group.get("layer", Grouping.layer),
            window=span("group.window", group.get("window", "10m")),
            longest=span("group.longest", group.get("longest", "4h")),
            digest=span("group.digest", group.get("digest", "10m")),
            widen=_widen(group.get("widen", Grouping.widen)),
        ),
        call_window=span("call.window", raw.get("call", {}).get("window", "10m")),
        recheck=span("held.recheck", raw.get("held", {}).get("recheck", "1m")),
        ladders={rank(level): _ladder(level, raw.get("level", {}).get(level, ())) for level in LEVELS},
    )


def span(key: str, text: Any) -> timedelta:
    """ "90s", "5m", "2h", "1d". Raises ValueError."""
    found = re.fullmatch(r"(\d{1,5})([smhd])", text) if isinstance(text, str) else None
    if not found:
        raise ValueError(f"{key}: {text!r} is not a time such as 90s, 5m, 2h or 1d")
    return timedelta(seconds=int(found[1]) * UNITS[found[2]])


def _widen(raw: Any) -> tuple[int, ...]:
    if not raw or not all(isinstance(one, int) and one > 0 for one in raw):
        raise ValueError("group.widen: must be positive whole numbers")
    return tuple(raw)


def _ladder(level: str, raw: Sequence[Mapping[str, Any]]) -> tuple[Rung, ...]:
    rungs = tuple(_rung(f"level.{level}[{number}]", one) for number, one in enumerate(raw))
    if not rungs or rungs[0].after:
        raise ValueError(f"level.{level}: somebody must be told at once (after = '0s')")
    if any(later.after < earlier.after for earlier, later in pairwise(rungs)):
        raise ValueError(f"level.{level}: rungs must stand in the order of their time")
    return rungs


def _rung(key: str, raw: Mapping[str, Any]) -> Rung:
    to, by = tuple(raw.get("to", ())), tuple(raw.get("by", (IN_APP,)))
    if not to or not all(isinstance(one, str) and one for one in to):
        raise ValueError(f"{key}.to: names of roles are missing")
    if not by or not set(by) <= set(CHANNELS):
        raise ValueError(f"{key}.by: only {', '.join(CHANNELS)}")
    return Rung(span(f"{key}.after", raw.get("after", "0s")), to, by)
