"""Moves of work records: kept with a number, signed where the document has signatures, finished when all is known."""

from collections.abc import Callable, Mapping
from datetime import datetime

from weige.enforcement.models import Paper
from weige.enforcement.rules.fields import faults, fields_of
from weige.enforcement.rules.records import GRADE, KEPT, PRIVATE, RECORDS, SIGNED_IN
from weige.enforcement.rules.stamps import stamp
from weige.enforcement.services import papers, rendering
from weige.enforcement.services.drafting import whole
from weige.enforcement.services.engine import Procedure, Step
from weige.kernel.access import Access, Who
from weige.kernel.errors import FieldError, Invalid


def guards(row: Paper, _: Who, __: Access | None, now: datetime) -> Mapping[str, bool]:
    """What the table's guards look at."""
    content, doc = whole(row), row.kind.doc
    stages = {field.stage for field in fields_of(doc)}
    return {
        "complete": not faults(doc, content, grade=GRADE, now=now),
        "has_signatures": "sign" in stages,
        "has_later": "later" in stages,
        "later_complete": not faults(doc, content, grade=GRADE, now=now, stage="later"),
    }


def keep(step: Step[Paper]) -> None:
    """Number and PDF; what was drafted stays as it is. Nobody outside is told."""
    papers.number_it(step.row, who=step.who, now=step.now)
    step.row.due_at = None
    step.told |= papers.kind_said(step.row)


def sign(step: Step[Paper]) -> None:
    """A signature with a name, or that it was refused and who saw it. Raises Invalid."""
    row, data = step.row, step.data
    key = SIGNED_IN[data.signer]
    drawn = step.files.get("signature")
    errors = []
    if data.refused and not (data.refuse_why and data.witness):
        errors.append(FieldError("witness", "service_refusal"))
    if not data.refused and not data.receiver.strip():
        errors.append(FieldError("receiver", "service_receiver"))
    if not data.refused and not drawn:
        errors.append(FieldError("signature", "simple_signature"))
    if errors:
        raise Invalid(errors)
    said = f"拒签：{data.refuse_why}；见证人：{data.witness}" if data.refused else data.receiver.strip()
    row.content[key] = f"{said}　{stamp(step.now)}"
    for one in drawn or []:
        one.title = key
        one.save(update_fields=["title"])
    reprint(step)


def finish(step: Step[Paper]) -> None:
    reprint(step)


def reprint(step: Step[Paper]) -> None:
    """The paper as it now stands, printed and kept beside the one before."""
    papers.keep_pdf(step.row, rendering.pdf_of(step.row), step.row.kind.name_zh, who=step.who, now=step.now)
    step.told |= papers.kind_said(step.row)


def void(step: Step[Paper]) -> None:
    """Its number stays with it."""
    step.row.ended_why = step.data.reason[:300]
    step.told |= papers.kind_said(step.row)


def open_stage(row: Paper) -> str:
    """The stage of the fields that may be filled in now: "draft", of a kept record "later", else ""."""
    if row.state == "draft":
        return "draft"
    return "later" if row.kind.grade == GRADE and row.state in KEPT else ""


EFFECTS: dict[str, Callable[[Step[Paper]], None]] = {
    "keep": keep,
    "sign": sign,
    "finish": finish,
    "void": void,
}
RECORD: Procedure[Paper] = Procedure(RECORDS, papers.rows, guards, EFFECTS, "paper.list")
PERSONAL: Procedure[Paper] = Procedure(PRIVATE, papers.rows, guards, EFFECTS, "paper.list")
PROCEDURES = {"paper.record": RECORD, "paper.private": PERSONAL}
