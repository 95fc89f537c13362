"""Vital signs for people: a device's page, a building's page, the whole fleet; every figure with what it is made of."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from weige.kernel.access import Access
from weige.kernel.errors import NotFound
from weige.sensing.models import Ailment, Device, Warning
from weige.sensing.models.device import OFFLINE
from weige.sensing.queries import health as reads
from weige.sensing.queries.devices import device_rows, listed
from weige.sensing.queries.readings import trend
from weige.sensing.queries.rules import Rules
from weige.sensing.queries.verdicts import verdict_of
from weige.sensing.rules import health
from weige.sensing.rules.kinds import Kinds
from weige.sensing.rules.levels import name
from weige.sensing.rules.spec import Limit
from weige.sensing.rules.warning import LIVE, reasons
from weige.sensing.rules.wording import limits
from weige.territory.models import Area, Building
from weige.territory.queries.called import called

SPANS = {"24h": timedelta(hours=24), "7d": timedelta(days=7), "30d": timedelta(days=30)}
POINTS = {"24h": 288, "7d": 336, "30d": 360}  # intervals of a drawing: 5, 30 and 120 minutes
SHOWN = 30  # warnings on a page


def course(device: Device, rules: Rules, kind: str, span: str, now: datetime) -> dict[str, Any]:
    """A device's readings over a span, with the limits of the rules in force; nothing is drawn where nothing came.

    gap_seconds: points further apart than that have a gap between them.
    """
    chosen = kind or device.last_kind
    signal, start = rules.kinds.signal.get(chosen), now - SPANS[span]
    step = SPANS[span].total_seconds() / POINTS[span]
    every = reads.interval_of(device, rules.kinds)
    signed = device.limits.get(chosen)
    return {
        "span": span,
        "kind": chosen,
        "unit": signal.unit if signal else "",
        "decimals": rules.kinds.decimals(chosen),
        "kinds": [
            {"code": one, "zh": rules.kinds.signal[one].zh, "en": rules.kinds.signal[one].en}
            for one in _measured(device, rules.kinds)
        ],
        "start": start,
        "end": now,
        "gap_seconds": round(2 * max(step, every)),
        "points": trend(device.pk, chosen, start, now, POINTS[span]) if chosen else [],
        "limits": _limits(device, rules, chosen),
        "signed": signed,
    }


def _measured(device: Device, kinds: Kinds) -> list[str]:
    kind = kinds.device.get(device.kind)
    told = kind.signals if kind else (device.last_kind,)
    return [one for one in told if one in kinds.signal and kinds.signal[one].carries == "value"]


def _limits(device: Device, rules: Rules, kind: str) -> list[dict[str, Any]]:
    """The lowest limit of each level among the rules that listen to such a device for this kind."""
    signed = device.limits.get(kind)
    own = msgspec.convert(signed, Limit) if signed else None
    lowest: dict[str, float] = {}
    for spec in rules.specs.values():
        hears = not spec.signal.device_kinds or device.kind in spec.signal.device_kinds
        if spec.judge != "threshold" or spec.signal.kind != kind or not hears:
            continue
        for one in limits(spec, own):
            lowest[one["level"]] = min(one["value"], lowest.get(one["level"], one["value"]))
    return [{"level": level, "value": value} for level, value in lowest.items()]


def device_health(device: Device, access: Access, kinds: Kinds, now: datetime) -> dict[str, Any]:
    """How a device does: its figure, the reasons, the days on time, its last warnings (4 statements)."""
    found = reads.reasons_of(device, reads.standing([device]).get(device.pk, {}), kinds)
    figure = reads.figure_of(device, found)
    every = reads.interval_of(device, kinds)
    days = reads.on_time([device], kinds, now).get(device.pk, [])
    spans, heard = sum(day["spans"] for day in days), sum(day["heard"] for day in days)
    mine = Warning.objects.filter(device=device)
    return {
        "figure": figure,
        "band": health.band(figure),
        "formula": health.device_formula(found, figure),
        "reasons": found,
        "on_time": {
            "interval_seconds": every,
            "spans": spans,
            "heard": heard,
            "share": round(heard / spans, 4) if spans else None,
            "days": days,
        },
        "past": [
            {
                "reason": row.reason,
                **health.weights()["words"][row.reason],
                "since": row.since,
                "ended_at": row.ended_at,
            }
            for row in device.ailments.filter(ended_at__gt=now - SPANS["30d"]).order_by("-ended_at")[:SHOWN]
        ],
        "warnings": warning_rows(access.rows("warning.list", mine)) if reads_warnings(access) else [],
    }


def warning_rows(warnings: "QuerySet[Warning]", after: int = 0) -> list[dict[str, Any]]:
    """The newest with what became of them; after: how many to pass over (1 statement)."""
    words = reasons()
    return [
        {
            "id": row.pk,
            "level": name(row.level),
            "state": row.state,
            "title_zh": row.title_zh,
            "title_en": row.title_en,
            "opened_at": row.opened_at,
            "over_at": row.over_at,
            "verdict": verdict_of(row),
            "reason": {"zh": said.zh, "en": said.en} if (said := words.get(row.reason_code)) else None,
            "case_id": row.case_id,
        }
        for row in warnings.order_by("-opened_at", "-pk").defer("explain", "plan")[after : after + SHOWN]
    ]


def building_health(building: Building, access: Access, kinds: Kinds, now: datetime) -> dict[str, Any]:
    """A building with all its devices one may see and one figure with its reasons (≤ 10 statements)."""
    devices = list(listed(access.rows("device.list", Device.objects.filter(building=building)))[:500])
    ailing = reads.standing(devices)
    rows = []
    for one, row in zip(devices, device_rows(devices, kinds, now), strict=True):
        found = reads.reasons_of(one, ailing.get(one.pk, {}), kinds)
        figure = reads.figure_of(one, found)
        formula = health.device_formula(found, figure)
        more = {"figure": figure, "band": health.band(figure), "reasons": found, "formula": formula}
        rows.append(row | more | {"weight": health.weight_of(one.kind)})
    living = Warning.objects.filter(building=building, state__in=LIVE)
    seen = warning_rows(access.rows("warning.list", living)) if reads_warnings(access) else []
    heard = [(row["kind"], row["figure"]) for row in rows if row["figure"] is not None]
    levels = [one["level"] for one in seen]
    figure, name = health.building_figure(heard, levels), called(building)
    return {
        "code": building.code,
        "name_zh": name.zh,
        "name_en": name.en,
        "lon": building.lon,
        "lat": building.lat,
        "height_m": building.height_m,
        "floors": building.floors,
        "protection": building.protection,
        "figure": figure,
        "band": health.band(figure),
        "formula": health.building_formula(heard, levels, figure),
        "devices": rows,
        "warnings": seen,
    }


def reads_warnings(access: Access) -> bool:
    """Whether the reader lists warnings in this street at all; who looks after devices need not."""
    try:
        access.require("warning.list")
    except NotFound:
        return False
    return True


def failing(devices: "QuerySet[Device]", reason: str = "") -> "QuerySet[Device]":
    """Those with something wrong, since when first; of one reason only when it is named."""
    open_ones = Ailment.objects.filter(device=OuterRef("pk"), ended_at__isnull=True)
    if reason:
        open_ones = open_ones.filter(reason=reason)
    first = open_ones.order_by().values("device").annotate(first=Min("since")).values("first")
    silent = Q(state=OFFLINE) if reason in {"", health.SILENT} else Q(pk__isnull=True)
    found = listed(devices.filter(silent | Exists(open_ones)))
    since = Subquery(first)
    moment: Any = since
    if reason in {"", health.SILENT}:
        # Least passes over what is missing; where nobody wrote down when it fell silent, its last word counts.
        moment = Coalesce(Least("silent_since", since), "last_seen_at", "registered_at")
    return found.annotate(since=moment).order_by("since", "pk")


def fleet_counts(devices: "QuerySet[Device]", kinds: Kinds) -> dict[str, Any]:
    """What is failing by reason, kind and area, and of how many (4 statements)."""
    ill = list(failing(devices).values_list("pk", "kind", "state", "leaf_cells"))
    by_reason = Counter(
        Ailment.objects.filter(device__in=[one[0] for one in ill], ended_at__isnull=True).values_list(
            "reason", flat=True
        )
    )
    by_reason[health.SILENT] = sum(state == OFFLINE for _, _, state, _ in ill)
    words, by_kind = health.weights()["words"], Counter(kind for _, kind, _, _ in ill)
    totals = Counter(devices.order_by().values_list("kind", flat=True))
    areas = Area.objects.filter(layer__code="cityop").in_bulk({leaf for one in ill for leaf in one[3]})
    by_area = Counter(leaf for one in ill for leaf in one[3] if leaf in areas)
    return {
        "total": sum(totals.values()),
        "failing": len(ill),
        "reasons": [
            {"reason": one, **words[one], "count": by_reason[one]}
            for one in health.weights()["points"]
            if by_reason[one]
        ],
        "kinds": [
            {"kind": one, **_kind_words(one, kinds), "count": by_kind[one], "total": totals[one]}
            for one in sorted(totals, key=lambda one: (-by_kind[one], one))
        ],
        "areas": [
            {"area": key, "zh": areas[key].name_zh, "en": areas[key].name_en, "count": count}
            for key, count in sorted(by_area.items(), key=lambda one: (-one[1], one[0]))
        ],
    }


def _kind_words(kind: str, kinds: Kinds) -> dict[str, str]:
    known = kinds.device.get(kind)
    return {"zh": known.zh, "en": known.en} if known else {"zh": kind, "en": kind}


def fleet_rows(devices: Sequence[Device], kinds: Kinds, now: datetime) -> list[dict[str, Any]]:
    """Failing devices (of failing()) with their reasons and since when (3 statements)."""
    ailing = reads.standing(devices)
    rows = []
    for one, row in zip(devices, device_rows(devices, kinds, now), strict=True):
        found = reads.reasons_of(one, ailing.get(one.pk, {}), kinds)
        figure = reads.figure_of(one, found)
        since: datetime = one.since  # type: ignore[attr-defined]
        more = {"since": since, "figure": figure, "band": health.band(figure), "reasons": found}
        rows.append(row | more | {"formula": health.device_formula(found, figure)})
    return rows


def fleet_page(devices: "QuerySet[Device]", *, after: str, limit: int) -> tuple[list[Device], str | None]:
    """One page of failing() devices, those longest unwell first; the next cursor. Raises ValueError."""
    found = devices
    if after:
        at, _, key = after.partition("~")
        moment = datetime.fromisoformat(at)
        if timezone.is_naive(moment):
            raise ValueError(after)
        found = found.filter(Q(since__gt=moment) | Q(since=moment, pk__gt=int(key)))
    rows = list(found[: limit + 1])
    last: Any = rows[limit - 1] if len(rows) > limit else None
    return rows[:limit], f"{last.since.isoformat()}~{last.pk}" if last else None
