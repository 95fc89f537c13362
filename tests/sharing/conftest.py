"""A street that offers its services to a city's app."""

from typing import Any

import pytest

from tests.cases.town import Town, clock, town
from weige.kernel import timesource
from weige.kernel.access import SYSTEM
from weige.people.services.tokens import issue_token
from weige.sharing.services.offering import load_offer

__all__ = ["clock", "town"]


@pytest.fixture
def offer(town: Town, settings: Any) -> Town:
    """The packaged services, and what the installation says of itself."""
    assert load_offer() == 3
    settings.OPEN311 = {"jurisdiction": "street.example", "contact": "值班电话见本街道公告"}
    return town


@pytest.fixture
def key(offer: Town) -> str:
    """The app's key."""
    user = offer.people["cityapp"].user
    return issue_token(user=user, who=SYSTEM, now=offer.clock.now, real_now=timesource.real_now())[0]
