"""Invented shop names: a made-up word and what the shop sells, in Chinese and English; no real brand, no
person.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

WORDS = """沐川 Muchuan|青禾 Qinghe|云岫 Yunxiu|拾光 Shiguang|听雨 Tingyu|禾木 Hemu
南枝 Nanzhi|知夏 Zhixia|隅里 Yuli|江畔 Jiangpan|晚晴 Wanqing|松间 Songjian
白鹭 Bailu|竹溪 Zhuxi|小满 Xiaoman|朝汐 Zhaoxi|枕水 Zhenshui|渡口 Dukou
石库 Shiku|弄堂口 Longtangkou|梧桐里 Wutongli|锦里弄 Jinlilong|望潮 Wangchao|映月 Yingyue
临江 Linjiang|远帆 Yuanfan|安澜 Anlan|和风 Hefeng|春申 Chunshen|苇渡 Weidu
采薇 Caiwei|归舟 Guizhou|夏木 Xiamu|秋白 Qiubai|澄湖 Chenghu|茗溪 Mingxi
桂影 Guiying|墨池 Mochi|兰亭序 Lantingxu|暖阳 Nuanyang|丰谷 Fenggu|长街 Changjie
老码头 Laomatou|钟楼下 Zhonglouxia|桥头 Qiaotou|七宝巷 Qibaoxiang|稻香里 Daoxiangli|合众 Hezhong
百顺 Baishun|瑞和 Ruihe|景明 Jingming|乐淘 Letao|满庭 Manting|福临 Fulin
一苇 Yiwei|双桂 Shuanggui|三友 Sanyou|四季里 Sijili|五味园 Wuweiyuan|九曲弯 Jiuquwan"""


@dataclass(frozen=True)
class Trade:
    """A trade: identifier, Chinese word, endings of shop names, usual frontage in metres (low, high)."""

    code: str
    zh: str
    endings: tuple[tuple[str, str], ...]
    frontage: tuple[float, float]


TRADES = {
    t.code: t
    for t in (
        Trade(
            "catering",
            "餐饮",
            (
                ("面馆", "Noodles"),
                ("本帮菜馆", "Shanghai Kitchen"),
                ("小笼馆", "Dumplings"),
                ("砂锅店", "Casserole"),
                ("快餐", "Canteen"),
                ("酒家", "Restaurant"),
            ),
            (5, 12),
        ),
        Trade(
            "cafe",
            "咖啡茶饮",
            (("咖啡", "Coffee"), ("茶饮", "Tea Bar"), ("茶室", "Tea House"), ("冰室", "Ice Bar")),
            (4, 8),
        ),
        Trade("bar", "酒吧", (("小酒馆", "Bar"), ("酒吧", "Lounge")), (5, 9)),
        Trade("fruit", "水果", (("水果铺", "Fruit"), ("鲜果店", "Fresh Fruit")), (4, 7)),
        Trade(
            "clothing",
            "服装",
            (("服饰", "Clothing"), ("旗袍店", "Qipao"), ("制衣", "Tailor"), ("丝绸", "Silk")),
            (5, 10),
        ),
        Trade(
            "convenience",
            "便利店",
            (("便利店", "Mini Mart"), ("烟杂店", "Corner Shop"), ("超市", "Market")),
            (4, 9),
        ),
        Trade("gifts", "礼品", (("礼品店", "Gifts"), ("手作", "Crafts"), ("文创", "Souvenirs")), (4, 8)),
        Trade(
            "jewellery", "珠宝首饰", (("金铺", "Gold"), ("银楼", "Silver"), ("珠宝行", "Jewellery")), (6, 12)
        ),
        Trade(
            "books", "书画文具", (("书屋", "Books"), ("文具店", "Stationery"), ("画廊", "Gallery")), (5, 10)
        ),
        Trade("hardware", "五金", (("五金店", "Hardware"), ("灯具店", "Lighting")), (4, 7)),
        Trade("hairdresser", "美发", (("理发店", "Barber"), ("美发", "Hair")), (4, 7)),
        Trade("florist", "鲜花", (("花店", "Flowers"), ("花艺", "Floral")), (3, 6)),
        Trade("pharmacy", "药店", (("药房", "Pharmacy"),), (5, 9)),
        Trade("bakery", "糕点", (("糕团店", "Cakes"), ("面包房", "Bakery")), (4, 7)),
        Trade("deli", "熟食", (("熟食店", "Deli"), ("卤味", "Braised Food")), (3, 6)),
        Trade("optician", "眼镜钟表", (("眼镜店", "Optician"), ("钟表行", "Watches")), (4, 8)),
        Trade("digital", "数码", (("数码店", "Digital"), ("手机维修", "Phone Repair")), (3, 7)),
        Trade("photo", "旅拍", (("照相馆", "Photo Studio"),), (4, 7)),
        Trade("sundries", "小商品", (("小商品店", "Sundries"), ("百货", "General Store")), (4, 8)),
        Trade("lodging", "住宿", (("客栈", "Inn"), ("宾馆", "Hotel")), (8, 16)),
    )
}

# Kinds of the extract's points of interest that are shops here, and the trade each one becomes.
KINDS = {
    "restaurant": "catering",
    "fast_food": "catering",
    "cafe": "cafe",
    "ice_cream": "cafe",
    "bar": "bar",
    "pub": "bar",
    "convenience": "convenience",
    "supermarket": "convenience",
    "clothes": "clothing",
    "jewelry": "jewellery",
    "gift": "gifts",
    "books": "books",
    "pharmacy": "pharmacy",
    "bakery": "bakery",
    "hotel": "lodging",
    "hostel": "lodging",
    "shop": "sundries",
    "electronics": "digital",
    "computer": "digital",
    "mobile_phone": "digital",
}

# What is likely to open where (weights); the street's circles have a character each, as real ones have.
CHARACTER = {
    "C0": (
        "catering 7 fruit 4 convenience 4 hairdresser 3 hardware 3 "
        "deli 3 bakery 2 pharmacy 2 clothing 1 digital 2"
    ),
    "C1": ("cafe 5 books 3 catering 3 florist 2 clothing 2 photo 3 convenience 2 gifts 2 bar 2"),
    "C2": (
        "clothing 6 catering 4 gifts 3 bakery 3 optician 3 "
        "convenience 3 cafe 3 digital 2 jewellery 2 deli 2 fruit 1"
    ),
    "C3": (
        "catering 5 books 4 convenience 3 cafe 4 bar 3 "
        "fruit 2 pharmacy 2 hairdresser 2 hardware 2 lodging 2 florist 1"
    ),
    "C4": (
        "sundries 6 gifts 5 catering 5 jewellery 3 clothing 3 "
        "deli 2 fruit 3 bakery 2 photo 1 hardware 2 convenience 2"
    ),
}


class Namer:
    """Gives names that are never given twice; seeded, so that every run gives the same ones."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._words = [tuple(item.split(" ")) for line in WORDS.splitlines() for item in line.split("|")]
        self._given: set[str] = set()

    def trade(self, circle: str) -> Trade:
        """A trade drawn from the circle's character."""
        words = CHARACTER[circle].split(" ")
        codes, weights = words[::2], [int(w) for w in words[1::2]]
        return TRADES[self._rng.choices(codes, weights)[0]]

    def name(self, trade: Trade) -> tuple[str, str]:
        """(Chinese, English) name of a new shop of this trade."""
        while True:
            word, latin = self._rng.choice(self._words)
            ending, english = self._rng.choice(trade.endings)
            if word + ending not in self._given:
                self._given.add(word + ending)
                return word + ending, f"{latin} {english}"

    def frontage(self, trade: Trade) -> float:
        """A frontage in metres, to half a metre."""
        low, high = trade.frontage
        return round(self._rng.uniform(low, high) * 2) / 2
