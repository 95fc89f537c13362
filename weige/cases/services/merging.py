"""并案: a case goes into another open one with its reports and evidence; what moved is kept, to be undone."""

from collections.abc import Callable

from django.db.models import Exists, OuterRef

from weige.cases import events
from weige.cases.models import Case, Evidence, Merge, Report, snapshot
from weige.cases.services import references
from weige.cases.services.recording import record
from weige.cases.services.step import Step


def merge(step: Step) -> None:
    """Moves reports and evidence; a picture the other case has already stays where it is."""
    case, other = step.case, references.other_case(step)
    before = snapshot(other)
    kept = _keep(step, other)
    Report.objects.filter(pk__in=kept.reports).update(case=other)
    Evidence.objects.filter(pk__in=kept.evidence).update(case=other)
    case.merged_into, case.outcome = other, "merged"
    case.evidence_count -= len(kept.evidence)
    other.evidence_count += len(kept.evidence)
    other.reports += case.reports
    other.sources = [*other.sources, *kept.given["sources"]]
    other.party_users = [*other.party_users, *kept.given["users"]]
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


def _keep(step: Step, other: Case) -> Merge:
    """The row by which it can be undone: how the case stands, what goes over, what the other gets by it."""
    case = step.case
    same = Evidence.objects.filter(case=other, blob=OuterRef("blob"), kind=OuterRef("kind"))
    evidence = Evidence.objects.filter(case=case).exclude(Exists(same))
    return Merge.objects.create(
        case=case,
        into=other,
        at=step.now,
        by_post_id=step.who.post_id,
        automatic=step.access is None,
        probability=step.told.get("probability"),
        why_zh=step.told.get("why_zh", ""),
        why_en=step.told.get("why_en", ""),
        before=snapshot(case),
        given={
            "users": [user for user in dict.fromkeys(case.party_users) if user not in other.party_users],
            "sources": [source for source in dict.fromkeys(case.sources) if source not in other.sources],
        },
        reports=list(Report.objects.filter(case=case).order_by("pk").values_list("pk", flat=True)),
        evidence=list(evidence.order_by("pk").values_list("pk", flat=True)),
    )


def _later_photo(case: Case, other: Case) -> None:
    if case.after_photo_at and (other.after_photo_at is None or case.after_photo_at > other.after_photo_at):
        other.after_photo_at = case.after_photo_at


EFFECTS: dict[str, Callable[[Step], None]] = {"merge": merge}
