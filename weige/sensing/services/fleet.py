"""The list of failing devices as a workbook; who took it, how many and by which filter stands in the log."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from weige.kernel import log
from weige.kernel.access import Who
from weige.kernel.errors import Problem
from weige.kernel.tabular import Column, Export, Kind
from weige.sensing.events import DevicesExported
from weige.sensing.models import Device
from weige.sensing.queries import vitals
from weige.sensing.queries.rules import in_force
from weige.sensing.rules import health

MOST = 20_000  # beyond this a workbook is no help and a request too long (our default)
COLUMNS = (
    Column("code", "设备编码", "Device"),
    Column("kind", "类型", "Kind"),
    Column("name", "名称", "Name"),
    Column("place", "地点", "Place"),
    Column("state", "状态", "State"),
    Column("since", "自", "Since", Kind.TIME),
    Column("reasons", "原因", "Reasons"),
    Column("told", "依据", "Found by"),
    Column("figure", "健康分", "Figure", Kind.INTEGER),
    Column("last_seen", "最近收到", "Last heard", Kind.TIME),
)


def export_failing(
    *, devices: "QuerySet[Device]", asked: Mapping[str, Any], who: Who, language: str, now: datetime
) -> Export:
    """The failing devices (of vitals.failing()) as a table. Raises devices_export_large (422)."""
    found = list(devices[: MOST + 1])
    if len(found) > MOST:
        raise Problem("devices_export_large", status=422, most=MOST)
    rows = vitals.fleet_rows(found, in_force().kinds, now)
    with transaction.atomic():
        event = DevicesExported(rows=len(rows), filter={key: str(value) for key, value in asked.items()})
        log.append(event, who=who, now=now, subject="export:devices")
    return Export(
        title=health.say("export_title", language),
        columns=COLUMNS,
        rows=[_line(row, language) for row in rows],
        account=who.name,
        at=now,
        language=language,
    )


def _line(row: Mapping[str, Any], language: str) -> dict[str, Any]:
    return {
        "code": row["code"],
        "kind": row[f"kind_{language}"],
        "name": row[f"name_{language}"],
        "place": row[f"place_{language}"],
        "state": health.say(f"state_{row['state']}", language),
        "since": row["since"],
        "reasons": "；".join(one[language] for one in row["reasons"]),
        "told": "；".join(one[f"told_{language}"] for one in row["reasons"]),
        "figure": row["figure"],
        "last_seen": row["last_seen_at"],
    }
