"""Procedures as the screens get them: state, clock, the moves this reader could make, files, timeline."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from weige.cases.queries.presenting import seat_named
from weige.cases.queries.timeline import item, names_of
from weige.enforcement.models import Attachment, Power, Procedural
from weige.enforcement.queries.speaking import titles
from weige.enforcement.rules.english import file_title
from weige.enforcement.rules.procedure import Move, Table
from weige.enforcement.rules.words import named
from weige.kernel import links, log
from weige.kernel.access import Access
from weige.kernel.errors import words
from weige.kernel.models import Event

#: Guards whose failing makes a button meaningless rather than blocked.
HIDING = frozenset(
    {
        "is_order",
        "answer_waits",
        "first_return",
        "returned_before",
        "is_out",
        "is_in",
        "enforcement_post",
        "alone",
        "hearing_right",
        "has_signatures",
        "has_later",
    }
)


def head(row: Procedural) -> dict[str, Any]:
    """What every list shows (case, department, maker_post loaded)."""
    return {
        "id": str(row.pk),
        "number": row.number,
        "state": row.state,
        **named("state", "state", row.NAME, row.state),
        "version": row.version,
        **titles(row),
        "case_id": str(row.case_id) if row.case_id else None,
        "case_number": row.case.number if row.case else "",
        "department": seat_named(row.department),
        "maker_post": seat_named(row.maker_post),
        "made_at": row.made_at,
        "due_at": row.due_at,
        "overdue_at": row.overdue_at,
        "ended_at": row.ended_at,
    }


def power_line(power: Power) -> dict[str, Any]:
    """A power as papers, files and transfers name it."""
    return {
        "code": power.code,
        "name_zh": power.name_zh,
        "name_en": power.name_en,
        "status": power.status,
        "basis": power.basis(),
    }


def actions(
    row: Procedural,
    table: Table,
    facts: Mapping[str, bool],
    access: Access,
    language: str,
    *,
    done: Collection[str] = (),
) -> list[dict[str, Any]]:
    """The moves that could be made here, each with its inputs and what it lacks. One of them is `main`: the first that
    leads on and may be made. done: what may be made again but has been made."""
    found, led = [], False
    for move in table.open_moves(row.state):
        if not move.person or not access.may(move.verb, row):
            continue
        missing = [name for name in move.guards if not facts[name]]
        if HIDING & set(missing):
            continue
        main = not led and not missing and move.leads(row.state) and move.code not in done
        led = led or main
        found.append(action(move, table.name, missing, language) | {"main": main})
    return found


def action(move: Move, name: str, missing: list[str], language: str) -> dict[str, Any]:
    """One button with its form."""
    return {
        "code": move.code,
        **named("label", "move", name, move.code),
        "allowed": not missing,
        "missing": [words(f"guard_{one}", language, {}) for one in missing],
        "fields": [
            {
                "name": field.name,
                **named("label", "field", field.name),
                "kind": field.kind,
                "required": field.required,
                "role": field.role,
                "choices": [{"value": code, **named("name", field.name, code)} for code in field.choices],
            }
            for field in move.fields
        ],
    }


def files(subjects: list[str]) -> list[dict[str, Any]]:
    """The files of some procedures, oldest first (1 statement)."""
    rows = Attachment.objects.filter(subject__in=subjects).select_related("blob").order_by("added_at", "pk")
    return [file_of(row) for row in rows]


def file_of(row: Attachment) -> dict[str, Any]:
    """One file (its blob loaded)."""
    return {
        "id": row.pk,
        "role": row.role,
        "title": row.title,
        "title_en": file_title(row.title),
        "media_type": row.blob.media_type,
        "sha256": row.blob_id,
        "size": row.blob.size,
        "added_at": row.added_at,
        "taken_at": row.blob.taken_at,
        "by_link": row.by_link is not None,
    }


def timeline(row: Procedural) -> list[dict[str, Any]]:
    """What happened to it, newest first (at most 4 statements)."""
    events: list[Event] = []
    for subject in dict.fromkeys((row.subject, row.own_subject)):  # before and after it had a case
        rows = log.of(subject).filter(kind__startswith="enforcement.", payload__procedure_id=str(row.pk))
        events += rows
    events.sort(key=lambda event: -event.pk)
    posts, departments = names_of(events)
    return [item(event, posts, departments) for event in events]


def links_of(row: Procedural, real_now: datetime) -> list[dict[str, Any]]:
    """The links to it with their looks; never the tokens (1 statement)."""
    return [
        {
            "id": one.pk,
            "label": one.label,
            "label_en": links.label_in(one.label, "en"),
            "state": links.state(one, real_now),
            "issued_at": one.issued_at,
            "expires_at": one.expires_at,
            "uses": one.uses,
            "last_used_at": one.last_used_at,
        }
        for one in links.of([row.own_subject])
    ]
