"""Reads of cases, always within somebody's access."""
