"""Fixtures of the stories."""

from tests.cases.town import clock, town
from tests.stories.corner import corner

__all__ = ["clock", "corner", "town"]
