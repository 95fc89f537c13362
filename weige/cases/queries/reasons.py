"""The office's lists of reasons as choices of a move, and their history."""

from typing import Any

from weige.cases.models import Case, PatrolReason, ReturnReason
from weige.cases.rules.ownership import reason_fits
from weige.cases.rules.words import both
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


def patrol_choices() -> list[dict[str, Any]]:
    """Whether a patrol should have seen it, and why, as one choice (1 statement)."""
    found = []
    for row in PatrolReason.objects.filter(active=True).order_by("-missed", "order", "pk"):
        zh, en = both("patrol", "missed" if row.missed else "unseen")
        words = {"label_zh": f"{zh} · {row.text_zh}", "label_en": f"{en} · {row.text_en}"}
        found.append({"value": row.code, **words})
    return found


def choices_for(field: str, case: Case) -> list[dict[str, Any]]:
    """The office's rows that may be given in this field of a move (1 statement)."""
    if field == "patrol":
        return patrol_choices()
    return choices(case.matter.kind if case.matter else "")


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
