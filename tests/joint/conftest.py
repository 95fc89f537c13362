"""Fixtures of the tests of joint action."""

import pytest

from tests.cases.town import Town, clock, town
from tests.joint.world import World
from weige.kernel import outbox

__all__ = ["clock", "town"]


@pytest.fixture
def world(town: Town) -> World:
    """The street with its people, who call one another in."""
    outbox.discover()
    return World(town)
