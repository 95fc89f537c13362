"""Every source of a case stays visible: what came in itself, and what each merged case brought."""

from typing import Any

from weige.cases.models import Case, Evidence, Merge, Report
from weige.cases.queries.actors import Seat
from weige.cases.queries.detail import evidence_for, report_of
from weige.kernel.access import Access


def sources(case: Case, access: Access, seat: Seat) -> dict[str, Any]:
    """Own reports first, then each merged case with what it brought and why (4 statements).

    `merged` tells, of a case that went into another one, how that came about.
    """
    merges = list(
        Merge.objects.filter(into=case, undone_at__isnull=True).select_related("case").order_by("at", "id")
    )
    reports = {row.pk: row for row in Report.objects.filter(case=case).order_by("at", "id")}
    evidence = {row.pk: row for row in Evidence.objects.filter(case=case).select_related("blob")}
    items = [_brought(one, reports, evidence, access, seat) for one in merges]
    own = _group(case, list(reports.values()), list(evidence.values()), seat)
    mine = Merge.objects.filter(case=case, undone_at__isnull=True).select_related("into").first()
    return {"items": [own, *items], "merged": _told(mine, mine.into) if mine else None}


def _brought(
    merge: Merge, reports: dict[int, Report], evidence: dict[int, Evidence], access: Access, seat: Seat
) -> dict[str, Any]:
    """What one merged case brought; taken out of the two so that what is left is the case's own."""
    said = [reports.pop(pk) for pk in merge.reports if pk in reports]
    shown = [evidence.pop(pk) for pk in merge.evidence if pk in evidence]
    case = merge.case
    return _group(case, said, shown, seat) | {
        "merge": _told(merge, case),
        "may_split": access.may("case.merge", case),
    }


def _group(case: Case, reports: list[Report], evidence: list[Evidence], seat: Seat) -> dict[str, Any]:
    return {
        "case_id": str(case.pk),
        "number": case.number,
        "version": case.version,
        "source": case.source,
        "reported_at": case.reported_at,
        "place_zh": case.place_zh,
        "place_en": case.place_en or case.place_zh,
        "warning_id": str(case.warning_id) if case.warning_id else None,
        "reports": [report_of(row, seat) for row in reports],
        "evidence": [evidence_for(row, seat) for row in evidence],
        "merge": None,
        "may_split": False,
    }


def _told(merge: Merge, other: Case) -> dict[str, Any]:
    return {
        "case_id": str(other.pk),
        "number": other.number,
        "at": merge.at,
        "automatic": merge.automatic,
        "probability": merge.probability,
        "why_zh": merge.why_zh,
        "why_en": merge.why_en,
    }
