"""From the ends of shifts to countable facts: pure. Of each shift of who walks a segment, at its end: shift or (of a
segment chief) chief_shift {patrolled: a round was begun in it}. Nobody's steps are counted, and no person named."""

from collections.abc import Callable, Mapping
from typing import Any

from weige.evaluation.rules.folding import Known, Step, Story, Whose

SHIFT_OVER = "people.shift_over"
KINDS = frozenset({SHIFT_OVER})
CHIEF = "segment_chief"


def fold_shift(story: Story, step: Step) -> Story:
    """One shift; told once."""
    kind = "chief_shift" if step.payload.get("role") == CHIEF else "shift"
    marks = frozenset({"patrolled"} if step.payload.get("rounds") else ())
    whose = Whose(step.department_id, step.payload.get("post_id"))
    at = step.moment("ended_at") or step.at
    return story.put("shift", Known(kind, at, marks, whose=whose))


def stories_of(kind: str, payload: Mapping[str, Any]) -> list[tuple[str, Callable[[Story, Step], Story]]]:
    """Whose story an event goes on: (about, how it is folded)."""
    return [(f"shift:{payload['shift_id']}", fold_shift)] if kind == SHIFT_OVER else []
