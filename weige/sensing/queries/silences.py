"""Silences for lists and their own page: what they hold back now, how much they held back, who set and ended them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from weige.kernel import log
from weige.sensing.models import Held, Silence, Warning
from weige.sensing.queries import shield as shields
from weige.sensing.rules.levels import name
from weige.sensing.rules.silences import covers, lasts
from weige.sensing.rules.warning import LIVE

LOOKED_AT = 2000  # living warnings looked at for "covers now"


def base(rows: "QuerySet[Silence]") -> "QuerySet[Silence]":
    """With the codes of its place."""
    return rows.annotate(building_code=F("building__code"), device_code=F("device__code"))


def chosen(
    rows: "QuerySet[Silence]", now: datetime, *, state: str = "", kind: str = ""
) -> "QuerySet[Silence]":
    """Those in a state (active, coming, over) and of a kind, newest first."""
    states = {
        "active": Q(start__lte=now, end__gt=now, ended_at=None),
        "coming": Q(start__gt=now, ended_at=None),
        "over": Q(end__lte=now) | Q(ended_at__isnull=False),
    }
    if state:
        rows = rows.filter(states[state])
    if kind:
        rows = rows.filter(kind=kind)
    return base(rows).order_by("-pk")


def silence_rows(rows: Sequence[Silence], now: datetime) -> list[dict[str, Any]]:
    """Silences (of chosen()) for lists (1 statement for what they held back)."""
    refs = {f"silence:{row.pk}": row.pk for row in rows}
    counts = Held.objects.filter(ref__in=refs).order_by().values_list("ref").annotate(Count("pk"))
    held = {refs[ref]: count for ref, count in counts}
    return [_row(row, now, held.get(row.pk, 0)) for row in rows]


def _row(row: Silence, now: datetime, held: int) -> dict[str, Any]:
    rule = shields.as_rule(row)
    over = row.ended_at is not None or row.end <= now
    return {
        "id": row.pk,
        "kind": row.kind,
        "state": "over" if over else "coming" if row.start > now else "active",
        "place": _place(row),
        "place_zh": row.place_zh,
        "place_en": row.place_en,
        "scenario": row.scenario,
        "up_to": name(row.up_to),
        "reason": row.reason,
        "start": row.start,
        "end": row.end,
        "weekdays": row.weekdays,
        "hours": row.hours,
        "author": row.author_name,
        "created_at": row.created_at,
        "ended_at": row.ended_at,
        "holding": None if over else lasts(rule, now),
        "held": held,
    }


def _place(row: Any) -> str:
    if row.area_id is not None:
        return f"area:{row.area_id}"
    if row.building_code:
        return f"building:{row.building_code}"
    return f"device:{row.device_code}" if row.device_code else str(row.subject)


def silence_detail(row: Silence, now: datetime) -> dict[str, Any]:
    """One silence (of base()) with its history and the living warnings it covers (4 statements)."""
    living = Warning.objects.filter(state__in=LIVE, cells__overlap=row.cells).select_related("device__hub")
    alerts = shields.alerts_of(living.only(*shields.COLUMNS).order_by("pk")[:LOOKED_AT])
    rule = shields.as_rule(row)
    return silence_rows([row], now)[0] | {
        "history": [
            {"at": event.at, "kind": event.kind, "who": event.actor_name}
            for event in log.of(f"silence:{row.pk}")
        ],
        "covers": sum(covers(rule, alert) for alert in alerts.values()),
    }
