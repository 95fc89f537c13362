"""Precision per camera and class over time, from the verdicts of people."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from weige.sensing.models import Warning
from weige.sensing.queries.rules import Rules, names
from weige.sensing.queries.verdicts import verdict_of
from weige.sensing.rules.precision import advise, defaults, wilson

Key = tuple[str, str, str]


def precision(warnings: "QuerySet[Warning]", rules: Rules, days: int, now: datetime) -> list[dict[str, Any]]:
    """One row per camera, scenario and class, the least precise first; small samples last and without rank.

    Of warnings opened in the last `days` days. 2 statements.
    """
    found = warnings.filter(device__kind="camera", opened_at__gt=now - timedelta(days=days))
    groups: dict[Key, list[Warning]] = {}
    for row in (
        found.select_related("device").defer("plan", "device__zones", "device__limits").order_by("opened_at")
    ):
        assert row.device is not None
        groups.setdefault((row.device.code, row.scenario, _label(row, rules)), []).append(row)
    called, rows = names(), []
    for (code, scenario, label), members in groups.items():
        device: Any = members[0].device
        title = called.get(scenario)
        rows.append(
            _counted(members)
            | {
                "device": {"code": code, "name_zh": device.name_zh, "name_en": device.name_en},
                "scenario": {
                    "id": scenario,
                    "name_zh": title.zh if title else scenario,
                    "name_en": title.en if title else scenario,
                },
                "label": label,
                **_words(label, scenario, rules),
                "advice": _advice(members, rules, scenario),
            }
        )
    rows.sort(
        key=lambda one: (not one["ranked"], one["share"] if one["ranked"] else 0, one["device"]["code"])
    )
    return rows


def _label(row: Warning, rules: Rules) -> str:
    """Its class; an older warning that kept none has that of its rule, where the rule knows only one."""
    spec = rules.specs.get(row.scenario)
    labels = spec.signal.labels if spec else ()
    return row.label or (labels[0] if len(labels) == 1 else "")


def _words(label: str, scenario: str, rules: Rules) -> dict[str, str]:
    """The class in words, as the rule's pack names it; an office's own class stands for itself."""
    spec = rules.specs.get(scenario)
    said = spec.signal.label_names.get(label) if spec else None
    return {"label_zh": said.zh if said else label, "label_en": said.en if said else label}


def _counted(members: Sequence[Warning]) -> dict[str, Any]:
    verdicts = [verdict_of(one) for one in members]
    true, false = verdicts.count("true"), verdicts.count("false")
    span = wilson(true, true + false)
    weeks: dict[str, dict[str, Any]] = {}
    for row, verdict in zip(members, verdicts, strict=True):
        day = timezone.localdate(row.opened_at)
        monday = (day - timedelta(days=day.weekday())).isoformat()
        week = weeks.setdefault(monday, {"week": monday, "true": 0, "false": 0, "undecided": 0})
        week[verdict or "undecided"] += 1
    return {
        "warnings": len(members),
        "true": true,
        "false": false,
        "undecided": len(members) - true - false,
        "share": round(true / (true + false), 4) if span else None,
        "low": round(span[0], 4) if span else None,
        "high": round(span[1], 4) if span else None,
        "ranked": true + false >= defaults()["least"],
        "weeks": list(weeks.values()),
    }


def _advice(members: Sequence[Warning], rules: Rules, scenario: str) -> Mapping[str, Any] | None:
    """None where the rule does not judge by confidence."""
    spec = rules.specs.get(scenario)
    if spec is None or spec.judge != "presence":
        return None
    decided = []
    for one in members:
        seen = [point["value"] for point in one.explain.get("readings", []) if point["value"] is not None]
        verdict = verdict_of(one)
        if seen and verdict is not None:
            decided.append((max(seen), verdict == "true"))
    return advise(decided, spec.signal.min_confidence)
