"""Reads of sensing: devices with health and trend, readings, warnings with their explanation, rules in
force.
"""

from weige.sensing.queries.rules import Rules, in_force, names

__all__ = ["Rules", "in_force", "names"]
