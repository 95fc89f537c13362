"""Reviews and lawsuits over a decision as its page shows them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from weige.enforcement.models import Attachment, Paper, Remedy, RemedyOutcome
from weige.enforcement.queries.presenting import actions, file_of, head
from weige.enforcement.rules.remedies import BINDING, REMEDIES
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


#: What is said of a decision that was contested more than once: that it did not stand, else what is still open.
WEIGHT = {"decided": 0, "pending": 1}


def contested(papers: Iterable[Paper]) -> dict[UUID, dict[str, Any]]:
    """Decision → how it stands after reviews and lawsuits, where there are any (1 statement; none where no paper
    binds). The last one that overturned it comes first, then the last that is open, then the last that ended."""
    keys = [row.pk for row in papers if row.kind.grade == BINDING and row.issued_at is not None]
    if not keys:
        return {}
    found: dict[UUID, Remedy] = {}
    for one in Remedy.objects.filter(decision__in=keys, state__in=WEIGHT).order_by("accepted_on", "made_at"):
        before = found.get(one.decision_id)
        if before is None or _weight(one) >= _weight(before):
            found[one.decision_id] = one
    return {key: stand(one) for key, one in found.items()}


def _weight(row: Remedy) -> int:
    return len(WEIGHT) if row.overturned else WEIGHT[row.state]


def stand(row: Remedy) -> dict[str, Any]:
    """One review or lawsuit in a word: its outcome once it ended."""
    ended = row.state == "decided"
    word = {"word_zh": row.outcome_zh, "word_en": row.outcome_en}
    return {
        "state": row.state,
        "overturned": row.overturned,
        **named("kind", "remedy", row.kind),
        **(word if ended else named("word", "state", row.NAME, row.state)),
        "body": row.body,
        "day": row.decided_on or row.accepted_on,
    }
