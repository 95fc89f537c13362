"""Devices for lists, maps and their own page: health, last reading, trend, false alarms."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import BigIntegerField, Case, Count, F, Func, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from weige.kernel.access import Access
from weige.registry.queries.tags import tagged
from weige.sensing.models import Device, Warning
from weige.sensing.models.device import NEW, OFFLINE, ONLINE
from weige.sensing.queries.readings import hourly, points
from weige.sensing.queries.verdicts import RIGHT, wrong
from weige.sensing.rules.kinds import Kinds
from weige.sensing.rules.warning import LIVE
from weige.territory.models import Area

CAMERA: Final = "camera"
VERDICTS = timedelta(days=30)  # the span of a device's precision (our default)


SORTS: Final = ("state", "code", "seen", "kind")


def named(q: str) -> Q:
    """Whose code, name, model or place (building, shop) holds the text."""
    columns = ("code", "name_zh", "name_en", "model", "building__name_zh", "shop__name_zh", "shop__name_en")
    found = Q()
    for column in columns:
        found |= Q(**{f"{column}__icontains": q.strip()})
    return found


def with_tag(access: Access, code: str, now: datetime) -> Q:
    """Devices that have the tag, or whose shop, building or cells have it (1 statement)."""
    on = timezone.localdate(now)
    return tagged(access, code, on, device="pk", shop="shop_id", building="building_id", area="cells")


def listed(devices: "QuerySet[Device]", sort: str = "state") -> "QuerySet[Device]":
    """In the order of `place`, then by code. state: silent ones first, then those never heard, then the others, and
    in each sensors before cameras; seen: the longest unheard first.
    """
    rank = Case(
        When(state=OFFLINE, then=Value(0)),
        When(state=NEW, then=Value(2)),
        default=Value(4),
        output_field=BigIntegerField(),
    ) + Case(When(kind=CAMERA, then=Value(1)), default=Value(0), output_field=BigIntegerField())
    seconds = Func(
        F("last_seen_at"),
        template="extract(epoch FROM %(expressions)s)::bigint",
        output_field=BigIntegerField(),
    )
    places: dict[str, Any] = {
        "state": rank,
        "code": Value(0, output_field=BigIntegerField()),
        "seen": Coalesce(seconds, Value(0, output_field=BigIntegerField())),
        "kind": F("kind"),
    }
    return (
        devices.annotate(
            place=places[sort],
            building_code=F("building__code"),
            building_zh=F("building__name_zh"),
            building_en=F("building__name_en"),
            shop_code=F("shop__code"),
            shop_zh=F("shop__name_zh"),
            shop_en=F("shop__name_en"),
        )
        .order_by("place", "code")
        .defer("limits")
    )


def page(
    devices: "QuerySet[Device]", *, after: str | None, limit: int, sort: str = "state"
) -> tuple[list[Device], str | None]:
    """One page of listed() devices and the cursor of the next ("<place>:<code>"). Raises ValueError."""
    found = listed(devices, sort)
    if after:
        place, _, code = after.partition(":")
        bound = place if sort == "kind" else int(place)
        found = found.filter(Q(place__gt=bound) | Q(place=bound, code__gt=code))
    rows = list(found[: limit + 1])
    last: Any = rows[limit - 1] if len(rows) > limit else None
    return rows[:limit], f"{last.place}:{last.code}" if last else None


def device_rows(devices: Sequence[Device], kinds: Kinds, now: datetime) -> list[dict[str, Any]]:
    """Devices (of listed()) for lists, with the trend of 24 hours (2 statements)."""
    trends = hourly([one.pk for one in devices], [one.last_kind for one in devices], now)
    leaves = {leaf for one in devices for leaf in one.leaf_cells}
    areas = Area.objects.filter(layer__code="cityop").in_bulk(leaves) if leaves else {}
    return [_row(one, kinds, trends.get(one.pk, []), areas) for one in devices]


def _row(device: Device, kinds: Kinds, trend: list[float], areas: dict[int, Area]) -> dict[str, Any]:
    kind = kinds.device.get(device.kind)
    signal = kinds.signal.get(device.last_kind)
    area = next((areas[leaf] for leaf in device.leaf_cells if leaf in areas), None)
    joined: Any = device
    return {
        "id": device.pk,
        "code": device.code,
        "kind": device.kind,
        "kind_zh": kind.zh if kind else device.kind,
        "kind_en": kind.en if kind else device.kind,
        "icon": kind.icon if kind else "point",
        "name_zh": device.name_zh,
        "name_en": device.name_en,
        "model": device.model,
        "lon": device.lon,
        "lat": device.lat,
        "state": device.state,
        "online": device.state == ONLINE,
        "silent_since": device.silent_since,
        "last_seen_at": device.last_seen_at,
        "last_kind": device.last_kind,
        "last_value": device.last_value,
        "last_at": device.last_at,
        "unit": signal.unit if signal and device.last_value is not None else "",
        "decimals": kinds.decimals(device.last_kind),
        "trend": trend,
        "place_zh": joined.building_zh or joined.shop_zh or (area.name_zh if area else ""),
        "place_en": joined.building_en or joined.shop_en or (area.name_en if area else ""),
        "building": joined.building_code,
        "shop": joined.shop_code,
        "calibrated_until": device.calibrated_until,
        "health": device.health,
        "leaf_cells": device.leaf_cells,
        "trial": device.trial,
        "certificate_no": device.certificate_no,
        "certificate_until": device.certificate_until,
        "published": device.published,
    }


def device_detail(device: Device, kinds: Kinds, now: datetime) -> dict[str, Any]:
    """One device (of listed()): the row, its limits, zones, credentials, 24 hours of readings, verdicts."""
    row = device_rows([device], kinds, now)[0]
    counts = Warning.objects.filter(device=device, opened_at__gt=now - VERDICTS).aggregate(
        warnings=Count("pk"),
        true=Count("pk", filter=RIGHT),
        false=Count("pk", filter=wrong()),
    )
    live = Warning.objects.filter(device=device, state__in=LIVE).order_by("-opened_at")
    kind = kinds.device.get(device.kind)
    return row | {
        "height_m": device.height_m,
        "zones": device.zones,
        "limits": device.limits,
        "events_only": device.events_only,
        "expected_seconds": device.expected_seconds or (kind.expected_seconds if kind else None),
        "registered_at": device.registered_at,
        "readings": points(device.pk, now - timedelta(hours=24), now),
        "verdicts_30d": counts,
        "warnings": [str(key) for key in live.values_list("pk", flat=True)],
        "credentials": [
            {
                "id": str(one.pk),
                "number": one.number,
                "label": one.label,
                "created_at": one.created_at,
                "revoked_at": one.revoked_at,
            }
            for one in device.credentials.order_by("number")
        ],
    }


def counts(devices: "QuerySet[Device]", kinds: Kinds) -> list[dict[str, Any]]:
    """Per kind of device: total, online, offline, never heard (1 statement), in the order of the kinds."""
    rows = (
        devices.order_by()
        .values("kind")
        .annotate(
            total=Count("pk"),
            online=Count("pk", filter=Q(state=ONLINE)),
            offline=Count("pk", filter=Q(state=OFFLINE)),
            new=Count("pk", filter=Q(state=NEW)),
        )
    )
    order = {code: position for position, code in enumerate(kinds.device)}
    found = []
    for row in sorted(rows, key=lambda one: (order.get(one["kind"], len(order)), one["kind"])):
        kind = kinds.device.get(row["kind"])
        words = (
            {"zh": kind.zh, "en": kind.en, "icon": kind.icon}
            if kind
            else {"zh": row["kind"], "en": row["kind"]}
        )
        found.append({"icon": "point", **row, **words})
    return found
