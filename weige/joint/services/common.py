"""What the verbs of joint action share: wrong inputs, numbers, event fields, the seat that acts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from weige.joint.events import CallEvent, UnitEvent
from weige.joint.models import Called, CallIn
from weige.joint.rules.words import labels
from weige.kernel import log
from weige.kernel.access import Who
from weige.kernel.errors import FieldError, Invalid
from weige.kernel.streettime import LOCAL


def refuse(field: str, code: str, /, **params: Any) -> Invalid:
    """The error for one wrong input."""
    return Invalid([FieldError(field, code, params)])


def next_number(kind: str, prefix: str, now: datetime) -> str:
    """The next number of the local day: CJ20261122-003 (1 statement; the row lock makes it gapless)."""
    day = now.astimezone(LOCAL).date()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO joint_sequence AS s (kind, day, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (kind, day) DO UPDATE SET last = s.last + 1 RETURNING last",
            [kind, day],
        )
        (last,) = cursor.fetchone()
    return f"{prefix}{day:%Y%m%d}-{last:03}"


def minutes(since: datetime, until: datetime) -> int:
    """Whole minutes between two moments, rounded to the nearest."""
    return round((until - since).total_seconds() / 60)


def said(code: str, language: str, **params: object) -> str:
    """A phrase of labels.toml [say]."""
    return labels()["say"][code][language].format(**params)


def detail(*parts: tuple[str, str | Mapping[str, object]]) -> dict[str, str]:
    """said_zh and said_en out of phrases (code, params) and pairs of ready words (zh, en)."""
    found: dict[str, list[str]] = {"zh": [], "en": []}
    for first, second in parts:
        for language in ("zh", "en"):
            if isinstance(second, Mapping):
                found[language].append(said(first, language, **second))
            else:
                found[language].append(first if language == "zh" else second)
    return {
        f"said_{language}": " · ".join(part for part in words if part) for language, words in found.items()
    }


def standing(call: CallIn) -> dict[str, Any]:
    """What every event says of the call."""
    return {
        "call_id": str(call.pk),
        "call_number": call.number,
        "case_id": str(call.case_id) if call.case_id else None,
        "spot_id": call.spot,
        "title_zh": call.title_zh,
        "title_en": call.title_en,
        "place_zh": call.place_zh,
        "place_en": call.place_en,
        "lon": call.lon,
        "lat": call.lat,
        "kind": call.kind,
        "state": call.state,
        "version": call.version,
        "caller_post_id": call.caller_post_id,
    }


def tell(call: CallIn, kind: type[CallEvent], *, who: Who, now: datetime, **more: Any) -> None:
    """Appends an event of the whole call."""
    log.append(kind(**standing(call), **more), who=who, now=now, subject=call.subject, **concerned(call))


def tell_unit(unit: Called, kind: type[UnitEvent], *, who: Who, now: datetime, **more: Any) -> None:
    """Appends an event of one unit (its call loaded)."""
    event = kind(
        **standing(unit.call),
        called_id=unit.pk,
        unit_zh=unit.unit_zh,
        unit_en=unit.unit_en,
        unit_post_id=unit.post_id,
        unit_department_id=unit.department_id,
        unit_state=unit.state,
        lead=unit.lead,
        answer_due_at=unit.answer_due_at,
        arrive_due_at=unit.arrive_due_at,
        **more,
    )
    log.append(event, who=who, now=now, subject=unit.call.subject, **concerned(unit.call, unit))


def concerned(call: CallIn, unit: Called | None = None) -> Any:
    """Whom an event of the call concerns: its cells, the unit's department, everybody called, the caller."""
    return {
        "cells": call.cells,
        "department_id": unit.department_id if unit else None,
        "post_ids": sorted({call.caller_post_id, *call.party_posts}),
    }
