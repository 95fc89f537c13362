"""Tables of the registers: shops, and the tags that stand on places and devices."""

from weige.registry.models.shop import Headcount, Shop
from weige.registry.models.tag import Tag, TagBatch, TagKind

__all__ = ["Headcount", "Shop", "Tag", "TagBatch", "TagKind"]
