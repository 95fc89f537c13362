"""Fixtures of the enforcement tests: the street of the case tests, with powers, kinds of papers and the catalogue."""

import pytest

from tests.cases.town import clock, town
from weige.enforcement.services.kinds import load_kinds
from weige.enforcement.services.powers import load_powers

__all__ = ["clock", "town"]


@pytest.fixture
def office(town):
    """The town with what an office begins with."""
    load_powers(now=town.clock.now)
    load_kinds(now=town.clock.now)
    return town
