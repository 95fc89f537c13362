"""并案: a case goes into another open one with its reports and evidence."""

from collections.abc import Callable

from django.db.models import Exists, OuterRef

from weige.cases import events
from weige.cases.models import Case, Evidence, Report, snapshot
from weige.cases.services import references
from weige.cases.services.recording import record
from weige.cases.services.step import Step


def merge(step: Step) -> None:
    """Moves reports and evidence; a picture the other case has already stays where it is."""
    case, other = step.case, references.other_case(step)
    before = snapshot(other)
    Report.objects.filter(case=case).update(case=other)
    same = Evidence.objects.filter(case=other, blob=OuterRef("blob"), kind=OuterRef("kind"))
    moved = Evidence.objects.filter(case=case).exclude(Exists(same)).update(case=other)
    case.merged_into, case.outcome = other, "merged"
    case.evidence_count -= moved
    other.evidence_count += moved
    other.reports += case.reports
    other.sources = list(dict.fromkeys([*other.sources, *case.sources]))
    other.party_users = list(dict.fromkeys([*other.party_users, *case.party_users]))
    _later_photo(case, other)
    other.version += 1
    record(
        other,
        before,
        events.MergeReceived,
        move="merge",
        who=step.who,
        now=step.now,
        told={"from_id": str(case.pk), "from_number": case.number, "note": step.data.note},
    )
    step.told.update(into_id=str(other.pk), into_number=other.number)


def _later_photo(case: Case, other: Case) -> None:
    if case.after_photo_at and (other.after_photo_at is None or case.after_photo_at > other.after_photo_at):
        other.after_photo_at = case.after_photo_at


EFFECTS: dict[str, Callable[[Step], None]] = {"merge": merge}
