"""Makes one move of a table, whole or not at all: checks, effect, state, version, event."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from weige.enforcement.events import ProcedureEvent
from weige.enforcement.models import Attachment, OffsiteEvidence, OffsiteFile, Paper, Procedural
from weige.enforcement.rules import reminders
from weige.enforcement.rules.procedure import Field, Move, Table
from weige.enforcement.schemas.moves import MoveIn
from weige.kernel import log
from weige.kernel.access import SYSTEM, Access, Who
from weige.kernel.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from weige.kernel.links import Held
from weige.kernel.worktime import Calendar

P = TypeVar("P", bound=Procedural)
Guards = Mapping[str, bool]


@dataclass(kw_only=True)
class Step(Generic[P]):
    """One move being made. access is None for the holder of a link and for the system; told: further fields of the
    event."""

    row: P
    move: Move
    data: MoveIn
    who: Who
    now: datetime
    calendar: Calendar
    access: Access | None = None
    link_id: int | None = None
    files: dict[str, list[Attachment]] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Procedure(Generic[P]):
    """A table with its rows, the facts its guards look at, and the effects of its moves."""

    table: Table
    rows: Callable[[], "QuerySet[P]"]
    guards: Callable[[P, Who, Access | None, datetime], Guards]
    effects: Mapping[str, Callable[[Step[P]], None]]
    list_verb: str

    @transaction.atomic
    def make(
        self, *, access: Access, key: UUID, code: str, data: MoveIn, calendar: Calendar, now: datetime
    ) -> P:
        """The move on behalf of a person. Raises NotFound, Conflict, Forbidden, Invalid."""
        wanted = self._wanted(code)
        if not wanted.person:
            raise NotFound("unknown_move")
        row = access.get(self.list_verb, self._locked(), pk=key)
        if made_before(row, code, data, access.who):
            return row
        self._still(row, wanted, data.version)
        if not access.may(wanted.verb, row):
            raise Forbidden("not_your_move")
        return self._apply(
            Step(row=row, move=wanted, data=data, who=access.who, now=now, calendar=calendar, access=access)
        )

    @transaction.atomic
    def make_by_link(
        self, *, held: Held, key: UUID, code: str, data: MoveIn, calendar: Calendar, now: datetime
    ) -> P:
        """The move by whoever holds a link to exactly this row. Raises as make()."""
        wanted = self._wanted(code)
        row = self._locked().filter(pk=key).first()
        if row is None or held.subject != row.own_subject or not wanted.holder:
            raise NotFound
        self._still(row, wanted, data.version)
        step = Step(
            row=row, move=wanted, data=data, who=held.who, now=now, calendar=calendar, link_id=held.id
        )
        return self._apply(step)

    def make_by_system(self, row: P, code: str, *, calendar: Calendar, now: datetime) -> P:
        """A move the table allows the system, on a row the caller holds locked. Raises Conflict, Invalid."""
        wanted = self._wanted(code)
        if not wanted.system:
            raise Forbidden("not_your_move")
        self._still(row, wanted, row.version)
        data = MoveIn(version=row.version)
        return self._apply(Step(row=row, move=wanted, data=data, who=SYSTEM, now=now, calendar=calendar))

    def _wanted(self, code: str) -> Move:
        if code not in self.table.moves:
            raise NotFound("unknown_move")
        return self.table.moves[code]

    def _locked(self) -> "QuerySet[P]":
        return self.rows().select_for_update(of=("self",))

    def _still(self, row: P, wanted: Move, version: int) -> None:
        if row.version != version:
            raise Conflict("enforcement_changed")
        if row.state not in wanted.sources:
            raise Conflict("illegal_move", state=row.state, move=wanted.code)

    def _apply(self, step: Step[P]) -> P:
        check_fields(step.move, step.data)
        missing = self.lacking(step.row, step.move, step.who, step.access, step.now)
        if missing:
            raise Invalid([FieldError("", f"guard_{name}") for name in missing], "guards_missing")
        step.files = attached(step.row, step.move, step.data)
        before = step.row.state
        effect, due_before = self.effects.get(step.move.code), step.row.due_at
        step.row.state = step.move.target or before
        if effect:
            effect(step)
        if step.row.state in self.table.ended and step.row.ended_at is None:
            step.row.ended_at = step.now
        keep_term(step.row, due_before, step.now)
        involve(step.row, step.who)
        step.row.version += 1
        step.row.save()
        tell(step.row, step.move.event, step.move.code, before, who=step.who, now=step.now, told=said(step))
        return step.row

    def lacking(self, row: P, move: Move, who: Who, access: Access | None, now: datetime) -> list[str]:
        """The names of the move's guards that do not hold."""
        if not move.guards:
            return []
        facts = self.guards(row, who, access, now)
        return [name for name in move.guards if not facts[name]]


