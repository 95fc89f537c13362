"""What earlier work knows of a paper's fields: the case's pieces of evidence, the officers of the last order."""

from weige.cases.models import Case, Evidence
from weige.enforcement.models import Paper
from weige.enforcement.rules.stamps import stamp
from weige.kernel.access import Who


def evidence_lines(case: Case) -> list[str]:
    """One line a piece: kind, when, the beginning of its hash."""
    rows = Evidence.objects.filter(case=case).order_by("added_at", "id")[:9]
    return [
        f"照片 {number}，{stamp(row.taken_at or row.added_at)}，SHA-256 {row.blob_id[:16]}"
        for number, row in enumerate(rows, 1)
    ]


def last_officers(who: Who) -> list[str]:
    """The officers with their certificates as on this person's newest order; else the name alone, to be completed."""
    newest = Paper.objects.filter(kind__in=("order", "simple"), maker=who.user_id).exclude(
        content__officers=None
    )
    content = newest.order_by("-made_at").values_list("content", flat=True).first()
    return list((content or {}).get("officers", [])) or [who.name]
