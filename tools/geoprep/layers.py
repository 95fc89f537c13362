"""The other divisions of the street: communities with micro-grids, police beats and party branches (all
invented).
"""

from __future__ import annotations

from collections.abc import Sequence

from shapely.geometry import Polygon

from .blocks import gather, split, within

COMMUNITIES = (
    ("望江居民区", "Wangjiang community", (121.4832, 31.2438)),
    ("听潮居民区", "Tingchao community", (121.4828, 31.2406)),
    ("映波居民区", "Yingbo community", (121.4852, 31.2402)),
    ("广济居民区", "Guangji community", (121.4830, 31.2366)),
    ("汉源居民区", "Hanyuan community", (121.4852, 31.2360)),
    ("永宁居民区", "Yongning community", (121.4864, 31.2330)),
    ("福安居民区", "Fu'an community", (121.4838, 31.2287)),
    ("丹枫居民区", "Danfeng community", (121.4895, 31.2286)),
)
GRIDS_EACH = 3

BEATS = (
    ("一号警务区", "Police beat 1", (121.4824, 31.2430)),
    ("二号警务区", "Police beat 2", (121.4853, 31.2410)),
    ("三号警务区", "Police beat 3", (121.4826, 31.2372)),
    ("四号警务区", "Police beat 4", (121.4862, 31.2352)),
    ("五号警务区", "Police beat 5", (121.4842, 31.2300)),
    ("六号警务区", "Police beat 6", (121.4898, 31.2300)),
)

BRANCHES = (
    ("滨江党建片区", "Riverside party district", (121.4858, 31.2405)),
    ("中片党建片区", "Central party district", (121.4824, 31.2385)),
    ("豫园党建片区", "Yuyuan party district", (121.4870, 31.2300)),
)


def communities(pieces: Sequence[Polygon]) -> list[tuple[Polygon, list[Polygon]]]:
    """Each community with its micro-grids, north first, in the order of ``COMMUNITIES``."""
    bodies = gather(pieces, [seed for _, _, seed in COMMUNITIES])
    return [(body, split(within(pieces, body), GRIDS_EACH)) for body in bodies]


def beats(pieces: Sequence[Polygon]) -> list[Polygon]:
    """Police beats, in the order of ``BEATS``."""
    return gather(pieces, [seed for _, _, seed in BEATS])


def branches(pieces: Sequence[Polygon]) -> list[Polygon]:
    """Party districts, in the order of ``BRANCHES``."""
    return gather(pieces, [seed for _, _, seed in BRANCHES])
