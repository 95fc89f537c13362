"""Moves of papers: review, issue with a number, serve, verify, close, void."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from weige.enforcement.events import PaperOverdue
from weige.enforcement.models import Answer, Attachment, Paper, PaperTemplate, Service
from weige.enforcement.queries.legal import doubts, held_back
from weige.enforcement.queries.powers import usable
from weige.enforcement.rules.fields import faults, fields_of
from weige.enforcement.rules.papers import PAPERS
from weige.enforcement.services import consenting, rendering, telling
from weige.enforcement.services.drafting import fill, local_day, whole
from weige.enforcement.services.engine import Procedure, Step, tell
from weige.enforcement.services.numbering import draw
from weige.kernel import blobs
from weige.kernel.access import SYSTEM, Access, Who
from weige.kernel.errors import FieldError, Invalid
from weige.kernel.models import Blob

SEAL = "（印章）"  # a place for it; a seal is never drawn (domain reference 4.4)
SLACK = timedelta(minutes=2)  # a phone's clock may run ahead (our default)


def rows() -> "QuerySet[Paper]":
    """Papers with what moves and pages name."""
    return Paper.objects.select_related("kind", "case", "power", "shop", "department", "maker_post")


def guards(row: Paper, who: Who, access: Access | None, now: datetime) -> Mapping[str, bool]:
    """What the table's guards look at."""
    order = row.kind.grade == "order"
    filed = (row.case.filed_at or row.case.reported_at) if row.case else row.made_at
    return {
        "is_order": order,
        "alone": row.about == "",
        "complete": not faults(row.kind.doc, whole(row), grade=row.kind.grade, now=now),
        "not_drafter": who.user_id is None or who.user_id != row.maker_id,
        "was_reviewed": not order or row.state == "reviewed",
        "enforcement_post": not order or (access is not None and access.may("paper.order", row)),
        "power_in_force": row.power is None
        or usable(row.power, today=local_day(now), filed_on=local_day(filed)),
        "texts_confirmed": not order
        or row.state not in {"draft", "reviewed"}
        or not held_back(doubts(row, whole(row))),
        "answer_waits": row.answers.filter(state="waiting").exists(),
    }


def issue(step: Step[Paper]) -> None:
    """Number, date, due time; the PDF is made and kept; both sides are told at once."""
    number_it(step.row, who=step.who, now=step.now)
    step.told |= kind_said(step.row)
    telling.to_party(step.row, "paper_for_party", who=step.who, now=step.now)
    telling.to_posts(step.row, "paper_for_officer", who=step.who, now=step.now)


def number_it(row: Paper, *, who: Who, now: datetime) -> None:
    """Draws the number, freezes the content and keeps the PDF. Raises Invalid when fields are missing or a
    text was not confirmed."""
    wrong = faults(row.kind.doc, whole(row), grade=row.kind.grade, now=now)
    if wrong:
        raise Invalid([FieldError(key, code) for key, code in wrong])
    if row.kind.grade == "order" and held_back(doubts(row, whole(row))):
        raise Invalid([FieldError("", "guard_texts_confirmed")], "guards_missing")
    row.year, row.serial, row.number = draw(row.kind, now=now)
    row.issued_at, row.issued_by_id = now, who.user_id
    newest = (
        PaperTemplate.objects.filter(kind=row.kind_id).order_by("-number").values_list("number", flat=True)
    )
    row.template = newest.first() or 0
    day = local_day(now).isoformat()
    for field in fields_of(row.kind.doc):
        if field.stage == "auto":
            row.content[field.key] = (
                SEAL if "seal" in field.key else day if "date" in field.key else row.number
            )
    due = row.content.get("rectify_deadline") or row.content.get("due")
    row.due_at = datetime.fromisoformat(due) if due else row.due_at
    keep_pdf(row, rendering.pdf_of(row), row.kind.name_zh, who=who, now=now)


def kind_said(row: Paper) -> dict[str, Any]:
    """Kind and number for the timeline."""
    kind = row.kind
    return {
        "kind": kind.pk,
        "kind_zh": kind.name_zh,
        "kind_en": kind.name_en,
        "shop_id": row.shop_id,
        "said_zh": f"{kind.name_zh} {row.number}".strip(),
        "said_en": f"{kind.name_en} {row.number}".strip(),
    }


def keep_pdf(row: Paper, data: bytes, title: str, *, who: Who, now: datetime) -> Blob:
    """The printed paper among its files."""
    blob = blobs.put(data, now=now)
    values = {"title": title, "added_at": now, "added_by": who.user_id}
    Attachment.objects.get_or_create(subject=row.own_subject, role="pdf", blob=blob, defaults=values)
    return blob


def serve(step: Step[Paper]) -> None:
    """The record of one service, with signature and photo; the receipt is printed."""
    record_service(step.row, step)
    step.told |= kind_said(step.row)


