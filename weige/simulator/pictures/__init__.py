"""Invented street pictures (drawn in tools/scenes): no person, no plate, no real shop."""
