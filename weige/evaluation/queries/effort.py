"""Burden per form over the last weeks: "this form asks 3 things; 9 were filled in"."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from weige.evaluation.models import FormEffort
from weige.evaluation.rules.effort import COUNTED, Sums, forms, per_use, total, week_of


def table(today: date, weeks: int) -> list[dict[str, Any]]:
    """Every measured form with its means per use, and each week's (1 statement)."""
    first = week_of(today) - timedelta(weeks=weeks - 1)
    rows: dict[str, list[tuple[date, Sums]]] = defaultdict(list)
    for row in FormEffort.objects.filter(week__gte=first).order_by("week"):
        rows[row.form].append((row.week, Sums(row.uses, *(getattr(row, name) for name in COUNTED))))
    return [_line(code, names, rows[code]) for code, names in forms().items()]


def _line(code: str, names: Any, weeks: list[tuple[date, Sums]]) -> dict[str, Any]:
    whole = total(sums for _, sums in weeks)
    return {
        "form": code,
        "name_zh": names["zh"],
        "name_en": names["en"],
        "what_zh": names["what_zh"],
        "what_en": names["what_en"],
        "uses": whole.uses,
        "per_use": per_use(whole),
        "weeks": [{"week": week, "uses": sums.uses, "per_use": per_use(sums)} for week, sums in weeks],
    }
