"""Scenarios, their tries on the past and their versions as the screens get them."""

from weige.scenarios.queries.listing import detail, faulty_packs, line, rows

__all__ = ["detail", "faulty_packs", "line", "rows"]
