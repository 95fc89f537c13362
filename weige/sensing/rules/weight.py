"""The weight of a device's word: how often people found it right, and when that is too seldom. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from weige.kernel.officedata import OfficeFile
from weige.sensing.rules.ladder import span
from weige.sensing.rules.precision import wilson
from weige.sensing.rules.warning import CONFIRMED, DISMISSED, ENDED, VOIDED


@dataclass(frozen=True)
class Weighing:
    """data/weight.toml."""

    window: timedelta
    judge_within: timedelta
    min_verdicts: int
    falls_below: float
    returns_at: float
    not_counted: tuple[str, ...]


def _read(raw: dict[str, Any]) -> Weighing:
    """Raises ValueError: the limits cross, or are no shares."""
    found = Weighing(
        span("window", raw["window"]),
        span("judge_within", raw["judge_within"]),
        int(raw["min_verdicts"]),
        float(raw["falls_below"]),
        float(raw["returns_at"]),
        tuple(raw["not_counted"]),
    )
    if not (0 <= found.falls_below <= found.returns_at <= 1 and found.min_verdicts > 0):
        raise ValueError(
            "falls_below and returns_at are shares, the second not below the first; min_verdicts above 0"
        )
    return found


#: The numbers in force (data/weight.toml, and the office's own).
weighing: Final = OfficeFile(Path(__file__).resolve().parent.parent / "data" / "weight.toml", _read)


@dataclass(frozen=True)
class Verdicts:
    """How many warnings people found true and false."""

    right: int = 0
    wrong: int = 0

    @property
    def total(self) -> int:
        return self.right + self.wrong

    @property
    def share(self) -> float | None:
        """The share that was true; None without verdicts."""
        return self.right / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the share; None without verdicts."""
        return wilson(self.right, self.total)


def verdict(
    state: str, reason_code: str, *, by_person: bool, judged_right: bool | None = None
) -> bool | None:
    """What people found of a warning: True, False, or None while nobody has judged it. The one definition.

    True: a person confirmed it, or its case was closed. False: dismissed for a reason that says something about the
    device (data/weight.toml), or its case was voided. judged_right: what was said of it after it had gone by itself;
    it counts the same. queries.verdicts says the same to the database.
    """
    if reason_code == VOIDED:
        return False
    if judged_right:
        return True
    if state == DISMISSED or judged_right is False:
        return None if reason_code in weighing().not_counted else False
    return True if state == ENDED or (state == CONFIRMED and by_person) else None


def ranked(verdicts: Verdicts) -> bool:
    """Whether there are enough to compare devices by."""
    return verdicts.total >= weighing().min_verdicts


def doubted(verdicts: Verdicts, before: bool) -> bool:
    """Whether the device's word has no full weight; between the two limits it stays as it was."""
    rule = weighing()
    if not ranked(verdicts):
        return False
    share = verdicts.right / verdicts.total
    return share < (rule.returns_at if before else rule.falls_below)
