"""The limits of the desks' stages: the office's own, or the packaged defaults where it has set none."""

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources

from weige.cases.models import StageLimit
from weige.kernel.worktime import Limit, Unit


@dataclass(frozen=True, slots=True)
class LimitRow:
    """One row of data/limits.csv."""

    stage: str
    amount: Decimal
    unit: Unit
    source: str
    note: str


@cache
def packaged_limits() -> tuple[LimitRow, ...]:
    """The limits that ship with the product."""
    text = resources.files("weige.cases").joinpath("data", "limits.csv").read_text(encoding="utf-8")
    return tuple(
        LimitRow(row["stage"], Decimal(row["amount"]), Unit(row["unit"]), row["source"], row["note_zh"])
        for row in csv.DictReader(text.splitlines())
    )


def packaged_limit(stage: str) -> Limit:
    """The limit of a stage before any edit. Raises StopIteration for an unknown stage."""
    return next(Limit(row.amount, row.unit) for row in packaged_limits() if row.stage == stage)


def stage_limits() -> dict[str, Limit]:
    """Stage → limit (1 statement)."""
    found = {row.stage: Limit(row.amount, row.unit) for row in packaged_limits()}
    found |= {row.stage: row.limit for row in StageLimit.objects.all()}
    return found
