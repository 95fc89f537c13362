"""Verdicts on warnings: how often a device was right, by rule and class (over time: queries.precision).

RIGHT and wrong() are rules.weight.verdict() for the database (a test holds them together). What nobody has judged
counts nowhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from weige.sensing.models import DeviceWeight, Warning
from weige.sensing.queries.rules import names
from weige.sensing.rules.warning import CLEARED, CONFIRMED, DISMISSED, ENDED, VOIDED
from weige.sensing.rules.weight import Verdicts, ranked, verdict, weighing

SAID_FALSE = Q(state=DISMISSED) | Q(judged_right=False)
SAID_TRUE = Q(state=CONFIRMED, confirmed_by__isnull=False) | Q(state=ENDED) | Q(judged_right=True)
RIGHT = ~Q(reason_code=VOIDED) & SAID_TRUE


def wrong() -> Q:
    """Those that say the device was wrong; which reasons do is the office's (weight.toml)."""
    return Q(reason_code=VOIDED) | (SAID_FALSE & ~Q(reason_code__in=weighing().not_counted))


def counts() -> dict[str, Count]:
    """How many of a group were true and false."""
    return {"right": Count("pk", filter=RIGHT), "wrong": Count("pk", filter=wrong())}


def verdict_of(row: Warning) -> str | None:
    """ "true", "false", or None while nobody has judged it."""
    by_person = row.confirmed_by_id is not None
    said = verdict(row.state, row.reason_code, by_person=by_person, judged_right=row.judged_right)
    return None if said is None else "true" if said else "false"


def unjudged(now: datetime) -> Q:
    """Warnings that went by themselves before anybody decided, and may still be judged."""
    return Q(state=CLEARED, judged_right=None, over_at__gt=now - weighing().judge_within)


def judge_until(row: Warning) -> datetime | None:
    """Until when a verdict may still be given on one that went by itself; None for all others."""
    if row.state != CLEARED or row.judged_right is not None or row.over_at is None:
        return None
    return row.over_at + weighing().judge_within


@dataclass(frozen=True)
class Precision:
    """How often one device was right under one rule about one class of thing (label: "" where it has none)."""

    device_id: int
    scenario: str
    label: str
    verdicts: Verdicts

    def row(self) -> dict[str, Any]:
        """For the API: counts and interval always, a rankable share only with enough verdicts."""
        interval = self.verdicts.interval
        return {
            "scenario": self.scenario,
            "label": self.label,
            "right": self.verdicts.right,
            "wrong": self.verdicts.wrong,
            "share": self.verdicts.share if ranked(self.verdicts) else None,
            "low": interval[0] if interval else None,
            "high": interval[1] if interval else None,
        }


def judged(now: datetime) -> "QuerySet[Warning]":
    """The warnings in the window that carry a verdict."""
    recent = Warning.objects.filter(
        opened_at__gt=now - weighing().window, opened_at__lte=now, device__isnull=False
    )
    return recent.filter(RIGHT | wrong())


def precision(device_ids: Iterable[int], now: datetime) -> list[Precision]:
    """Per device, rule and class, in that order (1 statement)."""
    rows = judged(now).filter(device__in=list(device_ids)).order_by("device_id", "scenario", "label")
    counted = rows.values_list("device_id", "scenario", "label").annotate(**counts())
    return [
        Precision(device, scenario, label, Verdicts(right, wrong))
        for device, scenario, label, right, wrong in counted
        if device is not None
    ]


def tallies(now: datetime) -> dict[tuple[int, str], Verdicts]:
    """Verdicts of every device under every rule, from where counting began anew (2 statements)."""
    restarted = {
        (row.device_id, row.scenario): row.counted_from
        for row in DeviceWeight.objects.filter(counted_from__isnull=False)
    }
    rows = judged(now).order_by()
    for (device, scenario), since in restarted.items():
        rows = rows.exclude(device=device, scenario=scenario, opened_at__lt=since)
    counted = rows.values_list("device_id", "scenario").annotate(**counts())
    return {(device, scenario): Verdicts(r, w) for device, scenario, r, w in counted if device is not None}


def weights(device_id: int, now: datetime) -> list[dict[str, Any]]:
    """A device's precision by rule and class, and whether its word has full weight (3 statements)."""
    kept = {row.scenario: row for row in DeviceWeight.objects.filter(device=device_id)}
    rows, called = precision([device_id], now), names()
    return [
        row.row()
        | {
            "scenario_zh": called[row.scenario].zh if row.scenario in called else row.scenario,
            "scenario_en": called[row.scenario].en if row.scenario in called else row.scenario,
            "doubted_at": kept[row.scenario].doubted_at if row.scenario in kept else None,
            "counted_from": kept[row.scenario].counted_from if row.scenario in kept else None,
        }
        for row in rows
    ]
