"""Shapes of the scenarios' API answers."""

from datetime import datetime
from typing import Any

from ninja import Schema


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


class ScenarioPage(Schema):
    items: list[ScenarioLine]
    next: str | None
