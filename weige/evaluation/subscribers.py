"""What evaluation does when something happened to a case, a call, a task, a paper: it counts it."""

from datetime import datetime
from typing import Any

import weige.enforcement.events
import weige.joint.events
import weige.people.events  # noqa: F401 - they bring the events' classes
from weige.cases import events
from weige.cases.events import CaseEvent
from weige.evaluation.rules import calling, jointly, papers, patrolling
from weige.evaluation.rules.folding import RULES, Step
from weige.evaluation.services.counting import department_of, take, take_other
from weige.kernel.events import REGISTRY, payload_of
from weige.kernel.outbox import StoredEvent, on


def count(event: StoredEvent[CaseEvent], *, now: datetime) -> None:  # noqa: ARG001 - counted by its own moment
    """Into the facts, in the order of the log."""
    case_id = event.data.case_id
    take(about=f"case:{case_id}", step=step_of(event), cells=list(event.cells), case_id=case_id)


def step_of(event: StoredEvent[Any]) -> Step:
    """What folding looks at."""
    payload = payload_of(event.data)
    post = event.who.post_id
    seat = (post, event.who.user_id, event.department_id, department_of(post))
    return Step(event.kind, event.at, payload, *seat)


def count_others(event: StoredEvent[Any], *, now: datetime) -> None:  # noqa: ARG001 - as above
    """What neighbours above the cases tell: calls, tasks of meetings, papers, transfers; shifts."""
    take_other(step_of(event), cells=list(event.cells))


def moves_of_cases() -> list[type[CaseEvent]]:
    """Every kind of event that stands for a change of a case: each may move its limit or its unit."""
    kinds = [
        kind for name, kind in REGISTRY.items() if name.startswith("cases.") and issubclass(kind, CaseEvent)
    ]
    assert {kind.KIND.partition(".")[2] for kind in kinds} >= set(RULES), events.__name__
    return kinds


for _kind in moves_of_cases():
    on(_kind)(count)
for _name in sorted(calling.KINDS | jointly.KINDS | papers.KINDS | patrolling.KINDS):
    on(REGISTRY[_name])(count_others)
