"""Reads of the registers: shops."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from weige.kernel.access import Access
from weige.kernel.tabular import Cell
from weige.registry.models import Shop
from weige.registry.queries.tags import kind_names as kind_names
from weige.registry.queries.tags import labels_on as labels_on
from weige.registry.queries.tags import tagged
from weige.territory.models import Area


def found(
    access: Access, *, words: str = "", area: str = "", tag: str = "", on: date | None = None
) -> "QuerySet[Shop]":
    """The shops the caller may list, by code. Raises NotFound.

    words: each must be part of name, code, address or trade. area: code of an area, any layer. tag: code of a tag that
    stands on the day `on` on the shop, its building or a cell it lies in.
    """
    shops = access.rows("shop.list", Shop.objects.all())
    for word in words.split():
        shops = shops.filter(
            Q(name_zh__icontains=word)
            | Q(name_en__icontains=word)
            | Q(code__istartswith=word)
            | Q(address__icontains=word)
            | Q(trade__icontains=word)
        )
    if area:
        # By array position of any area with this code: after a re-gridding old and new rows share it
        ids = list(Area.objects.filter(code=area).values_list("pk", flat=True))
        shops = shops.filter(cells__overlap=ids) if ids else shops.none()
    if tag and on:
        shops = shops.filter(tagged(access, tag, on, shop="pk", building="building_id", area="cells"))
    return shops.order_by("code")


def detail(shop: Shop) -> dict[str, Any]:
    """The ShopDetail shape (1 statement more): its areas are facts of the map, not rows of a register."""
    areas = Area.objects.filter(pk__in=shop.cells).select_related("layer")
    ordered = sorted(areas, key=lambda area: (area.layer.order, len(area.path), area.pk))
    own = {field.attname: getattr(shop, field.attname) for field in Shop._meta.concrete_fields}
    lines = [
        {
            "id": area.pk,
            "layer": area.layer.code,
            "code": area.code,
            "level": area.level,
            "name_zh": area.name_zh,
            "name_en": area.name_en,
        }
        for area in ordered
    ]
    return {**own, "areas": lines, "has_owner": shop.owner_id is not None}


def table_rows(shops: Iterable[Shop]) -> Iterable[dict[str, Cell]]:
    """Shops as rows of the table SHOPS; the owner's login stays here (it is a person's)."""
    for shop in shops:
        yield {
            "code": shop.code,
            "name_zh": shop.name_zh,
            "name_en": shop.name_en,
            "trade": shop.trade,
            "address_zh": shop.address,
            "lon": shop.lon,
            "lat": shop.lat,
            "frontage_m": shop.frontage_m,
            "building": shop.building.code if shop.building else None,
        }
