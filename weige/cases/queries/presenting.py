"""Cases as the screens get them: rows, clocks, actions, with words in both languages."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from weige.cases.models import Case, FilingCondition, Matter
from weige.cases.queries import reasons
from weige.cases.queries.actors import Seat, facts_of, fits
from weige.cases.queries.blanks import blank_of
from weige.cases.queries.recurring import recurred_as_json
from weige.cases.rules import clocks
from weige.cases.rules.guards import HIDING, Facts, missing
from weige.cases.rules.states import STAGE_OF, State
from weige.cases.rules.transitions import IN_THE_FIELD, Field, Kind, Move, moves_from
from weige.cases.rules.words import both, icon_of
from weige.kernel.access import Access
from weige.kernel.errors import words
from weige.kernel.worktime import Calendar, warning_words


def named(group: str, code: str, field: str) -> dict[str, str]:
    """{"<field>_zh": …, "<field>_en": …} of a code."""
    zh, en = both(group, code)
    return {f"{field}_zh": zh, f"{field}_en": en}


def clock_of(case: Case, calendar: Calendar, *, now: datetime) -> dict[str, Any] | None:
    """The clock chip of a case; None before any clock and after an end without handling."""
    shown = clocks.shown(case.load_clocks(), case.now_in)
    if shown is None or shown.limit is None:
        return None
    reading = clocks.read(shown, calendar, now=now)
    state = reading.state.value
    if shown.code == clocks.HANDLING:
        state = "over" if case.overdue_since is not None else state
    elif state == "over":
        state = "late"  # the desk's own limit passed: the case itself is not overdue (docs/glossary.md)
    return {
        "code": shown.code,
        **named("clock", shown.code, "name"),
        "state": state,
        "share": round(reading.share, 4),
        "due_at": reading.due,
        "unit": shown.limit.unit.value,
        "amount": str(shown.limit.amount),
        "remaining_seconds": int(reading.remaining.total_seconds()) - int(reading.over_by.total_seconds()),
        "running": reading.running,
        "changes_at": reading.changes_at,
        "paused": reading.pause is not None,
        "paused_until": reading.pause.end if reading.pause else None,
        "stopped": reading.stopped,
        "as_of": now,
        "warnings": [warning_said(code) for code in reading.warnings],
    }


def warning_said(code: str) -> dict[str, str]:
    said = warning_words(code)
    return {"code": code, "text_zh": said.zh, "text_en": said.en}


def matter_of(matter: Matter | None) -> dict[str, Any] | None:
    if matter is None:
        return None
    return {
        "code": matter.code,
        "name_zh": matter.name_zh,
        "name_en": matter.name("en"),
        "icon": icon_of(matter.code),
        "kind": matter.kind,
    }


def seat_named(row: Any) -> dict[str, Any] | None:
    """A post or department with its names."""
    if row is None:
        return None
    return {"id": str(row.pk), "code": row.code, "name_zh": row.name_zh, "name_en": row.name_en}


def stage_of(case: Case) -> str:
    """Which of the seven stages the case is in."""
    return STAGE_OF[case.now_in].value


#: What stands beside the straight way of a case, as it is.
BESIDE = (
    "raised",
    "supervision",
    "supervision_due_at",
    "supervision_answered_at",
    "urges",
    "appeal",
    "appeal_due_at",
    "parts_total",
    "parts_open",
    "patrol",
)


def row_of(case: Case, calendar: Calendar, *, language: str, now: datetime) -> dict[str, Any]:
    """A case for lists (matter, handler_post, department loaded)."""
    return {
        "id": str(case.pk),
        "number": case.number,
        "version": case.version,
        "state": case.state,
        **named("state", case.state, "state"),
        "stage": STAGE_OF[case.now_in].value,
        **named("stage", STAGE_OF[case.now_in], "stage"),
        "title_zh": case.title_zh,
        "title_en": case.title_en,
        "matter": matter_of(case.matter),
        "place": case.place_en if language == "en" and case.place_en else case.place_zh,
        "lon": case.lon,
        "lat": case.lat,
        "cells": case.cells,
        "level": case.level,
        "source": case.source,
        "sources": case.sources,
        "reports": case.reports,
        "evidence_count": case.evidence_count,
        "department": seat_named(case.department),
        "handler_post": seat_named(case.handler_post),
        "returns": case.returns,
        "reworks": case.reworks,
        "extensions": case.extensions,
        "request": case.request,
        **{name: getattr(case, name) for name in BESIDE},
        "found_at": case.found_at,
        "due_at": case.due_at,
        "stage_due_at": case.stage_due_at,
        "overdue_since": case.overdue_since,
        "ended_at": case.ended_at,
        "outcome": case.outcome,
        "clock": clock_of(case, calendar, now=now),
        "recurrence": recurred_as_json(case),
    }


def condition_of(condition: FilingCondition | None) -> dict[str, Any] | None:
    if condition is None:
        return None
    return {
        "id": condition.pk,
        "no": condition.no,
        "text_zh": condition.text_zh,
        "text_en": condition.text_en or condition.text_zh,
        "amount": str(condition.limit.amount),
        "unit": condition.unit,
        "urgent": condition.urgent,
        "closing_zh": condition.closing_zh,
        "closing_en": condition.closing_en or condition.closing_zh,
        "wants_after_photo": condition.wants_after_photo,
        "source": condition.source,
        "placeholder": condition.placeholder,
    }


def actions_of(
    case: Case, access: Access, seat: Seat, conditions: Iterable[FilingCondition], *, now: datetime
) -> list[dict[str, Any]]:
    """The moves this seat could make here: allowed ones, and those that lack something, each thing named.

    `then` of a move made in the field holds what the same seat could do after it: a phone without a network goes on
    from there.
    """
    facts = facts_of(case, seat, now=now)
    found = []
    for move in _open_to(moves_from(case.now_in), case, access, seat):
        action = _action(move, case.now_in, case, facts, conditions)
        if action is not None:
            found.append(action | {"then": _then(move, case, access, seat, facts)})
    return found


def _open_to(moves: Iterable[Move], case: Case, access: Access, seat: Seat) -> Iterator[Move]:
    for move in moves:
        if access.may(move.verb, case) and fits(move.actor, case, seat):
            yield move


def _then(move: Move, case: Case, access: Access, seat: Seat, facts: Facts) -> list[dict[str, Any]]:
    """What of the field's moves would come next, told ahead (no statement: they have no choices of the office)."""
    if move.code not in IN_THE_FIELD:
        return []
    state = move.to(case.now_in)
    next_moves = [one for one in moves_from(state) if one.code in IN_THE_FIELD]
    found = [_action(one, state, case, facts, ()) for one in _open_to(next_moves, case, access, seat)]
    return [action | {"then": []} for action in found if action is not None]