def record_service(row: Paper, step: Step[Any]) -> Service:
    """Writes down a service of a paper and prints its receipt. Raises Invalid."""
    data, at = step.data, step.data.at or step.now
    errors = [FieldError(name, code) for name, code, wrong in _service_faults(row, step, at) if wrong]
    if errors:
        raise Invalid(errors)
    for one in [*step.files.get("signature", []), *step.files.get("photos", [])]:
        if one.subject != row.own_subject:  # kept with an off-site file; the receipt belongs to its paper
            Attachment.objects.get_or_create(
                subject=row.own_subject, role=one.role, blob_id=one.blob_id, defaults={"added_at": step.now}
            )
    service = Service.objects.create(
        paper=row,
        way=data.way,
        at=at,
        place=(row.case.place_zh if row.case else "")[:200],
        receiver=data.receiver,
        relation=data.relation,
        refused=data.refused,
        refuse_why=data.refuse_why,
        witness=data.witness,
        tracking=data.tracking,
        servers=data.servers or step.who.name,
        by_user_id=step.who.user_id,
        by_post_id=step.who.post_id,
    )
    row.served_at = row.served_at or at
    known = {field.key for field in fields_of(row.kind.doc)}
    said = {
        "receive_time": at.isoformat(),
        "signer": f"{data.receiver} {data.relation}".strip(),
        "refuse_sign": f"{data.refuse_why}；见证人：{data.witness}" if data.refused else "",
        "sign": f"拒签：{data.refuse_why}；见证人：{data.witness}"
        if data.refused or data.way == "left"
        else f"{data.receiver} {data.relation}".strip(),
    }
    fill(row, {key: value for key, value in said.items() if key in known and value})
    signature = step.files.get("signature")
    drawn = blobs.read(signature[0].blob_id) if signature else None
    keep_pdf(row, rendering.receipt_of(row, service, drawn), "送达回证", who=step.who, now=step.now)
    return service


def _service_faults(row: Paper, step: Step[Any], at: datetime) -> list[tuple[str, str, bool]]:
    data = step.data
    issued = row.issued_at or at
    return [
        ("receiver", "service_receiver", data.way == "on_site" and not data.receiver and not data.refused),
        (
            "witness",
            "service_refusal",
            (data.refused or data.way == "left") and not (data.refuse_why and data.witness),
        ),
        ("way", "service_consent", data.way == "electronic" and consenting.lacking(row)),
        ("tracking", "service_tracking", data.way == "posted" and not data.tracking),
        ("at", "service_early", not issued - SLACK <= at <= step.now + SLACK),
    ]


def accept_answer(step: Step[Paper]) -> None:
    """The party's word is taken: what was asked for is done."""
    settle(step, "accepted")
    step.row.checked_at, step.row.outcome = step.now, "corrected"
    step.row.served_at = step.row.served_at or step.now
    note_recheck(step, "corrected")
    step.told |= kind_said(step.row)
    telling.to_party(step.row, "paper_accepted", who=step.who, now=step.now)


def refuse_answer(step: Step[Paper]) -> None:
    """Not yet done; the party is told why and the term goes on."""
    settle(step, "refused")
    step.told |= kind_said(step.row)
    telling.to_party(step.row, "paper_refused", who=step.who, now=step.now, reason=step.data.reason)


def settle(step: Step[Paper], state: str) -> None:
    """Every waiting answer gets the same verdict and its reason."""
    Answer.objects.filter(paper=step.row, state="waiting").update(
        state=state,
        reason=step.data.reason or step.data.note,
        decided_at=step.now,
        decided_by_id=step.who.user_id,
    )


def rechecked(step: Step[Paper]) -> None:
    """Somebody looked again."""
    step.row.checked_at, step.row.outcome = step.now, step.data.recheck
    note_recheck(step, step.data.recheck)
    step.told |= kind_said(step.row)


def note_recheck(step: Step[Paper], result: str) -> None:
    known = {field.key for field in fields_of(step.row.kind.doc)}
    photos = [one.blob_id[:16] for one in step.files.get("photos", [])]
    said = {"recheck_result": result, "recheck_photos": photos, "followup": result}
    fill(step.row, {key: value for key, value in said.items() if key in known and value})


def close(step: Step[Paper]) -> None:
    step.row.ended_why = step.data.outcome
    step.told |= kind_said(step.row)


def void(step: Step[Paper]) -> None:
    """Its number stays with it: a number is never given twice."""
    step.row.ended_why = step.data.reason[:300]
    step.row.due_at = None
    step.told |= kind_said(step.row)


def review(step: Step[Paper]) -> None:
    step.row.reviewer_id, step.row.reviewed_at = step.who.user_id, step.now
    step.told |= kind_said(step.row)


EFFECTS: dict[str, Callable[[Step[Paper]], None]] = {
    "review": review,
    "issue": issue,
    "serve": serve,
    "accept_answer": accept_answer,
    "refuse_answer": refuse_answer,
    "complied": rechecked,
    "not_complied": rechecked,
    "close": close,
    "void": void,
}
PAPER: Procedure[Paper] = Procedure(PAPERS, rows, guards, EFFECTS, "paper.list")


def note_overdue(row: Paper, *, now: datetime) -> None:
    """Marks and tells, once, that the term of a served paper passed; the row is held locked."""
    row.overdue_at = row.due_at
    row.version += 1
    row.save(update_fields=["overdue_at", "version"])
    tell(row, PaperOverdue, "overdue", row.state, who=SYSTEM, now=now, told=kind_said(row))
    telling.to_posts(row, "paper_overdue", who=SYSTEM, now=now)
