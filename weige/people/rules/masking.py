"""Masking of personal data for everyone without a stated purpose (domain.md 4.1, masking defaults)."""

import re

# Family names of two characters that occur; everyone else's is taken to be one.
DOUBLE = frozenset(
    {
        "欧阳",
        "上官",
        "司马",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "司徒",
        "夏侯",
        "端木",
        "南宫",
        "长孙",
        "宇文",
        "独孤",
        "轩辕",
    }
)
STARS = "**"
BUILDING = re.compile(r".*?\d+\s*(?:号楼|号|弄|幢|栋|座)(?:\s*\d+\s*(?:号楼|号|幢|栋|座))*")
ROAD = re.compile(r".*?(?:路|街|道|巷|里|弄|村|坊)")
PLATE = re.compile(r"[\u4e00-\u9fff][A-Z]")


def name(text: str) -> str:
    """张三丰 → 张**, 欧阳修 → 欧阳**, John → J**; how long the rest was does not show."""
    text = text.strip()
    return (text[:2] if text[:2] in DOUBLE else text[:1]) + STARS if text else ""


def phone(text: str) -> str:
    """13812341234 → 138****1234; any other number keeps its last two digits."""
    digits = re.sub(r"\D", "", text)
    if digits.startswith("86") and len(digits) == 13:
        digits = digits[2:]
    if len(digits) == 11 and digits.startswith("1"):
        return f"{digits[:3]}****{digits[-4:]}"
    return f"****{digits[-2:]}" if len(digits) > 4 else "****" if text.strip() else ""


def identity(text: str) -> str:
    """310101199001011234 → 3101************34: first four, last two."""
    text = re.sub(r"\s", "", text)
    return f"{text[:4]}{'*' * (len(text) - 6)}{text[-2:]}" if len(text) > 8 else "*" * len(text)


def plate(text: str) -> str:
    """沪A12356 → 沪A***56: province, office letter, last two."""
    text = re.sub(r"[\s·.-]", "", text).upper()
    start = text[:2] if PLATE.match(text) else text[:1]
    return f"{start}***{text[-2:]}" if len(text) > 4 else "***" if text else ""


def address(text: str) -> str:
    """福州路100弄5号302室 → 福州路100弄5号: up to the building; without a number up to the road."""
    text = text.strip()
    found = BUILDING.match(text) or ROAD.match(text)
    return found.group().strip() if found else STARS if text else ""


def bank_card(text: str) -> str:
    """Last four digits."""
    digits = re.sub(r"\D", "", text)
    return f"**** {digits[-4:]}" if len(digits) > 8 else "****" if text.strip() else ""
