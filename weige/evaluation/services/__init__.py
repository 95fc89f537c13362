"""Writes: what the log says becomes facts; figures leave the house."""
