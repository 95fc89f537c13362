"""Scenarios as the screens get them."""

from typing import Any

import msgspec

from weige.kernel.access import Access
from weige.kernel.models import Setting
from weige.scenarios.models import Scenario
from weige.scenarios.rules.pack import Pack, rule_of
from weige.sensing.services.trying import rule_sentence


def rows(access: Access) -> list[dict[str, Any]]:
    """All scenarios, by id (1 statement)."""
    return [line(row) for row in access.rows("scenario.list", Scenario.objects.order_by("id"))]


def faulty_packs() -> list[dict[str, Any]]:
    """Packs of the office's own left out at the last start: folder, at, and why in zh and en (1 statement)."""
    noted = Setting.objects.filter(key="scenario_faults").values_list("value", flat=True).first()
    return list(noted or [])


def line(row: Scenario) -> dict[str, Any]:
    """One scenario; `rule` is its sentence with the pack's own times filled in."""
    pack = msgspec.convert(row.pack, Pack)
    zh, en = rule_sentence(spec=rule_of(pack))
    return {
        "id": row.id,
        "version": row.version,
        "enabled": row.enabled,
        "source": row.source,
        "loaded_at": row.loaded_at,
        "name_zh": pack.name.zh,
        "name_en": pack.name.en,
        "summary_zh": pack.summary.zh,
        "summary_en": pack.summary.en,
        "rule_zh": zh,
        "rule_en": en,
        "icon": pack.show.icon,
        "group_zh": pack.show.group.zh,
        "group_en": pack.show.group.en,
        "indicators": list(pack.show.indicators),
        "matter": pack.case.matter,
        "condition_no": pack.case.condition,
        "confirm": pack.warn.confirm.mode,
        "tests": len(pack.test),
    }


def detail(row: Scenario) -> dict[str, Any]:
    """A scenario with its steps, tests and the whole pack as data."""
    pack = msgspec.convert(row.pack, Pack)
    steps = [{"zh": step.text.zh, "en": step.text.en} for step in pack.step]
    return line(row) | {"steps": steps, "pack": row.pack}
