"""Tests of the knowledge module."""
