"""Words of black spots in both languages, read once from labels.toml."""

import re
import tomllib
from functools import cache
from importlib import resources


@cache
def labels() -> dict[str, dict[str, dict[str, str]]]:
    """group → code → {"zh": …, "en": …}."""
    text = resources.files("weige.knowledge").joinpath("labels.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def named(group: str, code: str, field: str) -> dict[str, str]:
    """{"<field>_zh": …, "<field>_en": …} of a code."""
    said = labels()[group][code]
    return {f"{field}_zh": said["zh"], f"{field}_en": said["en"]}


COUNTED = "{days} 天内 {count} 件，半径 {within} 米（门槛 {least} 件）"
COUNTED_EN = "{count} in {days} days within {within} m (from {least} on)"


def why_in_english(why: str) -> str:
    """The reason of a proposal made by the count (COUNTED); what a person wrote stays as it was written."""
    form = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[0-9.]+)", re.escape(COUNTED))
    found = re.fullmatch(form, why)
    return COUNTED_EN.format(**found.groupdict()) if found else why
