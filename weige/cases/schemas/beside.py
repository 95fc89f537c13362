"""Shapes of what stands beside a case: a supervision, a suspension."""

from datetime import datetime

from ninja import Schema


class WatchOut(Schema):
    """The supervision that runs. degree: yellow, orange or red, empty in old ones."""

    number: str
    degree: str
    degree_zh: str
    degree_en: str
    reason: str


class PauseOut(Schema):
    """A suspension. waits: asked for and not decided. number: in the list of open problems, once it runs."""

    waits: bool
    number: str
    until: datetime | None
    plan: str
    safety: str
    reason: str
    by_zh: str
    by_en: str
