"""Reviews and lawsuits over a decision: recorded with their end by a person; the decision itself is not touched."""

import csv
from collections.abc import Callable, Mapping
from datetime import date, datetime
from importlib import resources
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from weige.enforcement.events import RemedyRecorded
from weige.enforcement.models import Paper, Remedy, RemedyOutcome
from weige.enforcement.rules.remedies import BINDING, REMEDIES
from weige.enforcement.rules.words import both
from weige.enforcement.schemas.remedies import RemedyIn
from weige.enforcement.services import telling
from weige.enforcement.services.drafting import local_day
from weige.enforcement.services.engine import Procedure, Step, tell
from weige.kernel.access import Access, Who
from weige.kernel.errors import Conflict, FieldError, Forbidden, Invalid
from weige.kernel.reference import Note
from weige.kernel.services.reference import record as record_edit

COLUMNS = ("applies", "overturned", "text_zh", "text_en", "order", "active")


def rows() -> "QuerySet[Remedy]":
    """Reviews and lawsuits with what moves and pages name."""
    return Remedy.objects.select_related("case", "department", "maker_post", "decision")


def may_be_contested(paper: Paper) -> bool:
    """Whether a review or lawsuit over it can be recorded: it binds, and it was issued and not voided."""
    return paper.kind.grade == BINDING and paper.issued_at is not None and paper.state != "voided"


@transaction.atomic
def begin(*, access: Access, paper: Paper, data: RemedyIn, now: datetime) -> Remedy:
    """Notes that a body has accepted one. Raises Forbidden, Conflict (not contestable; known already), Invalid."""
    if not access.may("paper.order", paper):
        raise Forbidden("not_your_move")
    if not may_be_contested(paper) or paper.issued_at is None:
        raise Conflict("remedy_not_contestable")
    _fits(data.accepted_on, "accepted_on", since=local_day(paper.issued_at), now=now)
    row = Remedy(
        state="pending",
        decision=paper,
        title=paper.title,
        case=paper.case,
        cells=paper.cells,
        leaf_cells=paper.leaf_cells,
        department_id=paper.department_id,
        maker_id=access.who.user_id,
        maker_post_id=access.who.post_id,
        party_posts=list(dict.fromkeys([*paper.party_posts, *filter(None, [access.who.post_id])])),
        made_at=now,
        **data.dict(),
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Conflict("remedy_known", number=data.number) from None
    tell(row, RemedyRecorded, "record", "", who=access.who, now=now, told=said(row))
    telling.to_deciders(row, "remedy_recorded", who=access.who, now=now)
    return row


def _fits(day: date, name: str, *, since: date, now: datetime) -> None:
    """Neither before what it is about nor after today. Raises Invalid."""
    if day < since:
        raise Invalid([FieldError(name, "remedy_early", {"day": since.isoformat()})])
    if day > local_day(now):
        raise Invalid([FieldError(name, "remedy_future")])


def said(row: Remedy) -> dict[str, Any]:
    """What the grey line tells: which kind, where, under which number, how it ended."""
    kind = both("remedy", row.kind)
    parts = {
        language: [kind[language], row.body, row.number, end]
        for language, end in (("zh", row.outcome_zh), ("en", row.outcome_en))
    }
    return {f"said_{language}": " · ".join(filter(None, found)) for language, found in parts.items()}


def decide(step: Step[Remedy]) -> None:
    """How it ended, by the office's list. Raises Invalid."""
    row, data = step.row, step.data
    found = outcomes(row.kind).filter(pk=data.ruling).first()
    if found is None or data.day is None:
        raise Invalid([FieldError("ruling", "remedy_outcome", {"code": data.ruling})])
    _fits(data.day, "day", since=row.accepted_on, now=step.now)
    row.outcome, row.outcome_zh, row.outcome_en = found.code, found.text_zh, found.text_en
    row.overturned, row.decided_on = found.overturned, data.day
    step.told |= said(row) | {
        "outcome": found.code,
        "overturned": found.overturned,
        "decided_on": data.day.isoformat(),
    }
    template = "remedy_overturned" if row.overturned else "remedy_ended"
    telling.to_deciders(row, template, who=step.who, now=step.now)


def name_it(step: Step[Remedy]) -> None:
    step.told |= said(step.row)


def void(step: Step[Remedy]) -> None:
    """Recorded by mistake: who was told of it hears that it counts for nothing."""
    name_it(step)
    telling.to_deciders(step.row, "remedy_voided", who=step.who, now=step.now, reason=step.data.reason)


def guards(_: Remedy, __: Who, ___: Access | None, ____: datetime) -> Mapping[str, bool]:
    """The table has none."""
    return {}


EFFECTS: dict[str, Callable[[Step[Remedy]], None]] = {"decide": decide, "add": name_it, "void": void}
REMEDY: Procedure[Remedy] = Procedure(REMEDIES, rows, guards, EFFECTS, "paper.list")


def outcomes(kind: str) -> "QuerySet[RemedyOutcome]":
    """Ends in use that fit a kind."""
    return RemedyOutcome.objects.filter(active=True, applies__in=("any", kind)).order_by("order", "pk")


def load_outcomes() -> int:
    """Adds the packaged ends that are missing; the office's own edits are kept. Returns how many were new."""
    file = resources.files("weige.enforcement").joinpath("data", "remedy_outcomes.csv")
    known = set(RemedyOutcome.objects.values_list("pk", flat=True))
    found = [
        RemedyOutcome(**row | {"overturned": row["overturned"] == "true"})
        for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines())
        if row["code"] not in known
    ]
    RemedyOutcome.objects.bulk_create(found)
    return len(found)


@transaction.atomic
def set_outcome(*, code: str, values: dict[str, Any], who: Who, now: datetime, note: Note) -> None:
    """Sets or adds an end; what was recorded before keeps its words and how it counted."""
    row = RemedyOutcome.objects.select_for_update().filter(pk=code).first()
    before = {name: getattr(row, name) for name in COLUMNS} if row else None
    after = {name: values[name] for name in COLUMNS}
    RemedyOutcome(code=code, source="office", **after).save()
    record_edit(table="remedy_outcomes", key=code, before=before, after=after, who=who, now=now, note=note)


def one(key: UUID, access: Access) -> Remedy:
    """The review or lawsuit, if this caller may see it. Raises NotFound."""
    return access.get("paper.list", rows(), pk=key)
