"""Which policy of merging fits a matter: the one with the longest prefix of its code. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """off: never offered. suggest: offered to people. auto: the system merges above the threshold."""

    OFF = "off"
    SUGGEST = "suggest"
    AUTO = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One row: how far apart in metres and hours two cases may be, and the least probability for each."""

    key: str
    prefix: str
    mode: Mode
    within_m: int
    within_hours: int
    suggest_at: float
    merge_at: float


#: When the table is empty: offered within 50 m and a day (rule of a live system), never by itself.
FALLBACK = Policy(
    key="", prefix="", mode=Mode.SUGGEST, within_m=50, within_hours=24, suggest_at=0.35, merge_at=1.0
)


class Policies:
    """The table; codes are looked up by their longest prefix."""

    def __init__(self, rows: Iterable[Policy]) -> None:
        self.rows = {row.prefix: row for row in rows}

    def of(self, matter: str) -> Policy:
        """The policy of a matter's code; an unknown matter ("") has the general one."""
        for length in range(len(matter), -1, -1):
            row = self.rows.get(matter[:length])
            if row is not None:
                return row
        return FALLBACK

    def between(self, one: str, other: str) -> Policy:
        """The policy for two cases: of the matter that is known; of two known ones the more careful."""
        if not one or not other or one == other:
            return self.of(one or other)
        return min(
            (self.of(one), self.of(other)), key=lambda row: (list(Mode).index(row.mode), -row.merge_at)
        )

    @property
    def widest_m(self) -> int:
        """No policy reaches further, in metres."""
        return max((row.within_m for row in self.rows.values()), default=FALLBACK.within_m)

    @property
    def widest_hours(self) -> int:
        """No policy reaches further back, in hours."""
        return max((row.within_hours for row in self.rows.values()), default=FALLBACK.within_hours)
