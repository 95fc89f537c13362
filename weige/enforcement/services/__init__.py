"""Writes of enforcement, one function per verb."""
