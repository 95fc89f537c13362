"""What a replay's warnings amount to: per day, per device, per shift; which of them people had judged, and how. Pure.

A verdict is never guessed: a warning nobody judged stays unknown. Warnings are matched by subject and by the time
their condition lasted, cases by place and time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import cos, hypot, radians
from typing import Any, Protocol

import msgspec

from weige.kernel.streettime import LOCAL

NEAR_M = 60.0  # a case this near may be the same problem (our default; similar cases use 50 m)
BEFORE, AFTER = (
    timedelta(hours=2),
    timedelta(minutes=30),
)  # reported so long after it ended, or before it began
MOST_ROWS, MOST_DEVICES = 1500, 60  # rows a screen gets; the counts are of all
TRUE, FALSE, UNKNOWN = "true", "false", "unknown"
METRES_A_DEGREE = 111_320.0


class Judged(msgspec.Struct, frozen=True):
    """A stored warning and what people said of it: verdict "true", "false" or "". Times are aware."""

    id: str
    subject: str
    verdict: str
    since: datetime
    at: datetime
    until: datetime
    level: str
    title_zh: str
    title_en: str
    reason: str = ""
    case_id: str | None = None
    pictures: int = 0


class Problem(msgspec.Struct, frozen=True):
    """A case of the matter that people found themselves: no warning of this scenario led to it."""

    id: str
    number: str
    title_zh: str
    title_en: str
    lon: float
    lat: float
    at: datetime
    source: str


class Place(msgspec.Struct, frozen=True):
    zh: str
    en: str
    lon: float
    lat: float


class Facts(msgspec.Struct, frozen=True):
    """What is known of a period beside its signals. places: by subject; devices: id (as text) → code and names.

    shifts: [start, end) of the duty officers, by start; assumed: they are our default halves of the day, for want
    of a roster.
    """

    start: datetime
    end: datetime
    judged: list[Judged] = []
    problems: list[Problem] = []
    places: dict[str, Place] = {}
    devices: dict[str, tuple[str, str, str]] = {}
    shifts: list[tuple[datetime, datetime]] = []
    assumed: bool = False


class Would(Protocol):
    """What would have been one warning (sensing.services.past.Would)."""

    @property
    def subject(self) -> str: ...
    @property
    def device_id(self) -> int: ...
    @property
    def since(self) -> datetime: ...
    @property
    def at(self) -> datetime: ...
    @property
    def until(self) -> datetime | None: ...
    @property
    def level(self) -> str: ...
    @property
    def value(self) -> float | None: ...


@dataclass
class _Row:
    """One warning of a side with what it matches."""

    would: Would
    verdict: str = UNKNOWN
    warnings: list[str] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Book:
    """The facts, laid out for looking up: judged warnings by subject, problems by time."""

    facts: Facts
    by_subject: Mapping[str, Sequence[Judged]]

    @classmethod
    def of(cls, facts: Facts) -> Book:
        found = defaultdict(list)
        for one in facts.judged:
            found[one.subject].append(one)
        return cls(facts, found)

    def row(self, would: Would) -> _Row:
        """A warning with the stored ones it overlaps and the cases at its place."""
        row, until = _Row(would), would.until or self.facts.end
        said = set()
        for one in self.by_subject.get(would.subject, ()):
            if one.since <= until and would.since <= one.until:
                row.warnings.append(one.id)
                said.add(one.verdict)
                row.cases += [one.case_id] if one.case_id else []
        place = self.facts.places.get(would.subject)
        for problem in self.facts.problems if place else ():
            near = would.since - AFTER <= problem.at <= until + BEFORE
            if near and place and apart(problem, place) <= NEAR_M:
                row.cases.append(problem.id)
                said.add(TRUE)
        row.verdict = TRUE if TRUE in said else FALSE if FALSE in said else UNKNOWN
        return row


def apart(problem: Problem, place: Place) -> float:
    """Metres between two places less than some kilometres apart."""
    x = (problem.lon - place.lon) * cos(radians(place.lat))
    return METRES_A_DEGREE * hypot(x, problem.lat - place.lat)


def assess(would: Sequence[Would], facts: Facts) -> dict[str, Any]:
    """One side's account, JSON-able: counts, days, devices, shifts, missed, and the rows themselves."""
    book = Book.of(facts)
    rows = [book.row(one) for one in would]
    counts = Counter(row.verdict for row in rows)
    judged = counts[TRUE] + counts[FALSE]
    return {
        "warnings": len(rows),
        "verdicts": {name: counts[name] for name in (TRUE, FALSE, UNKNOWN)},
        "precision": round(counts[TRUE] / judged, 4) if judged else None,
        "judged": judged,
        "levels": dict(sorted(Counter(row.would.level for row in rows).items())),
        "matched": {
            "warnings": len({one for row in rows for one in row.warnings}),
            "cases": len({one for row in rows for one in row.cases}),
        },
        "missed": _missed(rows, facts),
        "days": _days(rows, facts),
        "hours": [
            sum(1 for row in rows if row.would.at.astimezone(LOCAL).hour == hour) for hour in range(24)
        ],
        "devices": _devices(rows, facts),
        "shifts": _shifts(rows, facts),
        "rows": [_told(row, facts) for row in rows[-MOST_ROWS:]],
        "cut": max(len(rows) - MOST_ROWS, 0),
    }


