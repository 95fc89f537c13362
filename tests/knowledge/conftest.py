"""Fixtures of the knowledge tests."""

from tests.cases.town import clock, town

__all__ = ["clock", "town"]
