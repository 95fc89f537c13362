"""What other modules do to a case stands on its timeline in their own words, whatever their events carry."""

import inspect
from dataclasses import fields
from types import ModuleType

import pytest

from weige.cases.queries import timeline
from weige.enforcement import events as enforcement
from weige.joint import events as joint
from weige.kernel.events import DomainEvent
from weige.kernel.models import Event


def kinds(module: ModuleType) -> list[type[DomainEvent]]:
    found = [one for _, one in inspect.getmembers(module, inspect.isclass) if issubclass(one, DomainEvent)]
    return [one for one in found if "KIND" in vars(one)]


@pytest.mark.parametrize("kind", [*kinds(joint), *kinds(enforcement)], ids=lambda one: one.KIND)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_event_of_a_neighbour_can_be_told(kind: type[DomainEvent], language: str) -> None:
    payload = {field.name: "anything" for field in fields(kind)} | {f"said_{language}": "in its own words"}
    told = timeline.line(Event(kind=kind.KIND, payload=payload), {}, {}, language)
    assert told.startswith("in its own words")


def test_there_are_such_events() -> None:
    assert len(kinds(joint)) > 20
    assert len(kinds(enforcement)) > 5
