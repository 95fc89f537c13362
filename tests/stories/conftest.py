"""Fixtures of the stories."""

from tests.cases.town import clock, town

__all__ = ["clock", "town"]
