"""A transfer that came in becomes work: taking it opens a case, or joins one, under the other side's number."""

from weige.cases.models import Case
from weige.cases.services.evidence import attach
from weige.cases.services.outside import report_from_office
from weige.enforcement.models import Attachment, Transfer
from weige.enforcement.services import telling
from weige.enforcement.services.engine import Step
from weige.kernel.errors import FieldError, Invalid, NotFound

PICTURES = 9


def take_in(step: Step[Transfer]) -> None:
    """Opens or joins a case; its number is our number. Pictures among the materials become its evidence.

    Raises Invalid (a case there is not, or that has ended; no place; what a report refuses).
    """
    row = step.row
    assert step.access is not None, "a person's move"
    joined = case_named(step)
    if joined is None and row.lon is None:
        raise Invalid([FieldError("case_number", "transfer_no_place")])
    case = report_from_office(
        access=step.access,
        office=row.other,
        number=row.other_number,
        lon=row.lon if row.lon is not None else (joined.lon if joined else 0.0),
        lat=row.lat if row.lat is not None else (joined.lat if joined else 0.0),
        text=f"{row.title}：{row.facts}",
        place=row.place,
        matter=step.data.matter,
        attach_to=joined.pk if joined else None,
        calendar=step.calendar,
        now=step.now,
    )
    row.case, row.number, row.accepted_at = case, case.number, step.now
    row.department_id = row.department_id or case.department_id
    pictures = Attachment.objects.filter(
        subject=row.own_subject, role="material", blob__media_type__startswith="image/"
    )
    for one in pictures.select_related("blob")[:PICTURES]:
        attach(case.pk, one.blob, kind="before", source="other", who=step.who, now=step.now)
    step.told |= {
        "said_zh": f"{row.other_number} → {case.number}",
        "said_en": f"{row.other_number} → {case.number}",
    }
    telling.to_posts(row, "transfer_moved", who=step.who, now=step.now, more={"move": "accept"})


def case_named(step: Step[Transfer]) -> Case | None:
    """The open case whose number was given. Raises Invalid."""
    number = step.data.case_number.strip()
    if not number:
        return None
    assert step.access is not None, "a person's move"
    try:
        case = step.access.get("case.read", Case.objects.all(), number=number)
    except NotFound:
        raise Invalid([FieldError("case_number", "transfer_no_case")]) from None
    if case.ended_at is not None:
        raise Invalid([FieldError("case_number", "paper_case_ended")])
    return case
