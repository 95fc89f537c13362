"""The standard reasons of a return, and their history."""

from typing import Any

from weige.cases.models import ReturnReason
from weige.cases.rules.ownership import reason_fits
from weige.kernel import log


def choices(matter_kind: str) -> list[dict[str, Any]]:
    """Those that may be given for a kind of matter, as choices of a field (1 statement)."""
    rows = ReturnReason.objects.filter(active=True).order_by("order", "pk")
    return [
        {
            "value": row.code,
            "label_zh": row.text_zh,
            "label_en": row.text_en,
            "hint_zh": row.basis_zh,
            "hint_en": row.basis_en,
            "names_unit": row.names_unit,
        }
        for row in rows
        if not matter_kind or reason_fits(row.applies, matter_kind)
    ]


def rows() -> list[dict[str, Any]]:
    """All of them, as the administrator edits them (1 statement)."""
    columns = (
        "code", "applies", "names_unit", "text_zh", "text_en", "basis_zh", "basis_en", "source", "order", "active",
    )  # fmt: skip
    return list(ReturnReason.objects.order_by("order", "pk").values(*columns))


def history(code: str) -> list[dict[str, Any]]:
    """Every edit of a reason, newest first (1 statement)."""
    return edits(f"return_reason:{code}")


def edits(subject: str) -> list[dict[str, Any]]:
    """Every edit of a row of reference data, newest first (1 statement); its events have before and after."""
    events = log.of(subject).order_by("-id")
    return [
        {
            "at": event.at,
            "by": event.actor_name,
            "before": event.payload["before"],
            "after": event.payload["after"],
        }
        for event in events
    ]
