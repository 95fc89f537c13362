"""Reads of sharing: what others may see."""
