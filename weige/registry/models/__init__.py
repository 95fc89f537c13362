"""Tables of the registers: shops, the tags that stand on places and devices, and the words of both."""

from weige.registry.models.shop import Headcount, Shop
from weige.registry.models.tag import Tag, TagBatch, TagKind
from weige.registry.models.word import Word

__all__ = ["Headcount", "Shop", "Tag", "TagBatch", "TagKind", "Word"]
