"""Which houses of the demonstration street are protected, their historic names, and which names are left out.

The houses, their places and historic names are real (OpenStreetMap, ODbL); classes and structures are
invented for the demonstration and carry ``demo: true``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Historic:
    """A protected house: the extract's id, its historic name, an invented class 1-4 and structure."""

    osm_id: int
    name_zh: str
    name_en: str
    grade: int
    structure: str


HISTORIC = (
    Historic(178410323, "亚细亚大楼", "Asia Building", 1, "reinforced_concrete"),
    Historic(178410325, "上海总会大楼", "Shanghai Club", 1, "reinforced_concrete"),
    Historic(178408816, "有利大楼", "Union Building", 1, "steel_frame"),
    Historic(178408821, "日清大楼", "Nissin Building", 2, "reinforced_concrete"),
    Historic(178408827, "中国通商银行大楼", "Commercial Bank Building", 2, "brick_timber"),
    Historic(178408810, "电报大楼", "Great Northern Telegraph Building", 2, "brick_timber"),
    Historic(178408820, "旗昌洋行大楼", "Russell & Co. Building", 2, "brick_timber"),
    Historic(178407318, "江海关大楼", "Customs House", 1, "steel_frame"),
    Historic(178405872, "交通银行大楼", "Bank of Communications Building", 1, "reinforced_concrete"),
    Historic(178405875, "华俄道胜银行大楼", "Russo-Chinese Bank Building", 1, "brick_concrete"),
    Historic(178404129, "字林大楼", "North China Daily News Building", 1, "reinforced_concrete"),
    Historic(177999038, "麦加利银行大楼", "Chartered Bank Building", 1, "steel_frame"),
    Historic(177930855, "怡和洋行大楼", "Jardine Matheson Building", 1, "reinforced_concrete"),
    Historic(177931019, "扬子大楼", "Yangtsze Insurance Building", 2, "steel_frame"),
    Historic(440730276, "外滩信号台", "Gutzlaff Signal Tower", 2, "brick_concrete"),
    Historic(325227693, "华商纱布交易所旧址", "Former Cotton Exchange", 2, "reinforced_concrete"),
    Historic(300481519, "中汇大楼", "Zhonghui Building", 3, "reinforced_concrete"),
    Historic(380340010, "福州大楼", "Hamilton House", 2, "steel_frame"),
    Historic(447017703, "建设大厦", "Development Building", 2, "steel_frame"),
    Historic(446934740, "真光大楼", "True Light Building", 2, "reinforced_concrete"),
    Historic(494084421, "广学大楼", "Christian Literature Society Building", 2, "reinforced_concrete"),
    Historic(446934758, "亚洲文会大楼", "Royal Asiatic Society Building", 2, "reinforced_concrete"),
    Historic(293504471, "曙光剧场", "Capitol Theatre", 2, "reinforced_concrete"),
    Historic(446934777, "虎丘公寓", "Huqiu Apartments", 3, "reinforced_concrete"),
    Historic(11636804, "原新天安堂", "Former Union Church", 3, "brick_timber"),
    Historic(177928803, "原教会公寓", "Former Church Apartments", 3, "brick_timber"),
    Historic(177930861, "益丰洋行大楼", "Yifeng Building", 3, "brick_timber"),
    Historic(446937294, "沙美大楼", "Shahmoon Building", 3, "reinforced_concrete"),
    Historic(380339993, "慈安里大楼", "Ci'an Lane Building", 3, "brick_timber"),
    Historic(380339969, "元芳弄老宅", "Yuanfang Lane houses", 4, "brick_timber"),
    Historic(380340012, "中兴银行旧址", "Former Zhongxing Bank", 3, "reinforced_concrete"),
    Historic(493784118, "东亚银行旧址", "Former East Asia Bank", 3, "reinforced_concrete"),
    Historic(378107172, "江西中路255号老楼", "No. 255 Middle Jiangxi Road", 4, "brick_timber"),
    Historic(389702055, "沪南钱业公所", "South Shanghai Bankers' Hall", 4, "brick_timber"),
    Historic(428179901, "三穗堂", "Sansui Hall", 2, "brick_timber"),
    Historic(428179914, "点春堂", "Dianchun Hall", 2, "brick_timber"),
    Historic(428179925, "得月楼", "Deyue Tower", 4, "brick_timber"),
    Historic(428196078, "古戏台", "Ancient stage", 4, "brick_timber"),
)

# Names of firms, brands and offices, and words that are no names: a demonstration should not accuse anyone.
_LEFT_OUT = re.compile(
    r"公司|集团|银行|保险|法院|公安|民政|海关|工会|协会|联合会|参事|通信局|管理局|设计|研究院|物资站|合作|杂志|等$|"
    r"酒店|饭店|珠宝|夏姿|罗斯福|特产|药|用地|^广场$|^卫生间$|^住宅$|^N\d$|^S\d$|^\d+$|外滩\d+号|交易中心|友邦|"
    r"洛克|俱乐部|会所|政府|区人民"
)


def plain_name(name: str) -> str:
    """The name of an ordinary house if it is the name of a house; empty for firms, offices and filler
    words.
    """
    return "" if _LEFT_OUT.search(name) else name
