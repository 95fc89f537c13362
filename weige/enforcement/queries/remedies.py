"""Reviews and lawsuits over a decision as its page shows them."""

from typing import Any

from weige.enforcement.models import Attachment, Remedy, RemedyOutcome
from weige.enforcement.queries.presenting import actions, file_of, head
from weige.enforcement.rules.remedies import REMEDIES
from weige.enforcement.rules.words import named
from weige.kernel.access import Access

PLAIN = ("kind", "body", "accepted_on", "decided_on", "outcome", "outcome_zh", "outcome_en", "overturned")


def lines(rows: list[Remedy], access: Access, language: str) -> list[dict[str, Any]]:
    """Each with its moves and files (2 statements)."""
    found = Attachment.objects.filter(subject__in=[row.own_subject for row in rows])
    files = list(found.select_related("blob").order_by("added_at", "pk"))
    ends = list(RemedyOutcome.objects.filter(active=True).order_by("order", "pk"))
    return [
        head(row)
        | {name: getattr(row, name) for name in PLAIN}
        | named("kind", "remedy", row.kind)
        | {
            "actions": [_with_ends(one, row, ends) for one in actions(row, REMEDIES, {}, access, language)],
            "files": [file_of(one) for one in files if one.subject == row.own_subject],
        }
        for row in rows
    ]


def _with_ends(action: dict[str, Any], row: Remedy, ends: list[RemedyOutcome]) -> dict[str, Any]:
    """The office's list stands as the choices of how it ended."""
    for field in action["fields"]:
        if field["name"] == "ruling":
            field["choices"] = [
                {"value": one.code, "name_zh": one.text_zh, "name_en": one.text_en}
                for one in ends
                if one.applies in {"any", row.kind}
            ]
    return action
