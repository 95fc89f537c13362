"""Fixtures of the enforcement tests: the street of the case tests, with powers, kinds of papers and the catalogue."""

import pytest

from tests.cases.town import clock, town
from weige.enforcement.rules.legal import packaged
from weige.enforcement.services.kinds import load_kinds
from weige.enforcement.services.legal import confirm
from weige.enforcement.services.powers import load_powers
from weige.kernel.access import SYSTEM

__all__ = ["clock", "town"]


def open_office(now):
    """Powers, kinds of papers, and every text confirmed: what an office has before it begins."""
    load_powers(now=now)
    load_kinds(now=now)
    for code, row in packaged().items():
        if row.status == "unverified":
            confirm(code=code, version=0, source="法制审核（测试）", who=SYSTEM, now=now)


@pytest.fixture
def office(town):
    """The town with what an office begins with."""
    open_office(town.clock.now)
    return town
