"""Papers of a procedure go where the table of their procedure says (rules.following)."""

from datetime import datetime

from weige.enforcement.events import PaperFollowed
from weige.enforcement.models import OffsiteFile, Paper, Transfer
from weige.enforcement.rules.following import following
from weige.enforcement.services.engine import tell
from weige.enforcement.services.papers import kind_said, rows
from weige.kernel.access import Who


def follow(row: OffsiteFile | Transfer, code: str, *, who: Who, now: datetime, why: str = "done") -> None:
    """Moves the papers of a procedure after one of its moves; what stands elsewhere stays. why: it ended."""
    for one in following(row.NAME, code):
        paper = paper_of(row, one.which)
        if paper is None or paper.state not in one.sources or paper.state == one.target:
            continue
        before, paper.state = paper.state, one.target
        paper.version += 1
        if one.target == "closed":
            paper.ended_at, paper.ended_why = now, why
        if one.target in {"complied", "not_complied"}:
            paper.checked_at = now
            paper.outcome = "corrected" if one.target == "complied" else "not"
        if one.target == "not_complied":
            paper.overdue_at = paper.due_at or now
        paper.save()
        own = paper.own_subject
        tell(paper, PaperFollowed, code, before, who=who, now=now, told=kind_said(paper), subject=own)


def paper_of(row: OffsiteFile | Transfer, which: str) -> Paper | None:
    """One paper of the procedure, locked."""
    locked = rows().select_for_update(of=("self",))
    if isinstance(row, Transfer):
        return locked.filter(about=row.own_subject).order_by("-made_at").first()
    key = row.notice_id if which == "notice" else row.decision_id
    return locked.filter(pk=key).first() if key else None
