"""Burden per form: which forms are measured, and what the sums of a period say per use (Z4)."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

COUNTED = ("asked", "filled", "typed", "keys", "touches")
MOST_USES = 500  # in one message: a device that was long without a network (our default)
MOST_EACH = 5000  # of anything per use; more is a fault of the client (our default)


@cache
def read() -> dict[str, Any]:
    text = (Path(__file__).parents[1] / "data" / "forms.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def forms() -> Mapping[str, Mapping[str, str]]:
    """code → names of the form and of what it asks."""
    found: Mapping[str, Mapping[str, str]] = read()["forms"]
    return found


def least() -> int:
    return int(read()["least"])


def week_of(day: date) -> date:
    """The Monday."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True)
class Sums:
    """Sums over `uses` uses of a form."""

    uses: int
    asked: int
    filled: int
    typed: int
    keys: int
    touches: int


def wrong(sums: Sums) -> list[str]:
    """The counts that cannot be: too many for the uses, or more typed than asked or filled in together."""
    most = sums.uses * MOST_EACH
    found = [name for name in COUNTED if not 0 <= getattr(sums, name) <= most]
    return found or (["typed"] if sums.typed > sums.asked + sums.filled else [])


def total(rows: Iterable[Sums]) -> Sums:
    kept = list(rows)
    return Sums(*(sum(getattr(row, name) for row in kept) for name in ("uses", *COUNTED)))


def per_use(sums: Sums) -> dict[str, float] | None:
    """Means per use; None where so few uses would show one person's."""
    if sums.uses < least():
        return None
    return {name: round(getattr(sums, name) / sums.uses, 1) for name in COUNTED}
