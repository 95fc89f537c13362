"""Terms and proposals of leniency (data/terms.toml): defaults of this office, each with its source."""

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from weige.kernel.worktime import Limit, Unit

FILE = Path(__file__).parent.parent / "data" / "terms.toml"
MONTH = timedelta(days=30)


@cache
def _terms() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def limit(name: str) -> Limit:
    """The term "defence", "decision", "receipt" or "answer"."""
    one = _terms()[name]
    return Limit(Decimal(one["amount"]).normalize(), Unit(one["unit"]))


def source(name: str) -> str:
    """How far a term is known."""
    return str(_terms()[name]["source"])


def repeated_since(now: datetime) -> datetime:
    """From when on an earlier finding of the same party and matter counts."""
    return now - int(_terms()["first_offence"]["months"]) * MONTH


@dataclass(frozen=True)
class Proposal:
    """A rule that fits: what it would allow, in its own words. It proposes; a person decides."""

    rule: str
    outcome: str
    zh: str
    en: str
    source: str


def proposals(*, first: bool, corrected: bool, listed: bool) -> list[Proposal]:
    """The rules of leniency whose conditions all hold, in the order of the file."""
    true = {name for name, holds in (("first", first), ("corrected", corrected), ("listed", listed)) if holds}
    return [
        Proposal(code, one["outcome"], one["zh"], one["en"], one["source"])
        for code, one in _terms()["leniency"].items()
        if set(one["when"]) <= true
    ]
