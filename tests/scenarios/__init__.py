"""Tests of weige.scenarios."""
