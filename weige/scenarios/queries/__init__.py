"""Scenarios, their tries on the past and their versions as the screens get them."""

from weige.scenarios.queries.listing import detail, line, rows

__all__ = ["detail", "line", "rows"]
