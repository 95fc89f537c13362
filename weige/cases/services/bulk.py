"""One move for many cases: each is made whole or not at all, and each says what became of it."""

from datetime import datetime
from typing import Any

from pydantic import ValidationError

from weige.cases.models import Case, FilingCondition
from weige.cases.queries.presenting import named
from weige.cases.queries.reasons import patrol_choices
from weige.cases.queries.suggesting import resolve, targets_of
from weige.cases.rules.transitions import MOVES
from weige.cases.rules.undoing import REVERSED, TAKEN_BACK, TERM, TOLD, undo_of
from weige.cases.schemas.life import BulkCase, BulkIn
from weige.cases.schemas.moves import MoveIn
from weige.cases.services import engine
from weige.cases.services.splitting import split
from weige.cases.services.step import refuse
from weige.cases.services.undoing import take_back
from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid, Problem, to_json
from weige.kernel.worktime import Calendar

#: What the work list offers, by what can be undone.
OFFERED = sorted(TAKEN_BACK | REVERSED.keys())


def bulk(
    *, access: Access, data: BulkIn, calendar: Calendar, language: str, now: datetime
) -> list[dict[str, Any]]:
    """Makes the move on each case in its own transaction; one that is refused does not stop the others.

    Raises NotFound (no such grant here), Invalid (the inputs themselves).
    """
    access.require("case.list")
    _input(data, 0)
    return [
        _one(access=access, data=data, seen=seen, calendar=calendar, language=language, now=now)
        for seen in {case.id: case for case in data.cases}.values()
    ]


def _input(data: BulkIn, version: int) -> MoveIn:
    try:
        return MoveIn(**data.input | {"version": version})
    except ValidationError as error:
        raise Invalid(
            [FieldError("input", "unknown_filter", {"value": str(error.errors()[0]["loc"])})]
        ) from None


def _one(
    *, access: Access, data: BulkIn, seen: BulkCase, calendar: Calendar, language: str, now: datetime
) -> dict[str, Any]:
    try:
        given = _particular(access, data, seen, now)
        case = _made(access=access, seen=seen, code=data.move, data=given, calendar=calendar, now=now)
    except Problem as problem:
        return _refused(access, seen, to_json(problem, language))
    undo = undo_of(data.move)
    return {
        "id": str(case.pk),
        "number": case.number,
        "done": True,
        "version": case.version,
        **named("state", case.state, "state"),
        "status": 200,
        "code": "",
        "detail": "",
        "errors": [],
        "undo": {"move": undo, **_called(undo)} if undo else None,
    }


def _called(undo: str) -> dict[str, str]:
    return named("move" if undo in MOVES else "undo", undo, "label")


def offered() -> list[dict[str, Any]]:
    """The moves made for many at once: what takes each back, and who then hears of it; said before it is made."""
    return [
        {
            "move": move,
            "undo": {"move": undo, **_called(undo)} if (undo := undo_of(move)) else None,
            "choices": patrol_choices() if move == "judge_patrol" else [],
            "minutes": int(TERM.total_seconds() // 60) if undo == "take_back" else None,
            **named("undo_tells", move if move in TOLD else "", "why"),
        }
        for move in OFFERED
    ]


def _made(
    *, access: Access, seen: BulkCase, code: str, data: MoveIn, calendar: Calendar, now: datetime
) -> Case:
    """The move on one case; taking a merge or one's last move back is none of the table."""
    given: dict[str, Any] = {"access": access, "case_id": seen.id, "calendar": calendar, "now": now}
    if code == "split_off":
        return split(version=seen.version, reason=data.reason, **given)
    if code == "take_back":
        return take_back(version=seen.version, reason=data.reason, **given)
    return engine.move(code=code, data=data, **given)


def _refused(access: Access, seen: BulkCase, said: dict[str, Any]) -> dict[str, Any]:
    """Why not, and how the case stands now (1 statement)."""
    case = (
        access.rows("case.list", Case.objects.filter(pk=seen.id)).only("number", "state", "version").first()
    )
    return {
        "id": str(seen.id),
        "number": case.number if case else "",
        "done": False,
        "version": case.version if case else None,
        **named("state", case.state if case else "", "state"),
        **{name: said[name] for name in ("status", "code", "detail", "errors")},
        "undo": None,
    }


def _particular(access: Access, data: BulkIn, seen: BulkCase, now: datetime) -> MoveIn:
    """What this very case needs beyond the common input: its only condition, its best suggestion."""
    given = _input(data, seen.version)
    if data.move == "file" and given.condition is None and given.condition_no is None:
        case = access.get("case.read", Case.objects.all(), id=seen.id)
        found = FilingCondition.objects.filter(matter=case.matter_id, valid_to__isnull=True)
        if len(found) != 1:
            raise refuse("condition", "choose_condition", n=len(found))
        given.condition = found[0].pk
    if data.move == "dispatch" and data.suggested:
        case = access.get("case.read", Case.objects.select_related("matter"), id=seen.id)
        routed = resolve(case, targets_of(case, now=now)[1], now=now)
        candidates = [one for one in routed.candidates if not one.declined]
        if not candidates:
            raise refuse("target", "no_suggestion")
        best = candidates[0]
        given.post = str(best.post.pk) if best.post else None
        given.department = best.department.code if best.department and not best.post else None
    return given
