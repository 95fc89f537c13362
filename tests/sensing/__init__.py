"""Tests of weige.sensing."""
