"""A pack as the text of a scenario.toml: what a person edits when there is no file of it. Pure.

What equals the grammar's default is left out, so the text says only what somebody chose.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from weige.scenarios.rules.parts import Pack

BARE = re.compile(r"[A-Za-z0-9_-]+")
VERSION = re.compile(r"^version[ \t]*=[ \t]*[^#\n]*?(?=[ \t]*(?:#.*)?$)", re.MULTILINE)
WORDS = {"zh", "en"}
WIDTH = 110  # a list longer than this stands one item a line


def write(pack: Pack) -> str:
    """The text. rules.pack.read(write(pack)) is the same pack."""
    return "\n".join(_table("", _chosen(pack))).lstrip("\n") + "\n"


def numbered(text: str, number: int) -> str:
    """The text with this number in its line `version = …`."""
    return VERSION.sub(f"version = {number}", text, count=1)


def _chosen(part: Any) -> Any:
    """A part as data, without what the grammar takes when it is left out."""
    if isinstance(part, msgspec.Struct):
        found = {}
        for field in msgspec.structs.fields(part):
            value = getattr(part, field.name)
            default = field.default
            if default is msgspec.NODEFAULT and field.default_factory is not msgspec.NODEFAULT:
                default = field.default_factory()
            if value is not None and value != default:
                found[field.encode_name] = _chosen(value)
        return found
    if isinstance(part, Mapping):
        return {name: _chosen(one) for name, one in part.items()}
    if isinstance(part, list | tuple):
        return [_chosen(one) for one in part]
    return part


def _table(name: str, data: Mapping[str, Any]) -> Iterator[str]:
    """Plain values first, as TOML wants it, then tables and lists of tables under their full names."""
    later = []
    for key, value in data.items():
        if (isinstance(value, Mapping) and not _inline(value)) or _tables(value):
            later.append((key, value))
        else:
            yield f"{key_text(key)} = {value_text(value)}"
    for key, value in later:
        full = f"{name}.{key_text(key)}" if name else key_text(key)
        if isinstance(value, Mapping):
            if any(not isinstance(one, Mapping) or _inline(one) for one in value.values()) or not value:
                yield f"\n[{full}]"
            yield from _table(full, value)
        else:
            for one in value:
                yield f"\n[[{full}]]"
                yield from _table(full, one)


def _inline(value: Mapping[str, Any]) -> bool:
    """Words in two languages, and small tables of plain values, stand on one line."""
    return set(value) == WORDS and all(isinstance(one, str) for one in value.values())


def _tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) for one in value)


def key_text(key: str) -> str:
    """A name as TOML has it."""
    return key if BARE.fullmatch(key) else _text(key)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def value_text(value: Any) -> str:
    """A value as TOML has it; tables stand in one line, a long list one item a line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        items = [value_text(one) for one in value]
        line = f"[{', '.join(items)}]"
        if len(line) <= WIDTH:
            return line
        return "[\n" + "".join(f"  {one},\n" for one in items) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key_text(key)} = {value_text(one)}" for key, one in value.items()) + " }"
    return repr(value)
