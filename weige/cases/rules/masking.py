"""What looks like a number of a person in free text, covered: phones, identity cards, plates."""

import re

# 18 signs with a check sign (GB 11643); mobiles and land lines; plates of province, letter and 5 or 6 signs
IDENTITY = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)")
PHONE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")
LANDLINE = re.compile(r"(?<!\d)(0\d{2,3}-?)\d{4}(\d{3,4})(?!\d)")
PLATE = re.compile(
    r"([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z]·?)[A-Z0-9]{3,4}([A-Z0-9]{2})"
)


def covered(text: str) -> str:
    """The text with the middle of such numbers starred; names in it stay, nobody can tell them by rule."""
    for pattern in (IDENTITY, PHONE, LANDLINE, PLATE):
        text = pattern.sub(r"\1****\2", text)
    return text
