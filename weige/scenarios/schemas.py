"""Shapes of the scenarios' API answers."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field


class ScenarioLine(Schema):
    """One scenario. confirm: who says a warning is true, human or auto."""

    id: str
    version: int
    enabled: bool
    source: str
    loaded_at: datetime
    name_zh: str
    name_en: str
    summary_zh: str
    summary_en: str
    rule_zh: str
    rule_en: str
    icon: str
    group_zh: str
    group_en: str
    indicators: list[str]
    matter: str
    condition_no: int
    confirm: str
    tests: int


class Words(Schema):
    zh: str
    en: str


class ScenarioDetail(ScenarioLine):
    """With its steps and the pack as it was read."""

    steps: list[Words]
    pack: dict[str, Any]


class Faulty(Schema):
    """A pack of the office's own that was left out: its folder, when that was found, why in both languages."""

    folder: str
    at: datetime
    zh: str
    en: str


class ScenarioPage(Schema):
    """faults: told to whoever manages scenarios."""

    items: list[ScenarioLine]
    next: str | None
    faults: list[Faulty] = []


Changes = dict[str, str | int | float | bool | list[str]]


class KnobOut(Schema):
    """A threshold with a slider. unit: "s", "share" or ""; statistic: what is compared with it."""

    key: str
    name: str
    zh: str
    en: str
    unit: str
    value: float
    low: float
    high: float
    step: float
    statistic: str
    level: str


class Difference(Schema):
    key: str
    before: Any = None
    after: Any = None


class CheckIn(Schema):
    """Values to try: key of the pack → value; base: a kept version to start from (default: the one in force)."""

    changes: Changes = {}
    base: int | None = None


class CheckOut(Schema):
    """The rule as it would read; failing_tests: the pack's own tests that would say otherwise.

    fast: whether a done replay can be recounted with these at once.
    """

    rule_zh: str
    rule_en: str
    fast: bool
    differences: list[Difference]
    failing_tests: list[Words]


class ReplayIn(Schema):
    """The period by the signals' own time; version: a kept one to try beside the one in force.

    Without it and without changes only the version in force is counted.
    """

    start: datetime
    end: datetime
    changes: Changes = {}
    version: int | None = None


class RecountIn(Schema):
    changes: Changes


class ReplayLine(Schema):
    """A try on the past. state: queued, running, done, failed, stopped; share: of the way, 0–1."""

    id: UUID
    scenario: str
    base: int
    version: int | None
    changes: dict[str, Any]
    start: datetime
    end: datetime
    state: str
    share: float
    signals: int
    seconds: float
    asked_at: datetime
    asked_by: Words
    trouble: str


class ReplayDetail(ReplayLine):
    """result: base and changed (scenarios.rules.assess.assess), compared, live, knobs; null until done."""

    result: dict[str, Any] | None


class ReplayPage(Schema):
    items: list[ReplayLine]
    next: str | None


class RecountOut(Schema):
    changed: dict[str, Any]
    compared: dict[str, Any]


class VersionIn(Schema):
    """The next version: changes to the one in force or to a kept one (base); switch_at null: at once.

    What is not known is refused: a misspelt switch_at would put the version in force at once.
    """

    model_config = {"extra": "forbid"}

    changes: Changes = {}
    base: int | None = None
    reason: str
    switch_at: datetime | None = None
    trial: UUID | None = None


class ReasonIn(Schema):
    reason: str


class VersionOut(Schema):
    """A kept version. state: draft, scheduled, in_force, past, cancelled; differences: against the one before it."""

    number: int
    state: str
    author: Words
    reason: str
    made_at: datetime
    switch_at: datetime | None
    switched_at: datetime | None
    ended_at: datetime | None
    end_reason: str
    trial: UUID | None
    differences: list[Difference]
    rule_zh: str
    rule_en: str


class VersionPage(Schema):
    items: list[VersionOut]
    next: str | None


PackText = Annotated[str, Field(max_length=60_000)]


class TextOut(Schema):
    """The text of a version. newest: the highest number there is: sent back when the text is saved."""

    number: int
    in_force: int
    newest: int
    text: str


class TextIn(Schema):
    """against: the kept version whose lines are compared; without it the one in force."""

    text: PackText
    against: int | None = None


class TextFault(Schema):
    """The first thing wrong with a text; line and column from 1; key: as in "warn.level[0].share"."""

    line: int
    column: int
    key: str
    code: str
    zh: str
    en: str


class TestOut(Schema):
    """One of the pack's own tests; wrong: why it could not be told, null when it could."""

    zh: str
    en: str
    line: int
    ok: bool
    expected: list[str]
    found: list[str]
    wrong: Words | None


class DiffLine(Schema):
    kind: Literal["same", "less", "more", "gap"]
    text: str
    old: int | None
    new: int | None


class TextRead(Schema):
    """What a text comes to; tests, differences and the rule's sentence only without a fault."""

    fault: TextFault | None
    tests: list[TestOut]
    differences: list[Difference]
    lines: list[DiffLine]
    rule_zh: str
    rule_en: str
    newest: int


class TextSave(Schema):
    text: PackText
    newest: int
    reason: Annotated[str, Field(max_length=1000)] = ""
