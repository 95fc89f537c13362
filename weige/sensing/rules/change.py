"""What one signal or one moment did to one problem: the outcome of judging, and a living warning as judging sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import msgspec

from weige.sensing.rules.levels import NONE
from weige.sensing.rules.routing import Zone

Group = tuple[str, str]  # scenario, subject: at most one living warning
Key = tuple[str, int, str]  # scenario, device id, subject: one stream
What = Literal["open", "raise", "lower", "touch", "clear", "missing", "back", "mark"]


class Live(msgspec.Struct):
    """A living warning as far as judging goes."""

    state: str
    level: int


@dataclass(frozen=True)
class Change:
    """What one signal, or a moment, did to one group.

    what: "open", "raise", "lower" (a level less), "touch" (the problem was seen again), "clear", "missing"
    (no data any more: neither normal nor over), "back" (data again), "mark" (a timer moved what no warning
    shows: nothing to do but to write the step down). at: when, by signal time; of a timer its
    due time. confirm: the pack lets the system confirm at this moment. count: signals it stands for. span,
    trace, pictures: of the stretch that set it off. account: the numbers of the arithmetic (judges). lately: the
    stream's readings later than `since`, when a level was reached.
    """

    what: What
    group: Group
    device_id: int
    at: int
    level: int = NONE
    confirm: bool = False
    count: int = 1
    span: tuple[int, int] | None = None
    trace: tuple[tuple[int, float], ...] = ()
    pictures: tuple[tuple[int, str], ...] = ()
    zone: Zone | None = None
    value: float | None = None
    account: tuple[tuple[str, float], ...] = ()
    lately: tuple[tuple[int, float], ...] = ()
    since: int = 0


def mark(key: Key, at: int) -> Change:
    """Something moved that no warning shows: it must be written down all the same."""
    return Change("mark", (key[0], key[2]), key[1], at)


@dataclass(frozen=True)
class Answer:
    """When a rule over rules is asked, about which zone if any, and how many rules deep."""

    at: int
    zone: Zone | None
    depth: int
