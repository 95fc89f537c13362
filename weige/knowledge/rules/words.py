"""Words of black spots in both languages, read once from labels.toml."""

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
