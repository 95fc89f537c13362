"""Which line of a TOML file a key stands on: tomllib says what, not where. For files tomllib has accepted, and
good guesses for others.
"""

from __future__ import annotations

import re

TABLE = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?")
KEY = re.compile(
    r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=(.*)"""
)
PLAIN = re.compile(r""""(?:\\.|[^"\\])*"|'[^']*'|#.*""")


def line_of(text: str, key: str) -> int | None:
    """The line (from 1) of a key such as "warn.level[0].share"; of what it lies in when it is not written itself."""
    found = lines(text)
    while key:
        if key in found:
            return found[key]
        cut = max(key.rfind("."), key.rfind("["))
        key = key[:cut] if cut > 0 else ""
    return None


def line_with(text: str, part: str, start: int) -> int:
    """The first line from `start` on that holds the part; `start` when none does."""
    written = text.splitlines()
    return next((n for n in range(start, len(written) + 1) if part and part in written[n - 1]), start)


def place_of(text: str, key: str) -> tuple[int, int]:
    """Line and column (from 1) where a key stands, or what it lies in; (1, 1) when nothing of it is written."""
    line = line_of(text, key)
    if line is None:
        return 1, 1
    written = text.splitlines()[line - 1]
    last = re.sub(r"\[\d+\]$", "", key.rpartition(".")[2])
    found = re.search(rf"(?<![\w-]){re.escape(last)}\s*=", written) if last else None
    return line, (found.start() if found else len(written) - len(written.lstrip())) + 1


def lines(text: str) -> dict[str, int]:
    """Every key and table of the text with its line; items of a list as "test[0]"."""
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    here, depth, fence = "", 0, ""
    for number, line in enumerate(text.splitlines(), start=1):
        if fence:
            fence = "" if fence in line else fence
            continue
        if depth > 0:
            depth += _depth(line)
            continue
        table = TABLE.fullmatch(line)
        if table:
            here = _table(table[2], table[1] == "[[", counts)
            found.setdefault(here, number)
            continue
        pair = KEY.match(line)
        if pair:
            found.setdefault(".".join(filter(None, (here, _plain(pair[1])))), number)
            fence = next((mark for mark in ('"""', "'''") if pair[2].count(mark) == 1), "")
            depth = 0 if fence else _depth(pair[2])
    return found


def _table(name: str, many: bool, counts: dict[str, int]) -> str:
    """The full name of a table: lists on the way get the number of their newest item."""
    parts = _plain(name).split(".")
    path = ""
    for place, part in enumerate(parts):
        path = f"{path}.{part}" if path else part
        last = place == len(parts) - 1
        if many and last:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = f"{path}[{counts[path]}]"
    return path


def _plain(name: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in name.split("."))


def _depth(text: str) -> int:
    """How many brackets stay open, strings and comments left out."""
    bare = PLAIN.sub("", text)
    return bare.count("[") + bare.count("{") - bare.count("]") - bare.count("}")
