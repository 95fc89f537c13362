"""Reads of the quarantine: a page, counts by reason, one message as a person can read it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from weige.kernel.access import Access
from weige.kernel.errors import LANGUAGES, words
from weige.sensing.models import Quarantined
from weige.sensing.models.source import OPEN

WHOLE = (
    256 * 1024
)  # bytes of a message that are kept; a longer one is cut and cannot be replayed (our default)
SHOWN = 64 * 1024  # characters of the message that are shown (our default)


def chosen(rows: "QuerySet[Quarantined]", *, state: str, reason: str, q: str) -> "QuerySet[Quarantined]":
    """Those in a state, of a reason, whose device, topic or speaker holds the words."""
    if state:
        rows = rows.filter(state__in=state.split(","))
    if reason:
        rows = rows.filter(reason__in=reason.split(","))
    if q:
        rows = rows.filter(
            Q(device_code__icontains=q)
            | Q(topic__icontains=q)
            | Q(speaker__icontains=q)
            | Q(signal_id__icontains=q)
        )
    return rows


def page(rows: "QuerySet[Quarantined]", *, after: str, limit: int) -> tuple[list[Quarantined], str | None]:
    """Newest first; `after` is "<last_at>~<id>" of the row before. Raises ValueError for another text."""
    if after:
        at, _, key = after.partition("~")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise ValueError(after)
        rows = rows.filter(Q(last_at__lt=moment) | Q(last_at=moment, pk__lt=int(key)))
    found = list(rows.defer("raw").order_by("-last_at", "-pk")[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return found[:limit], f"{last.last_at.isoformat()}~{last.pk}" if last else None


def counts(rows: "QuerySet[Quarantined]") -> dict[str, int]:
    """reason → open messages (1 statement)."""
    found = rows.filter(state=OPEN).order_by("reason").values_list("reason").annotate(n=Count("pk"))
    return dict(found)


def rows_out(rows: Sequence[Quarantined], access: Access) -> list[dict[str, Any]]:
    return [row_out(row, access) for row in rows]


def row_out(row: Quarantined, access: Access) -> dict[str, Any]:
    """One message without its content."""
    whole = row.size <= WHOLE
    actions = []
    if row.state == OPEN and access.may("quarantine.settle", row):
        actions = ["discard"] + (["replay"] if whole else [])
        actions += ["match"] if row.reason == "event_place_unmatched" else []
    fields = (
        "state", "first_at", "last_at", "count", "dropped", "transport", "speaker", "format", "topic", "device_code",
        "signal_id", "reason", "size", "settled_at", "settled_by", "settled_reason", "note",
    )  # fmt: skip
    return {name: getattr(row, name) for name in fields} | {
        "id": row.pk,
        "whole": whole,
        "message": {language: words(row.reason, language, row.params) for language in LANGUAGES},
        "candidates": row.params.get("candidates", []),
        "actions": actions,
    }


def detail(row: Quarantined, access: Access) -> dict[str, Any]:
    """One message with what it says."""
    raw = bytes(row.raw)
    try:
        text, binary = raw.decode("utf-8"), False
    except UnicodeDecodeError as error:
        cut = len(raw) - error.start <= 3 and row.size > len(raw)  # a letter cut in two at the end
        text, binary = (raw[: error.start].decode(), False) if cut else (raw.hex(" "), True)
    return row_out(row, access) | {"raw": text[:SHOWN], "binary": binary, "params": row.params}
