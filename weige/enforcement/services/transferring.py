"""Moves of a transfer, both ways; the other side acts by link, over the API, or on paper that our desk records."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from weige.cases.models import Case, Evidence
from weige.enforcement.events import TransferArrived, TransferDrafted, TransferOverdue
from weige.enforcement.models import Attachment, Paper, PaperKind, Transfer
from weige.enforcement.rules.transfers import TRANSFERS
from weige.enforcement.rules.words import both
from weige.enforcement.schemas.transfers import ArrivalIn, TransferIn
from weige.enforcement.services import arriving, papers, telling
from weige.enforcement.services.collecting import fingerprint
from weige.enforcement.services.drafting import chosen_power, columns
from weige.enforcement.services.engine import Procedure, Step, keep_term, tell
from weige.enforcement.services.following import follow
from weige.enforcement.services.offsite import due_of
from weige.kernel.access import SYSTEM, Access, Who
from weige.kernel.errors import Conflict, FieldError, Forbidden, Invalid
from weige.kernel.worktime import Calendar
from weige.territory.queries import locate

OURS = frozenset({"sent", "received", "accepted"})


def rows() -> "QuerySet[Transfer]":
    """Transfers with what moves and pages name."""
    return Transfer.objects.select_related("case", "power", "department", "maker_post")


def guards(row: Transfer, who: Who, _: Access | None, __: datetime) -> Mapping[str, bool]:
    """What the table's guards look at."""
    return {
        "not_drafter": who.user_id is None or who.user_id != row.maker_id,
        "has_materials": Attachment.objects.filter(subject=row.own_subject, role="material").exists(),
        "first_return": row.returned == 0,
        "returned_before": row.returned > 0,
        "is_out": row.direction == "out",
        "is_in": row.direction == "in",
    }


@transaction.atomic
def draft(*, access: Access, data: TransferIn, now: datetime) -> Transfer:
    """A transfer out of a case; its pictures and papers become the list of materials. Raises as papers' draft()."""
    case = access.get("case.read", Case.objects.select_related("matter", "shop", "department"), id=data.case)
    if case.ended_at is not None:
        raise Conflict("paper_case_ended")
    row = Transfer(
        direction="out",
        state="draft",
        title=f"{case.place_zh} {case.title_zh}"[:200],
        other=data.other,
        other_person=data.other_person,
        power=chosen_power(case, data.power, now),
        facts=data.facts or f"{case.title_zh}（{case.place_zh}）",
        reason=data.reason,
        basis=data.basis,
        place=case.place_zh,
        made_at=now,
        **columns(case, access.who) | {"party_users": []},
    )
    if access.post.department_id is not None:
        row.department_id = access.post.department_id
    if not access.may("transfer.make", row):
        raise Forbidden("not_your_move")
    row.save()
    gather(row, case, now)
    tell(row, TransferDrafted, "draft", "", who=access.who, now=now, told=other_said(row))
    return row


def gather(row: Transfer, case: Case, now: datetime) -> None:
    """The case's pictures and its issued papers, by title."""
    found = [
        Attachment(
            subject=row.own_subject, role="material", title=f"照片 {n}", blob_id=one.blob_id, added_at=now
        )
        for n, one in enumerate(Evidence.objects.filter(case=case).order_by("added_at", "id")[:20], 1)
    ]
    known = {paper.own_subject: paper for paper in Paper.objects.filter(case=case, serial__isnull=False)}
    for one in Attachment.objects.filter(subject__in=known, role="pdf").order_by("id"):
        title = f"{one.title} {known[one.subject].number}"[:120]
        found.append(
            Attachment(
                subject=row.own_subject, role="material", title=title, blob_id=one.blob_id, added_at=now
            )
        )
    Attachment.objects.bulk_create(found, ignore_conflicts=True)


def other_said(row: Transfer) -> dict[str, Any]:
    """The other body, as the grey line."""
    return {"said_zh": row.other, "said_en": row.other}


@transaction.atomic
def arrive(*, access: Access, data: ArrivalIn, calendar: Calendar, now: datetime) -> tuple[Transfer, bool]:
    """A case another body sent us, once by its own number; (transfer, whether it is new). Raises Invalid,
    Conflict."""
    place = locate(data.lon, data.lat, on=now.date())
    if place.outside:
        raise Invalid([FieldError("lon", "shop_outside")])
    row = Transfer(
        direction="in",
        state="arrived",
        title=f"{data.place} {data.subject}".strip()[:200],
        other=data.other,
        other_person=data.other_person,
        other_number=data.other_number,
        external=data.other_number,
        facts=data.facts,
        reason=data.reason,
        basis=data.basis,
        place=data.place,
        lon=data.lon,
        lat=data.lat,
        sent_at=now,
        made_at=now,
        due_at=due_of("receipt", calendar, now),
        cells=place.cells,
        leaf_cells=place.leaf_cells,
        maker_id=access.who.user_id,
        maker_post_id=access.who.post_id,
        party_posts=[access.who.post_id] if access.who.post_id else [],
        party_users=[access.who.user_id] if access.who.user_id else [],
    )
    try:
        with transaction.atomic():
            keep_term(row, None, now)
            row.save()
    except IntegrityError:
        known = rows().get(other=data.other, external=data.other_number)
        if known.maker_id != access.who.user_id:
            raise Conflict("transfer_known") from None
        return known, False
    tell(row, TransferArrived, "arrive", "", who=access.who, now=now, told=other_said(row))
    telling.to_posts(row, "transfer_moved", who=SYSTEM, now=now, more={"move": "arrive"})
    return row, True


