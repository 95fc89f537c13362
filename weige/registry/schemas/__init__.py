"""Shapes of the registers' endpoints and of their tables."""

from weige.registry.schemas.shops import SHOPS, ShopDetail, ShopFilter, ShopOut, ShopPage, ShopPageFilter

__all__ = ["SHOPS", "ShopDetail", "ShopFilter", "ShopOut", "ShopPage", "ShopPageFilter"]