def made_before(row: Procedural, code: str, data: MoveIn, who: Who) -> bool:
    """Whether this very press was made already and only its answer was lost (1 statement, and only when the row has
    changed since it was seen)."""
    if not data.sent or row.version == data.version:
        return False
    same = log.of(row.subject).filter(actor_user_id=who.user_id, payload__sent=data.sent)
    return same.filter(payload__move=code, payload__procedure_id=str(row.pk)).exists()


def keep_term(row: Procedural, due_before: datetime | None, now: datetime) -> None:
    """A new term is remembered from now on, with its first reminder; one that is gone reminds nobody."""
    if row.due_at is None or row.ended_at is not None:
        row.remind_at = None
    elif row.due_at != due_before:
        row.term_from, row.reminded = now, 0
        row.remind_at = reminders.moment(now, row.due_at, reminders.PARTS[0]) if row.due_at > now else None


def said(step: Step[Any]) -> dict[str, Any]:
    """Reason and note for the timeline, and what the effect told."""
    return {"reason": step.data.reason, "note": step.data.note, "sent": step.data.sent} | step.told


def involve(row: Procedural, who: Who) -> None:
    """Who had a hand in it may see it."""
    if who.post_id is not None and who.post_id not in row.party_posts:
        row.party_posts = [*row.party_posts, who.post_id]


def tell(
    row: Procedural,
    kind: type[ProcedureEvent],
    code: str,
    before: str,
    *,
    who: Who,
    now: datetime,
    told: Mapping[str, Any],
    subject: str = "",
) -> None:
    """Appends the event, to the case's timeline where there is a case and no other subject is asked for."""
    event = kind(
        procedure=row.NAME,
        procedure_id=str(row.pk),
        number=row.number,
        move=code,
        state_before=before,
        state=row.state,
        version=row.version,
        title=row.title,
        case_id=str(row.case_id) if row.case_id else None,
        case_number=row.case.number if row.case else "",
        post_id=row.maker_post_id,
        due_at=row.due_at.isoformat() if row.due_at else None,
        files=hashes(row),
        **told,
    )
    log.append(
        event,
        who=who,
        now=now,
        subject=subject or row.subject,
        cells=row.cells,
        department_id=row.department_id,
        post_ids=row.party_posts,
        user_ids=row.party_users,
    )


def hashes(row: Procedural) -> list[str]:
    """SHA-256 of every file a procedure has, those of its papers and an off-site file's pictures too, in the order they
    came (1 statement for a paper, at most 3)."""
    subjects = [row.own_subject]
    found: list[str] = []
    if not isinstance(row, Paper):
        papers = Paper.objects.filter(about=row.own_subject).values_list("pk", flat=True)
        subjects += [f"{Paper.NAME}:{pk}" for pk in papers]
    if isinstance(row, OffsiteFile):
        found += OffsiteEvidence.objects.filter(file=row).order_by("pk").values_list("blob", flat=True)
    found += (
        Attachment.objects.filter(subject__in=subjects)
        .order_by("added_at", "pk")
        .values_list("blob", flat=True)
    )
    return list(dict.fromkeys(found))


def check_fields(move: Move, data: MoveIn) -> None:
    """Raises Invalid for a missing input or a choice there is not."""
    errors = []
    for one in move.fields:
        value = getattr(data, one.name)
        given = bool(value.strip()) if isinstance(value, str) else value not in (None, [], False)
        if one.required and not given:
            errors.append(FieldError(one.name, "field_missing"))
        elif given and one.choices and value not in one.choices:
            errors.append(FieldError(one.name, "unknown_choice", {"choices": ", ".join(one.choices)}))
    if errors:
        raise Invalid(errors)


def attached(row: Procedural, move: Move, data: MoveIn) -> dict[str, list[Attachment]]:
    """The attachments a move names, which must be this row's own. Raises Invalid."""
    found: dict[str, list[Attachment]] = {}
    for one in move.fields:
        ids = getattr(data, one.name) if one.kind == "files" else []
        if ids:
            found[one.name] = own_files(row, one, ids)
    return found


def own_files(row: Procedural, one: Field, ids: list[int]) -> list[Attachment]:
    """These attachments of this row, in the order asked for."""
    known = {a.pk: a for a in Attachment.objects.filter(subject=row.own_subject, pk__in=ids)}
    if len(known) != len(set(ids)):
        raise Invalid([FieldError(one.name, "file_unknown")])
    return [known[pk] for pk in ids]
