"""What evaluation does when something happened to a case: it counts it."""

from datetime import datetime

from weige.cases import events
from weige.cases.events import CaseEvent
from weige.evaluation.rules.folding import RULES, Step
from weige.evaluation.services.counting import take
from weige.kernel.events import REGISTRY, payload_of
from weige.kernel.outbox import StoredEvent, on


def count(event: StoredEvent[CaseEvent], *, now: datetime) -> None:  # noqa: ARG001 - counted by its own moment
    """Into the facts, in the order of the log."""
    step = Step(event.kind, event.at, payload_of(event.data), event.who.post_id, event.who.user_id)
    take(case_id=event.data.case_id, step=step, cells=list(event.cells))


def moves_of_cases() -> list[type[CaseEvent]]:
    """Every kind of event that stands for a change of a case: each may move its limit or its unit."""
    kinds = [
        kind for name, kind in REGISTRY.items() if name.startswith("cases.") and issubclass(kind, CaseEvent)
    ]
    assert {kind.KIND.partition(".")[2] for kind in kinds} >= set(RULES), events.__name__
    return kinds


for _kind in moves_of_cases():
    on(_kind)(count)
