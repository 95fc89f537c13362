"""Shapes of the rows behind a figure of the wall."""

from datetime import datetime
from typing import Literal

from ninja import Schema


class OpenedRow(Schema):
    """One row behind a figure of the wall. id: key of the case or warning, id of the device, code of the post; of a
    place its kind and key ("shop:S-1", "area:12").

    at: when; of a post until when its shift runs. count: how many of the figure this row stands for, None for one.
    """

    about: Literal["case", "warning", "device", "post", "place", "event"]
    id: str
    title_zh: str
    title_en: str
    note_zh: str
    note_en: str
    count: int | None
    level: Literal["red", "orange", "yellow", "blue"] | None
    at: datetime


class Opened(Schema):
    """total: what the figure says; count: the rows in all; next: the `after` of the following page."""

    figure: str
    since: datetime
    until: datetime
    total: int
    count: int
    rows: list[OpenedRow]
    next: int | None
