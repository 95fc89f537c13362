"""Words of joint action in both languages, and the shipped kinds of call."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("weige.joint").joinpath(name).read_text(encoding="utf-8"))


@cache
def labels() -> dict[str, dict[str, dict[str, str]]]:
    """group → code → {"zh": …, "en": …}."""
    return _read("labels.toml")


def named(group: str, code: str, field: str) -> dict[str, str]:
    """{"<field>_zh": …, "<field>_en": …}; a code without a word stands for itself."""
    said = labels().get(group, {}).get(code, {})
    return {f"{field}_zh": said.get("zh", code), f"{field}_en": said.get("en", code)}


@cache
def packaged_kinds() -> dict[str, dict[str, Any]]:
    """code → row of data/call_kinds.toml."""
    return _read("data/call_kinds.toml")
