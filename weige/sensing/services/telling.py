"""Warnings as events for the log: the one place that knows which column goes into which field."""

from datetime import datetime
from typing import Any

from weige.kernel import log
from weige.kernel.access import Who
from weige.kernel.models import Event
from weige.sensing.events import (
    WarningAcknowledged,
    WarningCleared,
    WarningConfirmed,
    WarningDismissed,
    WarningEnded,
    WarningJudged,
    WarningLowered,
    WarningOpened,
    WarningRaised,
)
from weige.sensing.models import Warning
from weige.sensing.rules.levels import name

POINTS = 60  # readings that travel with a confirmation: enough for a sparkline in the case


def opened(row: Warning, at: datetime, who: Who, now: datetime) -> Event:
    event = WarningOpened(
        **_common(row, at),
        rule_version=str(row.version),
        device_code=_device(row),
        opened_at=row.opened_at,
        shop_id=row.shop_id,
        building_id=row.building_id,
        tell=list((row.plan or {}).get("tell", ())),
        pictures=_shas(row),
    )
    return _draft(event, row, who, now)


def raised(row: Warning, before: int, at: datetime, who: Who, now: datetime) -> Event:
    event = WarningRaised(**_common(row, at), before=name(before), case_id=_case(row))
    return _draft(event, row, who, now)


def acknowledged(row: Warning, also: int, who: Who, now: datetime) -> Event:
    return _draft(WarningAcknowledged(**_common(row, now), also=also, case_id=_case(row)), row, who, now)


def lowered(row: Warning, before: int, at: datetime, who: Who, now: datetime) -> Event:
    event = WarningLowered(**_common(row, at), before=name(before), case_id=_case(row))
    return _draft(event, row, who, now)


def confirmed(row: Warning, at: datetime, who: Who, now: datetime, *, by: str, note: str = "") -> Event:
    """The event a case is filed from; the shop's owner hears of it when the pack tells the merchant."""
    plan = row.plan or {}
    event = WarningConfirmed(
        **_common(row, at),
        matter=plan.get("matter", ""),
        condition_no=plan.get("condition", 1),
        device_code=_device(row),
        opened_at=row.opened_at,
        by=by,
        note=note,
        shop_id=row.shop_id,
        building_id=row.building_id,
        send_to=list(plan.get("send_to", ())),
        tell=list(plan.get("tell", ())),
        pictures=_shas(row),
        self_correction_minutes=plan.get("self_correction_minutes"),
        readings=_readings(row),
        rule_version=str(row.version),
    )
    owner = row.shop.owner_id if row.shop and "merchant" in plan.get("tell", ()) else None
    return _draft(event, row, who, now, [owner] if owner else [])


def dismissed(row: Warning, at: datetime, who: Who, now: datetime) -> Event:
    event = WarningDismissed(
        **_common(row, at), device_code=_device(row), reason_code=row.reason_code, note=row.note
    )
    return _draft(event, row, who, now)


def judged(row: Warning, who: Who, now: datetime) -> Event:
    event = WarningJudged(
        **_common(row, now),
        device_code=_device(row),
        right=bool(row.judged_right),
        reason_code=row.reason_code,
        note=row.note,
    )
    return _draft(event, row, who, now)


def cleared(row: Warning, before: str, at: datetime, who: Who, now: datetime) -> Event:
    return _draft(WarningCleared(**_common(row, at), before=before, case_id=_case(row)), row, who, now)


def ended(row: Warning, outcome: str, at: datetime, who: Who, now: datetime) -> Event:
    return _draft(WarningEnded(**_common(row, at), outcome=outcome, case_id=_case(row)), row, who, now)


def _draft(event: Any, row: Warning, who: Who, now: datetime, user_ids: list[int] | None = None) -> Event:
    return log.draft(
        event, who=who, now=now, subject=f"warning:{row.pk}", cells=row.cells, user_ids=user_ids or []
    )


def _common(row: Warning, at: datetime) -> dict[str, Any]:
    return {
        "warning_id": str(row.pk),
        "scenario": row.scenario,
        "level": name(row.level),
        "title_zh": row.title_zh,
        "title_en": row.title_en,
        "place_zh": row.place_zh,
        "place_en": row.place_en,
        "lon": row.lon,
        "lat": row.lat,
        "at": at,
    }


def _device(row: Warning) -> str | None:
    return row.device.code if row.device else None


def _case(row: Warning) -> str | None:
    return str(row.case_id) if row.case_id else None


def _shas(row: Warning) -> list[str]:
    return [picture["sha"] for picture in row.pictures]


def _readings(row: Warning) -> dict[str, object]:
    explain = row.explain
    points = explain.get("readings", [])
    step = -(-len(points) // POINTS) or 1
    return {
        "unit": explain.get("unit", ""),
        "points": points[::-step][::-1],
        "limits": explain.get("limits", []),
        "fired": explain.get("fired", {}),
    }
