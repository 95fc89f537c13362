"""Fixtures of the evaluation tests: the small street of the case tests."""

from tests.cases.town import clock, town

__all__ = ["clock", "town"]