def _action(
    move: Move, state: State, case: Case, facts: Facts, conditions: Iterable[FilingCondition]
) -> dict[str, Any] | None:
    """The move as a button; None where even its lack is not for showing."""
    lacking = missing(move, facts)
    if HIDING.intersection(lacking):
        return None
    return {
        "move": move.code,
        **named("move", move.code, "label"),
        "allowed": not lacking,
        "missing": [_gap(name, case) for name in lacking],
        "fields": [_field(field, conditions, case) for field in move.fields if _asked(field, case)],
        "target": _stage_after(move, state),
    }


def _asked(field: Field, case: Case) -> bool:
    """The code of a component is asked for a component's matter only."""
    return field.name != "component" or (case.matter is not None and case.matter.kind == "component")


def _stage_after(move: Move, state: State) -> str:
    return STAGE_OF[move.to(state)].value


def guard_params(name: str, case: Case, language: str) -> dict[str, str]:
    """What the message of a guard fills in."""
    closing = ""
    if case.condition:
        closing = case.condition.closing_en if language == "en" else case.condition.closing_zh
        closing = closing or case.condition.closing_zh
    return {"closing": closing, "guard": name, "held": str(len(case.held_by))}


def _gap(name: str, case: Case) -> dict[str, str]:
    code = f"guard_{name}"
    return {"code": code} | {
        f"text_{language}": words(code, language, guard_params(name, case, language))
        for language in ("zh", "en")
    }


def _field(field: Field, conditions: Iterable[FilingCondition], case: Case) -> dict[str, Any]:
    """One input: its kind tells the screen which control; choices where they are few."""
    choices: list[dict[str, Any]] = [
        {"value": code, **named(field.name, code, "label")} for code in field.choices
    ]
    if field.kind is Kind.CONDITION:
        choices = [
            {"value": str(row.pk), "label_zh": row.text_zh, "label_en": row.text_en or row.text_zh}
            for row in conditions
        ]
    if field.kind is Kind.CODE:
        choices = reasons.choices_for(field.name, case)
    return {
        "name": field.name,
        "kind": field.kind.value,
        "required": field.required,
        **named("field", field.name, "label"),
        **blank_of(field, case),
        "choices": choices,
    }
