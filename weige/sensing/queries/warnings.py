"""Warnings for lists and for the card that explains itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from weige.kernel.access import Access
from weige.kernel.streettime import LOCAL
from weige.sensing.models import Warning
from weige.sensing.queries.course import course
from weige.sensing.queries.held import group_row, held, told
from weige.sensing.queries.readings import values_since
from weige.sensing.queries.rules import names
from weige.sensing.queries.verdicts import judge_until, verdict_of
from weige.sensing.rules.kinds import Kinds
from weige.sensing.rules.levels import LEVELS, name
from weige.sensing.rules.spec import Text
from weige.sensing.rules.warning import LIVE, STATES, offered, offered_reasons, phase
from weige.territory.models import Area


def chosen(
    warnings: "QuerySet[Warning]",
    *,
    states: Sequence[str] = (),
    levels: Sequence[str] = (),
    scenario: str = "",
    area: str = "",
    group: UUID | None = None,
) -> "QuerySet[Warning]":
    """The warnings of these states, levels, scenario and area, open first, newest first.

    Raises ValueError for a word that is no state or level.
    """
    for value, known in [*((one, STATES) for one in states), *((one, LEVELS) for one in levels)]:
        if value not in known:
            raise ValueError(value)
    if states:
        warnings = warnings.filter(state__in=states)
    if levels:
        warnings = warnings.filter(level__in=[LEVELS.index(one) + 1 for one in levels])
    if scenario:
        warnings = warnings.filter(scenario=scenario)
    if area:
        warnings = warnings.filter(cells__overlap=area_ids(area))
    if group:
        warnings = warnings.filter(group_id=group)
    return warnings.order_by("queue", "-opened_at", "-id")


def area_ids(ref: str) -> list[int]:
    """The ids of an area named by id or code; a code may have several rows over time (1 statement)."""
    named = Q(code=ref) | Q(pk=int(ref)) if ref.isdecimal() and len(ref) < 10 else Q(code=ref)
    return list(Area.objects.filter(named).values_list("pk", flat=True))


def living(warnings: "QuerySet[Warning]") -> "QuerySet[Warning]":
    """Those that are not over."""
    return warnings.filter(state__in=LIVE)


def page(warnings: "QuerySet[Warning]", *, after: str | None, limit: int) -> tuple[list[Warning], str | None]:
    """One page of chosen() warnings with shop and device, and the next cursor.

    Raises ValueError for a bad one.
    """
    found = warnings.select_related("device", "shop").defer(
        "explain", "plan", "device__zones", "device__limits"
    )
    if after:
        queue, opened, key = after.split("~")
        at = datetime.fromisoformat(opened)
        later = Q(queue=int(queue)) & (Q(opened_at__lt=at) | Q(opened_at=at, id__lt=UUID(key)))
        found = found.filter(Q(queue__gt=int(queue)) | later)
    rows = list(found[: limit + 1])
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], f"{last.queue}~{last.opened_at.isoformat()}~{last.pk}"


def warning_rows(
    rows: Sequence[Warning], access: Access, now: datetime | None = None
) -> list[dict[str, Any]]:
    """Warnings for lists (1 statement for the scenarios' names). Without `now` no late verdict is offered."""
    called = names()
    return [_row(row, access, called, now) for row in rows]


def _row(row: Warning, access: Access, called: Mapping[str, Text], now: datetime | None) -> dict[str, Any]:
    words = called.get(row.scenario, Text(row.scenario, row.scenario))
    return {
        "id": row.pk,
        "level": name(row.level),
        "state": row.state,
        "phase": phase(
            row.state,
            acknowledged=row.acknowledged_at is not None,
            recovered=row.recovered_at is not None,
            reason=row.reason_code,
        ),
        "acknowledged_at": row.acknowledged_at,
        "doubted": row.doubted,
        "title_zh": row.title_zh,
        "title_en": row.title_en,
        "scenario": {
            "id": row.scenario,
            "name_zh": words.zh,
            "name_en": words.en,
            "version": row.version,
        },
        "device": _device(row, access),
        "place": {"zh": row.place_zh, "en": row.place_en, "lon": row.lon, "lat": row.lat},
        "lon": row.lon,
        "lat": row.lat,
        "shop": row.shop.code if row.shop else None,
        "building_id": row.building_id,
        "opened_at": row.opened_at,
        "last_at": row.last_at,
        "recovered_at": row.recovered_at,
        "no_data_since": row.no_data_since,
        "over_at": row.over_at,
        "reason_code": row.reason_code,
        "count": row.count,
        "case_id": row.case_id,
        **_decided(row, access, now),
    }


def _device(row: Warning, access: Access) -> dict[str, Any] | None:
    if row.device is None:
        return None
    return {
        "code": row.device.code,
        "kind": row.device.kind,
        "name": row.device.name_en if access.language == "en" else row.device.name_zh,
        "name_zh": row.device.name_zh,
        "name_en": row.device.name_en,
    }


def _decided(row: Warning, access: Access, now: datetime | None) -> dict[str, Any]:
    """What people found, and what the caller may still do with it."""
    until = judge_until(row)
    judgeable = until is not None and now is not None and now < until
    moves = offered(row.state, row.acknowledged_at is not None, judgeable)
    return {
        "verdict": verdict_of(row),
        "judge_until": until if judgeable else None,
        "actions": [move.name for move in moves if access.may(move.verb, row)],
    }


def warning_detail(row: Warning, access: Access, kinds: Kinds, now: datetime) -> dict[str, Any]:
    """The whole card (≤ 8 statements): why it fired, what the device said since, who was told, what was held back."""
    explain = dict(row.explain)
    explain["readings"] = [*explain.get("readings", []), *_since(row, kinds, now)]
    explain["decimals"] = kinds.decimals(explain.get("signal", ""))
    explain["pictures"] = [_picture(row, one) for one in row.pictures]
    explain["told"] = told(row)
    explain["held"] = held(row)
    explain["course"] = course(row)
    return _row(row, access, names(), now) | {
        "explain": explain,
        "note": row.note,
        "confirmed_at": row.confirmed_at,
        "group": group_row(row.group),
        "dismiss_reasons": [
            {"code": code, "zh": one.zh, "en": one.en} for code, one in offered_reasons().items()
        ],
    }


def _since(row: Warning, kinds: Kinds, now: datetime) -> list[dict[str, Any]]:
    """What a measuring device said after the span that fired, while the warning lives."""
    fired, kind = row.explain.get("fired", {}).get("to"), kinds.signal.get(row.explain.get("signal", ""))
    if row.state not in LIVE or row.device is None or not fired or kind is None or kind.carries != "value":
        return []
    start = max(datetime.fromisoformat(fired), now - timedelta(hours=24))
    return values_since(row.device.pk, kind.code, start, now)


def _picture(row: Warning, one: Mapping[str, str]) -> dict[str, Any]:
    """Where the picture is and what it shows: when and by which device it was taken."""
    taken = datetime.fromisoformat(one["at"]).astimezone(LOCAL).strftime("%m-%d %H:%M:%S")
    url = f"/api/pictures/{one['sha']}?warning={row.pk}"
    caption = f"{taken} {one['device']}".strip()
    return {"sha": one["sha"], "url": url, "at": one["at"], "caption_zh": caption, "caption_en": caption}
