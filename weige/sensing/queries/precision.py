"""Precision per camera and class over time, from the verdicts of people."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from weige.sensing.models import Warning
from weige.sensing.queries.rules import Rules, names
from weige.sensing.queries.verdicts import RIGHT, verdict_of, wrong
from weige.sensing.rules.precision import advise, defaults, wilson

Key = tuple[str, str, str]


def precision(warnings: "QuerySet[Warning]", rules: Rules, days: int, now: datetime) -> list[dict[str, Any]]:
    """One row per camera, scenario and class, the least precise first; small samples last and without rank.

    Of warnings opened in the last `days` days. 2 statements.
    """
    found = counting(warnings, days, now)
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


def counting(warnings: "QuerySet[Warning]", days: int, now: datetime) -> "QuerySet[Warning]":
    """The warnings of cameras that precision() counts."""
    return warnings.filter(device__kind="camera", opened_at__gt=now - timedelta(days=days))


def by_verdict(said: str) -> Q:
    """The warnings with this verdict: true, false, undecided or decided."""
    false = wrong()
    return {"true": RIGHT, "false": false, "undecided": ~(RIGHT | false), "decided": RIGHT | false}[said]


def behind(
    warnings: "QuerySet[Warning]",
    rules: Rules,
    *,
    device: str,
    scenario: str,
    label: str,
    verdict: str,
    week: date | None,
) -> "QuerySet[Warning]":
    """Of the warnings counted those of one row of precision(), by verdict (as by_verdict(), "" for all) and week.

    week: any day of it; its days are local.
    """
    found = warnings.filter(device__code=device, scenario=scenario)
    found = found.filter(
        Q(label=label) | Q(label="") if label and label == _only(scenario, rules) else Q(label=label)
    )
    if verdict:
        found = found.filter(by_verdict(verdict))
    if week is not None:
        monday = timezone.make_aware(datetime.combine(week - timedelta(days=week.weekday()), time.min))
        found = found.filter(opened_at__gte=monday, opened_at__lt=monday + timedelta(days=7))
    return found


def _only(scenario: str, rules: Rules) -> str:
    """The class of a rule that knows only one."""
    spec = rules.specs.get(scenario)
    labels = spec.signal.labels if spec else ()
    return labels[0] if len(labels) == 1 else ""


def _label(row: Warning, rules: Rules) -> str:
    """Its class; an older warning that kept none has that of its rule, where the rule knows only one."""
    return row.label or _only(row.scenario, rules)


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
