"""The case page: one case with everything on it, in a handful of statements."""

from datetime import datetime
from typing import Any

from weige.cases.models import UNREAD, Case, Evidence, FilingCondition, Report
from weige.cases.queries import kinship, timeline
from weige.cases.queries.actors import Seat
from weige.cases.queries.beside import NOTHING
from weige.cases.queries.presenting import (
    actions_of,
    condition_of,
    named,
    row_of,
    seat_named,
    warning_said,
)
from weige.cases.rules import clocks
from weige.cases.rules.ownership import principle
from weige.cases.rules.states import STAGE_OF, Stage, State
from weige.cases.rules.telling import FOR_THEMSELVES
from weige.cases.rules.words import both, labels
from weige.kernel.access import Access
from weige.kernel.worktime import Calendar, explain_stage
from weige.kernel.worktime import Clock as WorkClock
from weige.kernel.worktime import Stage as Timed

LOADED = (
    "matter", "condition", "shop", "department", "handler_post", "checker_post", "filer_post", "proposed_post",
    "proposed_department", "supervisor_post", "recurred",
)  # fmt: skip
REACHED = {
    Stage.REPORT: "reported_at",
    Stage.ACCEPT: "accepted_at",
    Stage.FILE: "filed_at",
    Stage.DISPATCH: "dispatched_at",
    Stage.HANDLE: "responded_at",
    Stage.CHECK: "handled_at",
    Stage.CLOSE: "ended_at",
}


def loaded() -> Any:
    """Cases with the rows the page names."""
    return Case.objects.select_related(*LOADED).defer(*UNREAD)


def detail(
    case: Case, access: Access, seat: Seat, calendar: Calendar, *, language: str, now: datetime
) -> dict[str, Any]:
    """Everything about a case (6 statements beyond the case itself, 7 while it is to be filed)."""
    english = language == "en"
    condition = condition_of(case.condition)
    reports = list(Report.objects.filter(case=case).order_by("at", "id"))
    said = next((report.text for report in reports if report.text and may_read(report, seat)), "")
    choices = _conditions(case)
    lines, hands, stands = course_for(case, seat)
    return row_of(case, calendar, language=language, now=now) | {
        "place_zh": case.place_zh,
        "place_en": case.place_en,
        "description": said,
        "condition": condition["text_en" if english else "text_zh"] if condition else "",
        "closing_condition": condition["closing_en" if english else "closing_zh"] if condition else "",
        "filing_condition": condition,
        "steps": steps(case),
        "evidence": evidence(case, seat),
        "reports_in": [report_of(report, seat) for report in reports],
        "actions": actions_of(case, access, seat, choices, now=now),
        "timeline": lines,
        "passing": hands,
        "kin": kinship.of(case, access),
        "supervisor_post": seat_named(case.supervisor_post),
        "principle": principle(case.matter.kind) if case.matter else "",
        "proposed": seat_named(case.proposed_post or case.proposed_department),
        "due_warnings": [warning_said(code) for code in case.due_warnings],
        "checker_post": seat_named(case.checker_post),
        "owner_post": seat_named(case.filer_post),
        "shop": seat_named(case.shop),
        "warning_id": str(case.warning_id) if case.warning_id else None,
        "merged_into": str(case.merged_into_id) if case.merged_into_id else None,
        **{name: getattr(case, name) for name in PLAIN},
        **among_staff(case, seat),
        **stands,
    }


#: Why a handler asks for something: between it and the desk.
AMONG_STAFF = ("request_reason", "request_clause")
PLAIN = (
    "designated",
    "appeal_about",
    "complaint_until",
    "appeal_until",
    "exempt",
    "building_id",
    "component",
    "request_until",
    "reported_at",
    "accepted_at",
    "filed_at",
    "dispatched_at",
    "responded_at",
    "handled_at",
    "closed_at",
    "paused_until",
    "grace_until",
)


def course_for(case: Case, seat: Seat) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, Any]]:
    """The timeline, the way from hand to hand and what stands beside it as this reader may see them; the last two are
    staff's alone."""
    if seat.post.role in FOR_THEMSELVES:
        return timeline.told_to(case, seat.user_id), [], NOTHING
    return timeline.told(case)