def _missed(rows: Iterable[_Row], facts: Facts) -> list[dict[str, Any]]:
    """The confirmed problems of the period that this side would not have warned of."""
    rows = list(rows)
    warned = {one for row in rows for one in row.warnings}
    found = {one for row in rows for one in row.cases}
    missed = [
        {
            "kind": "warning",
            "id": one.id,
            "at": one.at,
            "title_zh": one.title_zh,
            "title_en": one.title_en,
            "pictures": one.pictures,
            **_where(facts.places.get(one.subject)),
        }
        for one in facts.judged
        if one.verdict == TRUE and one.id not in warned
    ]
    missed += [
        {
            "kind": "case",
            "id": one.id,
            "at": one.at,
            "title_zh": f"{one.number} {one.title_zh}",
            "title_en": f"{one.number} {one.title_en}",
            "pictures": 0,
            "zh": "",
            "en": "",
            "lon": one.lon,
            "lat": one.lat,
        }
        for one in facts.problems
        if one.id not in found
    ]
    return sorted(missed, key=lambda one: one["at"])


def _where(place: Place | None) -> dict[str, Any]:
    return {"zh": place.zh, "en": place.en, "lon": place.lon, "lat": place.lat} if place else {}


def _days(rows: Iterable[_Row], facts: Facts) -> list[dict[str, Any]]:
    """Every local day the period touches."""
    found: dict[str, Counter[str]] = {}
    day = facts.start.astimezone(LOCAL).date()
    while day <= (facts.end - timedelta(microseconds=1)).astimezone(LOCAL).date():
        found[day.isoformat()] = Counter()
        day += timedelta(days=1)
    for row in rows:
        found.setdefault(row.would.at.astimezone(LOCAL).date().isoformat(), Counter())[row.verdict] += 1
    return [{"day": day, **_counted(count)} for day, count in sorted(found.items())]


def _counted(count: Counter[str]) -> dict[str, int]:
    return {name: count[name] for name in (TRUE, FALSE, UNKNOWN)}


def _devices(rows: Iterable[_Row], facts: Facts) -> list[dict[str, Any]]:
    """The devices that would have warned, the most first."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for row in rows:
        found[row.would.device_id][row.verdict] += 1
    order = sorted(found.items(), key=lambda one: (-one[1].total(), one[0]))
    told = []
    for device, count in order[:MOST_DEVICES]:
        code, zh, en = facts.devices.get(str(device), ("", "", ""))
        told.append({"code": code, "name_zh": zh, "name_en": en, **_counted(count)})
    return told


def _shifts(rows: Iterable[_Row], facts: Facts) -> dict[str, Any]:
    """How many notices a duty officer would have got in a shift."""
    starts = [start for start, _ in facts.shifts]
    counts = [0] * len(starts)
    for row in rows:
        place = bisect_right(starts, row.would.at) - 1
        if place >= 0 and row.would.at < facts.shifts[place][1]:
            counts[place] += 1
    most = max(range(len(counts)), key=lambda place: counts[place], default=None)
    return {
        "assumed": facts.assumed,
        "shifts": len(counts),
        "mean": round(sum(counts) / len(counts), 2) if counts else None,
        "most": counts[most] if most is not None else 0,
        "most_at": starts[most] if most is not None and counts[most] else None,
        "each": [
            {"start": start, "end": end, "count": count}
            for (start, end), count in zip(facts.shifts, counts, strict=True)
        ],
    }


def _told(row: _Row, facts: Facts) -> dict[str, Any]:
    one = row.would
    return {
        "subject": one.subject,
        "at": one.at,
        "until": one.until,
        "minutes": round(((one.until or facts.end) - one.since).total_seconds() / 60, 1),
        "level": one.level,
        "value": one.value,
        "verdict": row.verdict,
        "warning": row.warnings[0] if row.warnings else None,
        "case": row.cases[0] if row.cases else None,
        "device": facts.devices.get(str(one.device_id), ("", "", ""))[0],
        **_where(facts.places.get(one.subject)),
    }


def spread(
    stays: Iterable[tuple[str, datetime, datetime, float]],
    facts: Facts,
    low: float,
    high: float,
    bins: int = 28,
) -> list[dict[str, int]]:
    """Histogram of (subject, since, until, statistic) with what people had said of them; ends take what is beyond."""
    found = [Counter[str]() for _ in range(bins)]
    book = Book.of(facts)
    for subject, since, until, value in stays:
        place = min(max(int((value - low) / (high - low) * bins), 0), bins - 1)
        found[place][book.row(_Stay(subject, since, until)).verdict] += 1
    return [_counted(count) for count in found]


@dataclass(frozen=True)
class _Stay:
    subject: str
    since: datetime
    until: datetime | None
    device_id: int = 0
    level: str = ""
    value: float | None = None

    @property
    def at(self) -> datetime:
        return self.since


def curve(
    values: Sequence[float], ask: Callable[[float], Sequence[Would]], facts: Facts
) -> list[dict[str, Any]]:
    """What each value of a threshold would cost: warnings, share of true ones, confirmed problems missed."""
    told = []
    for value in values:
        found = assess(ask(value), facts)
        told.append(
            {
                "value": value,
                "warnings": found["warnings"],
                "precision": found["precision"],
                "judged": found["judged"],
                "missed": len(found["missed"]),
            }
        )
    return told
