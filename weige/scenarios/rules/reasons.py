"""What readers of TOML and of shapes say in English only, as codes of messages.toml with their parameters. Pure.

Known are the sentences of Python's tomllib and of msgspec; an unknown one stays as it is (None).
"""

from __future__ import annotations

import re
from typing import Any, Final

AT = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")
INSIDE = re.compile(r" - at `[^`]*`$")  # where msgspec was in what it read
NAME = r"['\"`]?(.+?)['\"`]?"
TOML: Final = (
    (r"Invalid value", "toml_value"),
    (r"Unclosed array", "toml_array"),
    (r"Unclosed inline table", "toml_inline"),
    (r"Illegal character '\\n'|Unterminated string|Expected .*(?:\"\"\"|''').*", "toml_string"),
    (r"Illegal character " + NAME, "toml_character"),
    (r"Found invalid character " + NAME, "toml_character"),
    (r"Expected '=' after a key in a key/value pair", "toml_equals"),
    (r"Invalid initial character for a key part", "toml_key"),
    (r"Expected '\]\]?' at the end of an? (?:table|array) declaration", "toml_table"),
    (r"Expected newline or end of document after a statement", "toml_line"),
    (r"Invalid statement", "toml_line"),
    (r"Duplicate inline table key " + NAME, "toml_twice"),
    (r"Cannot declare (.+) twice", "toml_twice"),
    (r"Cannot overwrite a value", "toml_overwrite"),
    (r"Cannot (?:mutate immutable|redefine) namespace (.+)", "toml_overwrite"),
    (r"Unescaped '\\\\?' in a string|Invalid hex value|Escaped character .*", "toml_escape"),
    (r"Invalid date or datetime", "toml_date"),
)
SHAPE: Final = (
    (r"Object missing required field `(?P<field>.+)`", "shape_missing"),
    (r"Object contains unknown field `(?P<field>.+)`", "shape_unknown"),
    (r"Expected `(?P<wanted>.+?)`, got `(?P<got>.+)`", "shape_type"),
    (r"Invalid enum value (?P<value>.+)", "shape_choice"),
)
TYPES: Final = {
    "int": ("整数", "a whole number"),
    "float": ("数字", "a number"),
    "str": ("文字", "text"),
    "bool": ("true 或 false", "true or false"),
    "array": ("列表", "a list"),
    "object": ("一组键", "a table"),
    "null": ("空", "nothing"),
}
LANGUAGES: Final = ("zh", "en")


def position(reason: str) -> tuple[int, int] | None:
    """Line and column (from 1) that tomllib names; None at the end of the document."""
    found = AT.search(reason)
    return (int(found[1]), int(found[2])) if found and found[1] else None


def known(reason: str, language: str) -> tuple[str, dict[str, Any]] | None:
    """The code and parameters for a reader's sentence, or None for one we have no words for."""
    bare = INSIDE.sub("", AT.sub("", reason))
    for pattern, code in TOML:
        if found := re.fullmatch(pattern, bare):
            return code, {"what": _dotted(found[1]) if found.re.groups else ""}
    for pattern, code in SHAPE:
        if found := re.fullmatch(pattern, bare):
            params = {"field": "", "wanted": "", "got": "", "value": ""} | found.groupdict()
            for name in ("wanted", "got"):
                params[name] = _types(params[name], language)
            return code, params
    return None


def _dotted(name: str) -> str:
    """tomllib names a table by the tuple of its parts: ('warn', 'limit') is warn.limit."""
    parts = re.findall(r"['\"]([^'\"]*)['\"]", name) if name.startswith("(") else []
    return ".".join(parts) or name


def unknown_field(reason: str) -> str:
    """The field that a sentence of msgspec says is not known there; "" for other sentences."""
    found = re.fullmatch(r"Object contains unknown field `(.+)`", reason)
    return found[1] if found else ""


def _types(text: str, language: str) -> str:
    """ "int | null" → "整数"; what is not known stays."""
    names = [one.strip() for one in text.split("|") if one.strip() and one.strip() != "null"]
    told = [TYPES[one][LANGUAGES.index(language)] if one in TYPES else one for one in names]
    return " / ".join(told) or TYPES["null"][LANGUAGES.index(language)]
