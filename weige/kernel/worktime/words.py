"""Words of the clock for people, in Chinese and English, read once from words.toml (pure)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Words:
    """The same thing said in both languages of the product."""

    zh: str
    en: str


@cache
def _table() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def words(group: str, code: str, **params: object) -> Words:
    """Words of a code such as ``words("reason", "weekend")``.

    A code that has none (a pause reason made up by a scenario) stands for itself, in both languages.
    """
    entry = _table()[group].get(code)
    if entry is None:
        return Words(code, code)
    return Words(entry["zh"].format(**params), entry["en"].format(**params))


def warning_words(warning: str) -> Words:
    """Words of a warning as the clock writes it: ``code`` or ``code:detail``."""
    code, _, detail = warning.partition(":")
    return words("warning", code, year=detail, stage=detail)


@cache
def unit_aliases() -> dict[str, str]:
    """Chinese word → code of the unit."""
    return _aliases("unit")


@cache
def kind_aliases() -> dict[str, str]:
    """Chinese word → code of the kind of day."""
    return _aliases("kind")


@cache
def column_aliases() -> dict[str, str]:
    """Chinese heading → column of a calendar file."""
    return {word: code for code, aliases in _table()["column"].items() for word in aliases}


def _aliases(group: str) -> dict[str, str]:
    """Every Chinese word of the codes of a group that can be given as input."""
    found: dict[str, str] = {}
    for code, entry in _table()[group].items():
        if "aliases" in entry:
            found.update(dict.fromkeys([entry["zh"], *entry["aliases"]], code))
    return found
