"""Shapes of the registers' endpoints and of the shops' table."""

from typing import Annotated

from ninja import Schema
from pydantic import Field

from weige.kernel.tabular import Column, Kind, Table


class ShopFilter(Schema):
    """All optional; several at once must all hold."""

    q: Annotated[str, Field(max_length=80)] = ""
    area: Annotated[str, Field(max_length=32)] = ""
    tag: Annotated[str, Field(max_length=40)] = ""


class ShopPageFilter(ShopFilter):
    """A filter with the page asked for."""

    limit: Annotated[int, Field(ge=1, le=500)] = 50
    after: Annotated[str, Field(max_length=40)] = ""


class ShopOut(Schema):
    """A shop: lon/lat is its door (WGS84 degrees), frontage_m the metres of pavement it answers for.

    cells: ids of all areas it lies in; leaf_cells: of the deepest of each layer.
    """

    id: int
    code: str
    name_zh: str
    name_en: str
    trade: str
    address: str
    lon: float
    lat: float
    frontage_m: float | None
    building_id: int | None
    premise_id: int | None
    cells: list[int]
    leaf_cells: list[int]


class AreaOfShop(Schema):
    """One area a shop lies in."""

    id: int
    layer: str
    code: str
    level: str
    name_zh: str
    name_en: str


class ShopDetail(ShopOut):
    """A shop with the areas it lies in, widest first, and whether an owner signs in for it."""

    areas: list[AreaOfShop]
    has_owner: bool


class ShopPage(Schema):
    """By code; next is the cursor of the following page."""

    items: list[ShopOut]
    next: str | None


SHOPS = Table(
    [
        Column(
            "code", "店铺编号", "Shop code", required=True, unique=True, longest=40, aliases=("id", "编号")
        ),
        Column("name_zh", "店名", "Name", required=True, longest=120, aliases=("名称", "招牌")),
        Column("name_en", "英文名", "English name", longest=120),
        Column("trade", "业态", "Trade", required=True, longest=40, aliases=("行业",)),
        Column("address_zh", "地址", "Address", required=True, longest=256, aliases=("address",)),
        Column("lon", "经度", "Longitude", Kind.NUMBER, required=True, minimum=-180, maximum=180),
        Column("lat", "纬度", "Latitude", Kind.NUMBER, required=True, minimum=-90, maximum=90),
        Column("frontage_m", "门面宽（米）", "Frontage (m)", Kind.NUMBER, minimum=0, maximum=500),
        Column("building", "房屋编号", "Building code", longest=40),
        Column("owner", "经营者账号", "Owner's login", longest=64),
    ]
)
