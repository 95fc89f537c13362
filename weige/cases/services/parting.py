"""Sub-cases (子案): a case divided among several units; linked cases that go on from a closed one; duplicates' end."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from weige.cases import events
from weige.cases.models import Case, FilingCondition, snapshot
from weige.cases.schemas.moves import MoveIn, PartIn
from weige.cases.services.opening import Found, open_case
from weige.cases.services.recording import record
from weige.cases.services.step import Step, refuse
from weige.kernel.access import SYSTEM, Who
from weige.territory.queries import Located

#: A case is divided into at least two parts, at most ten (MoveIn).
FEWEST = 2


def split(step: Step) -> None:
    """Opens, files and dispatches one case for each part, on behalf of who divides it."""
    parts = step.data.parts or []
    if len(parts) < FEWEST:
        raise refuse("parts", "too_few_parts", fewest=FEWEST)
    made = [_part(step, number, part) for number, part in enumerate(parts)]
    step.case.parts_total += len(made)
    step.case.parts_open += len(made)
    step.told["parts"] = [child.number for child in made]


def _part(step: Step, number: int, part: PartIn) -> Case:
    if (part.post is None) == (part.department is None):
        raise refuse(f"parts[{number}].target", "one_target")
    condition = _condition(step.case, part, number)
    child = open_case(
        like(step.case, text=part.text, parent=step.case), who=SYSTEM, now=step.now, calendar=step.calendar
    )
    _go_on(step, child, condition)
    to = MoveIn(version=child.version, post=part.post, department=part.department, note=part.text)
    return _again(step, child, "dispatch", to)


def _condition(case: Case, part: PartIn, number: int) -> FilingCondition:
    if part.condition is None:
        assert case.condition is not None, "a filed case has its condition"
        return case.condition
    found = FilingCondition.objects.select_related("matter").filter(pk=part.condition, valid_to__isnull=True)
    condition = found.first()
    if condition is None:
        raise refuse(f"parts[{number}].condition", "unknown_condition")
    return condition


def _go_on(step: Step, child: Case, condition: FilingCondition) -> None:
    _again(step, child, "accept", MoveIn(version=child.version))
    _again(step, child, "file", MoveIn(version=child.version, condition=condition.pk))


def _again(step: Step, case: Case, code: str, data: MoveIn) -> Case:
    assert step.again is not None, "the engine gives it"
    return step.again(case, code, now=step.now, calendar=step.calendar, who=step.who, data=data)


def like(case: Case, *, text: str, parent: Case | None = None, follows: Case | None = None) -> Found:
    """What is found where the case was found, about the same matter."""
    return Found(
        lon=case.lon,
        lat=case.lat,
        located=Located(case.cells, case.leaf_cells, {}, outside=False),
        source=case.source,
        matter=case.matter,
        text=text,
        title_zh=f"{case.title_zh}：{text}",
        title_en=f"{case.title_en}: {text}",
        place_zh=case.place_zh,
        place_en=case.place_en,
        level=case.level,
        shop=case.shop if follows else None,
        building=case.building,
        found_at=case.found_at,
        parent=parent,
        follows=follows,
        parties=tuple(case.party_users) if follows else (),
    )


def count_part(child: Case, *, who: Who, now: datetime) -> None:
    """A part ended, or was opened again: its whole counts it and tells who waits for it."""
    rows = Case.objects.select_for_update(of=("self",)).select_related("matter")
    whole = rows.get(parts=child)
    if whole.ended_at is not None:
        return
    before = snapshot(whole)
    whole.parts_open += -1 if child.ended_at else 1
    whole.version += 1
    if child.ended_at is None:
        whole.save(update_fields=["parts_open", "version"])
        return
    told: dict[str, Any] = {"part_number": child.number, "left": whole.parts_open}
    record(whole, before, events.PartEnded, move="", who=who, now=now, told=told)


def follow_on(step: Step) -> Case:
    """A new case that goes on from a closed one: accepted and filed, waiting for its dispatch at the desk."""
    found = like(step.case, text=step.data.reason, follows=step.case)
    child = open_case(found, who=SYSTEM, now=step.now, calendar=step.calendar)
    if step.case.condition is not None:
        _go_on(step, child, step.case.condition)
    return child


def close_duplicates(step: Step) -> None:
    """Cases merged into this one end with it: each tells its own reporters, who are not told twice."""
    elsewhere: list[int] = []
    waiting = [step.case.pk]
    while waiting:
        rows = Case.objects.select_for_update(of=("self",)).select_related("matter")
        duplicates = list(rows.filter(merged_into__in=waiting, state="merged").order_by("pk"))
        waiting = [one.pk for one in duplicates]
        for one in duplicates:
            before = snapshot(one)
            one.version += 1
            told = {"into_number": step.case.number, "outcome": step.case.outcome, "note": step.data.note}
            record(one, before, events.DuplicateClosed, move="", who=step.who, now=step.now, told=told)
            elsewhere += one.party_users
    step.told["told_elsewhere"] = sorted(set(elsewhere))


EFFECTS: dict[str, Callable[[Step], None]] = {"split": split}
