"""What the weige command says, in Chinese or English by LANG (texts in words.toml)."""

import os
import tomllib
from functools import cache
from pathlib import Path


def language() -> str:
    """Says "zh" or "en" by LC_ALL, LC_MESSAGES, LANG, the first that is set."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "zh" if os.environ[name].lower().startswith("zh") else "en"
    return "en"


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """code → {"zh", "en"}."""
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def say(code: str, /, **params: object) -> str:
    """The sentence of a code in the user's language. Raises KeyError for a code that is not in words.toml."""
    return catalogue()[code][language()].format(**params)
