"""Tests of the adapters of foreign formats."""
