"""Fixtures of the enforcement tests: the street of the case tests, with powers, kinds of papers and the catalogue."""

import pytest

from tests.cases.town import clock, town
from weige.enforcement.rules.legal import packaged
from weige.enforcement.services.kinds import load_kinds
from weige.enforcement.services.legal import confirm
from weige.enforcement.services.powers import load_powers
from weige.kernel.access import SYSTEM

__all__ = ["clock", "town"]


@pytest.fixture
def office(town):
    """The town with what an office begins with."""
    load_powers(now=town.clock.now)
    load_kinds(now=town.clock.now)
    for code, row in packaged().items():
        if row.status == "unverified":
            confirm(code=code, version=0, source="法制审核（测试）", who=SYSTEM, now=town.clock.now)
    return town
