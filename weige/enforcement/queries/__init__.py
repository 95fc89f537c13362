"""Reads of enforcement."""
