"""Pure rules of the registers."""

from weige.registry.rules.headcounts import SMALLEST, band

__all__ = ["SMALLEST", "band"]
