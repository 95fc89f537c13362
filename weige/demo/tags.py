"""The demonstration's tags: a handful of definitions, put by what the prepared registers say; said to be demo."""

from datetime import datetime
from typing import Any

from weige.kernel.access import SYSTEM
from weige.kernel.streettime import LOCAL
from weige.registry.models import Shop, Tag, TagKind
from weige.territory.models import Area, Building

SOURCE = "演示数据 · demonstration data"
# code → (zh, en, colour, kinds of thing, every how many days it is visited)
KINDS: dict[str, tuple[str, str, str, list[str], int | None]] = {
    "fumes": ("油烟重点户", "Cooking fumes", "brown", ["shop"], 7),
    "night-trade": ("夜间经营", "Open at night", "indigo", ["shop"], None),
    "historic": ("风貌保护", "Historic", "gold", ["building"], None),
    "tall": ("高层", "High-rise", "grey", ["building"], None),
    "model-segment": ("示范路段", "Model segment", "green", ["area", "road"], None),
}
HIGH_M = 50.0


def load_tags(now: datetime) -> int:
    """Loads definitions and tags after ground and shops; gives how many tags there are."""
    columns = ("name_zh", "name_en", "colour", "on", "every_days")
    labels = {
        code: TagKind.objects.get_or_create(pk=code, defaults=dict(zip(columns, row, strict=True)))[0]
        for code, row in KINDS.items()
    }
    made: list[Tag] = []

    def put(code: str, kind: str, row: Any, **place: Any) -> None:
        spot = place or {name: getattr(row, name) for name in ("lon", "lat", "cells", "leaf_cells")}
        made.append(
            Tag(
                label=labels[code], kind=kind, ref=row.pk, key=row.code, name_zh=row.name_zh, name_en=row.name_en,
                source=SOURCE, valid_from=now.astimezone(LOCAL).date(), put_at=now, put_by=SYSTEM.name, **spot,
            )
        )  # fmt: skip

    for shop in Shop.objects.filter(trade="餐饮").order_by("code")[:40]:
        put("fumes", "shop", shop)
    for shop in Shop.objects.filter(trade__in=("酒吧", "餐饮", "便利店")).order_by("-code")[:30]:
        put("night-trade", "shop", shop)
    for house in Building.objects.exclude(protection=""):
        put("historic", "building", house)
    for house in Building.objects.filter(height_m__gte=HIGH_M):
        put("tall", "building", house)
    for area in Area.objects.filter(code__in=("L01", "L02"), valid_to=None):
        lon, lat = (area.west + area.east) / 2, (area.south + area.north) / 2
        put("model-segment", "area", area, lon=lon, lat=lat, cells=area.path, leaf_cells=[area.pk])
    Tag.objects.bulk_create(made, batch_size=2000)
    return len(made)