def approve(step: Step[Transfer]) -> None:
    step.row.approver_id = step.who.user_id


def sealed(row: Transfer) -> None:
    """The list of materials as it goes out, and its hash: what arrives can be compared with what was sent."""
    files = Attachment.objects.filter(subject=row.own_subject, role="material").order_by("id")
    row.materials = [{"title": one.title, "sha256": one.blob_id} for one in files]
    row.sealed_hash = fingerprint(row.materials)


def send(step: Step[Transfer]) -> None:
    """It gets its number and paper; the clock of the receipt runs; the other side has a link."""
    row = step.row
    if step.data.text:  # sent again after a return: what was added
        row.facts = f"{row.facts}\n补充：{step.data.text}"[:2000]
    sealed(row)
    row.sent_at, row.due_at, row.overdue_at = step.now, due_of("receipt", step.calendar, step.now), None
    if not row.number:
        paper = transfer_paper(row, step)
        row.number = paper.number
    step.told |= other_said(row)


def transfer_paper(row: Transfer, step: Step[Transfer]) -> Paper:
    """The paper of the transfer (案件移送书), numbered in its own series."""
    kind = PaperKind.objects.get(pk="transfer")
    paper = Paper(
        kind=kind,
        state="issued",
        about=row.own_subject,
        power=row.power,
        title=row.title,
        case=row.case,
        cells=row.cells,
        leaf_cells=row.leaf_cells,
        department_id=row.department_id,
        maker_id=step.who.user_id,
        maker_post_id=step.who.post_id,
        party_posts=row.party_posts,
        made_at=step.now,
        content={
            "from_org": kind.office_zh,
            "lead_officer": step.who.name,
            "officer_phone": kind.contact or kind.office_zh,
            "to_org": row.other,
            "suspected": row.power.name_zh if row.power else row.title,
            "investigation": row.facts,
            "material_list": [f"{one['title']}（SHA-256 {one['sha256'][:16]}）" for one in row.materials],
            "reason": row.reason,
            "note": row.basis,
        },
    )
    paper.save()
    papers.number_it(paper, who=step.who, now=step.now)
    paper.save()
    return paper


def receive(step: Step[Transfer]) -> None:
    """The sender's clock stops with the signature; the receiver's begins."""
    row = step.row
    row.received_at, row.received_by = step.now, step.data.person
    row.due_at, row.overdue_at = due_of("answer", step.calendar, step.now), None
    step.told |= {"said_zh": step.data.person, "said_en": step.data.person}
    follow(row, "receive", who=step.who, now=step.now)
    told(step)


def accept(step: Step[Transfer]) -> None:
    """The other side takes it and says under which number."""
    step.row.accepted_at, step.row.other_number = step.now, step.data.other_number
    step.told |= {"said_zh": step.data.other_number, "said_en": step.data.other_number}
    told(step)


def give_back(step: Step[Transfer]) -> None:
    row = step.row
    row.returned += 1
    row.return_why, row.due_at = step.data.reason, None
    told(step)


def settle(step: Step[Transfer]) -> None:
    """Whose it is: the receiving side's (it goes on) or ours (the transfer ends as returned)."""
    keeps = "street" if step.row.direction == "out" else "other"
    if step.data.outcome == keeps:
        step.row.state = "returned"
        step.row.due_at = None
    else:
        step.row.received_at = step.row.received_at or step.now
        step.row.due_at = due_of("answer", step.calendar, step.now)
    said = both("outcome", step.data.outcome)
    step.told |= {"said_zh": said["zh"], "said_en": said["en"]}


def result(step: Step[Transfer]) -> None:
    step.row.result, step.row.due_at = step.data.text, None
    follow(step.row, "result", who=step.who, now=step.now)
    step.told |= {"note": step.data.text[:500]}
    told(step)


def close(step: Step[Transfer]) -> None:
    step.row.due_at = None
    follow(step.row, "close", who=step.who, now=step.now)


def told(step: Step[Transfer]) -> None:
    """Our posts hear what the other side did; when we act on a transfer in, its sender reads it at its link or
    API."""
    telling.to_posts(step.row, "transfer_moved", who=step.who, now=step.now, more={"move": step.move.code})


EFFECTS: dict[str, Callable[[Step[Transfer]], None]] = {
    "approve": approve,
    "send": send,
    "send_again": send,
    "receive": receive,
    "accept": accept,
    "take_in": arriving.take_in,
    "close": close,
    "give_back": give_back,
    "dispute": give_back,
    "settle": settle,
    "result": result,
}
TRANSFER: Procedure[Transfer] = Procedure(TRANSFERS, rows, guards, EFFECTS, "transfer.list")


def transfer_of(subject: str) -> Transfer:
    """The one transfer a link opens. Raises DoesNotExist."""
    return rows().get(pk=UUID(subject.partition(":")[2]))


def note_overdue(row: Transfer, *, now: datetime) -> None:
    """Marks and tells, once, that nobody answered in time; the row is held locked."""
    row.overdue_at = row.due_at
    row.version += 1
    row.save(update_fields=["overdue_at", "version"])
    tell(row, TransferOverdue, "overdue", row.state, who=SYSTEM, now=now, told=other_said(row))
    telling.to_posts(row, "transfer_moved", who=SYSTEM, now=now, more={"move": "overdue"})
