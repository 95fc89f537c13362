"""What of a case's course is told to whoever speaks only for themselves: a resident who reported, a merchant concerned.

They see how far it is and what they did themselves. What staff write to one another (why it was returned, who urged
whom, what the desk noted), and what others said of it, is not theirs to read (our default; domain.md 4.1).
"""

from collections.abc import Mapping, Sequence
from typing import Any

#: Roles that speak only for themselves.
FOR_THEMSELVES = frozenset({"resident", "merchant"})
#: The course of a case as anybody concerned may know it.
COURSE = frozenset(
    f"cases.{name}"
    for name in (
        "reported", "accepted", "rejected", "filed", "dispatched", "started", "finished", "self_corrected",
        "suspended", "resumed", "extension_approved", "check_passed", "check_failed", "closed", "voided", "merged",
        "reopened", "evidence_added",
    )
)  # fmt: skip
#: Of these the party is told why; of a paper its reasons stand on the page its link opens, too.
WITH_REASON = frozenset({"cases.rejected", "cases.voided"})
PAPERS = frozenset(
    f"enforcement.paper_{name}"
    for name in (
        "issued", "served", "answered", "answer_refused", "complied", "not_complied", "overdue", "closed", "voided",
    )
)  # fmt: skip
ANSWERED = "enforcement.paper_answered"


def told(kind: str, *, mine: bool, concerned: Sequence[int], reader: int | None) -> bool:
    """Whether an event is told to this reader. mine: they did it; concerned: users the event names."""
    return mine or kind in COURSE or (kind in PAPERS and reader is not None and reader in concerned)


def plain(line: Mapping[str, Any], payload: Mapping[str, Any], outcome: Mapping[str, str]) -> dict[str, Any]:
    """A line of the timeline with what the party may read of it: its outcome, the paper's name, the reason where it is
    theirs. outcome: its words in both languages, or empty."""
    kind = str(line["kind"])
    reason = str(payload.get("reason") or "") if kind in WITH_REASON | PAPERS else ""
    said = {}
    for language in ("zh", "en"):
        parts = [outcome.get(language, "") if kind == "cases.closed" else ""]
        parts += [str(payload.get(f"said_{language}") or "") if kind in PAPERS else "", reason]
        parts.append(str(payload.get("into_number") or "") if kind == "cases.merged" else "")
        said[f"detail_{language}"] = " · ".join(part for part in parts if part)
    note = line["note"] if kind == ANSWERED else ""
    return {**line, **said, "reason": reason, "note": note, "evidence_id": None}
