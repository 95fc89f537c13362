"""Warnings made by hand for the tests of telling: due, at a house or in a segment, of a rule."""

from datetime import datetime
from typing import Any

from tests.sensing.rulekit import at, goods
from weige.messaging.models import Notice
from weige.people.models import Post
from weige.sensing.models import Held, Warning
from weige.sensing.rules.explain import Facts, explanation
from weige.territory.models import Area


def warn(area: Area, number: int, now: datetime, *, level: int = 2, **more: Any) -> Warning:
    """A warning in this area, not yet told; not saved."""
    base: dict[str, Any] = {
        "scenario": "tilt",
        "version": 1,
        "subject": f"device:D-{number}",
        "level": level,
        "title_zh": f"倾斜 {number}",
        "title_en": f"Tilt {number}",
        "place_zh": f"{number} 号",
        "place_en": f"No. {number}",
        "lon": 121.481,
        "lat": 31.231,
        "cells": area.path,
        "leaf_cells": [area.pk],
        "opened_at": now,
        "last_at": now,
        "notice_due": now,
        "explain": explanation(goods(), (at(0), at(6)), Facts(None, [(at(0), 1.0)], 0, None, 0, ())),
    }
    return Warning(**base | more)


def made(*rows: Warning) -> list[Warning]:
    return Warning.objects.bulk_create(rows)


def said(post: Post | None, channel: str = "in_app") -> list[tuple[str, Any]]:
    """(template, count) of what a post was told by a channel, oldest first."""
    assert post is not None
    rows = Notice.objects.filter(post=post, channel=channel).order_by("pk")
    return [(row.template, row.params.get("count")) for row in rows]


def reasons(row: Warning) -> list[str]:
    """Why notices of the warning were held back, oldest first."""
    return list(Held.objects.filter(warning=row).order_by("pk").values_list("why", flat=True))