def among_staff(case: Case, seat: Seat) -> dict[str, str]:
    """Why a handler asks for something; empty for whoever speaks only for themselves."""
    outside = seat.post.role in FOR_THEMSELVES
    return {name: "" if outside else getattr(case, name) for name in AMONG_STAFF}


def _conditions(case: Case) -> list[FilingCondition]:
    """What the filing desk can choose from: the conditions of the matter, while they are asked for."""
    if case.now_in is not State.ACCEPTED or case.matter_id is None:
        return []
    return list(FilingCondition.objects.filter(matter=case.matter_id, valid_to__isnull=True).order_by("no"))


def evidence(case: Case, seat: Seat) -> list[dict[str, Any]]:
    """The evidence of a case, oldest first (1 statement); whoever speaks only for themselves reads their own notes."""
    rows = Evidence.objects.filter(case=case).select_related("blob").order_by("added_at", "id")
    return [evidence_for(row, seat) for row in rows]


def evidence_for(row: Evidence, seat: Seat) -> dict[str, Any]:
    """One piece as this reader may see it (its blob loaded)."""
    mine = seat.post.role not in FOR_THEMSELVES or row.added_by_id == seat.user_id
    return evidence_of(row) | ({} if mine else {"note": ""})


def evidence_of(row: Evidence) -> dict[str, Any]:
    """One piece of evidence (its blob loaded)."""
    return {
        "id": str(row.pk),
        "kind": row.kind,
        **named("evidence", row.kind, "kind"),
        "media_type": row.blob.media_type,
        "source": row.source,
        "sha256": row.blob_id,
        "size": row.blob.size,
        "width": row.blob.width,
        "height": row.blob.height,
        "taken_at": row.taken_at,
        "added_at": row.added_at,
        "lon": row.lon,
        "lat": row.lat,
        "note": row.note,
    }


def may_read(report: Report, seat: Seat) -> bool:
    """Whether the words of a report are for this reader: a resident's and a merchant's own, staff's all."""
    return seat.post.role not in FOR_THEMSELVES or report.user_id == seat.user_id


def report_of(report: Report, seat: Seat) -> dict[str, Any]:
    """One report as this reader may see it."""
    return {
        "source": report.source,
        **named("source", report.source, "source"),
        "text": report.text if may_read(report, seat) else "",
        "at": report.at,
        "place": report.place,
        "data": [
            channel_line(name, report.data[name]) for name in labels()["channel"] if name in shown(report)
        ],
    }


def shown(report: Report) -> set[str]:
    """What of the channel's own knowledge a reader is told; the warning has its own link."""
    return set(report.data) - {"warning"}


def channel_line(name: str, value: Any) -> dict[str, str]:
    """One thing the channel itself knew, in words."""
    zh, en = both("channel_choice", str(value)) if name == "way" else (str(value), str(value))
    if name == "kind":
        zh, en = both("hotline_kind", str(value))
    return {"name": name, **named("channel", name, "label"), "text_zh": zh, "text_en": en}


def steps(case: Case) -> list[dict[str, Any]]:
    """上报 … 结案 with the moment each was reached; a case that ended otherwise skips what it never saw."""
    stages = list(Stage)
    here = stages.index(STAGE_OF[case.now_in])
    found = []
    for index, stage in enumerate(stages):
        at = getattr(case, REACHED[stage])
        progress = "now" if index == here and case.ended_at is None else "done" if index <= here else "ahead"
        if progress == "done" and at is None:
            progress = "skipped"
        found.append({"stage": stage.value, **named("stage", stage, "label"), "progress": progress, "at": at})
    return found


def explanations(case: Case, calendar: Calendar, *, now: datetime) -> dict[str, Any]:
    """The account of the clock that counts now (else of the last one), and of every other one in `others`."""
    timed = case.load_clocks()
    shown = clocks.shown(timed, case.now_in)
    first = shown.code if shown else list(timed)[-1]
    told = {code: _explained(clock, calendar, now) for code, clock in timed.items()}
    main = told.pop(first)
    return main | {"others": list(told.values())}


def _explained(clock: Timed, calendar: Calendar, now: datetime) -> dict[str, Any]:
    explanation = explain_stage(WorkClock(calendar), clock, now=now)
    assert explanation is not None, "a stored clock has a limit and was started"
    return {"code": clock.code, **named("clock", clock.code, "name"), **explanation.as_json()}
