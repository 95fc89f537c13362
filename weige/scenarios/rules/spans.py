"""Where every value of a TOML text stands, to the character, so that one can be changed and all else stays. Pure.

For texts tomllib has accepted: what is not TOML is not found out here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
BLANK = re.compile(r"[ \t\r\n]+")
SPACE = re.compile(r"[ \t]*")
BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
BASIC = re.compile(r'"((?:\\.|[^"\\])*)"')
LITERAL = re.compile(r"'([^']*)'")
LONG = re.compile(r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}', re.DOTALL)
PLAIN = re.compile(r"[^,\]}#\r\n]+")
REST = re.compile(r"[^\n]*\n?")
COMMENT = re.compile(r"#[^\r\n]*")


@dataclass
class Spans:
    """values: path → [start, end) of the value; lists count from 0: ("warn", "level", 1, "share").

    ends: path of a table with a heading, () for the text's beginning → where another line of it may be put in;
    comments: their [start, end), in order.
    """

    values: dict[Path, tuple[int, int]] = field(default_factory=dict)
    ends: dict[Path, int] = field(default_factory=lambda: {(): 0})
    comments: list[tuple[int, int]] = field(default_factory=list)


def spans(text: str) -> Spans:
    """All places of a text."""
    return _Reader(text).read()


class _Reader:
    """Reads from left to right; `at` is the next character."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.found = text, 0, Spans()
        self.counts: dict[Path, int] = {}

    def read(self) -> Spans:
        here: Path = ()
        self._skip()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                here = self._heading()
            else:
                self._pair(here)
            self._rest_of_line()
            self.found.ends[here] = self.at
            self._skip()
        return self.found

    def _heading(self) -> Path:
        many = self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        parts = self._keys()
        self.at += 2 if many else 1
        path: Path = ()
        for place, part in enumerate(parts):
            path = (*path, part)
            if many and place == len(parts) - 1:
                self.counts[path] = self.counts.get(path, -1) + 1
            if path in self.counts:
                path = (*path, self.counts[path])
        return path

    def _pair(self, here: Path) -> None:
        path = (*here, *self._keys())
        self.at += 1  # the equals sign
        self._space()
        self._value(path)

    def _keys(self) -> list[str]:
        """A dotted name, up to and with the space behind it."""
        found = []
        while True:
            self._space()
            found.append(self._key())
            self._space()
            if not self.text.startswith(".", self.at):
                return found
            self.at += 1

    def _key(self) -> str:
        mark = self.text[self.at]
        match = {'"': BASIC, "'": LITERAL}.get(mark, BARE_KEY).match(self.text, self.at)
        assert match, "tomllib has read it"
        self.at = match.end()
        if mark == '"' and "\\" in match[1]:
            return re.sub(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", _unescaped, match[1])
        return match[1] if mark in "\"'" else match[0]

    def _value(self, path: Path) -> None:
        start = self.at
        mark = self.text[start]
        if mark in "[{":
            self.at += 1
            self._items(path, "]" if mark == "[" else "}")
        else:
            long = self.text.startswith(('"""', "'''"), start)
            pattern = LONG if long else {'"': BASIC, "'": LITERAL}.get(mark, PLAIN)
            match = pattern.match(self.text, start)
            assert match, "tomllib has read it"
            self.at = start + len(match[0].rstrip() if pattern is PLAIN else match[0])
        self.found.values[path] = (start, self.at)

    def _items(self, path: Path, end: str) -> None:
        """Of a list or of a table in one line, up to and with its closing bracket."""
        number = 0
        self._skip()
        while self.text[self.at] != end:
            if end == "]":
                self._value((*path, number))
            else:
                self._pair(path)
            number += 1
            self._skip()
            if self.text[self.at] == ",":
                self.at += 1
                self._skip()
        self.at += 1

    def _space(self) -> None:
        self.at = self._end(SPACE)

    def _end(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self.text, self.at)
        return match.end() if match else self.at

    def _skip(self) -> None:
        """Over blanks, line ends and comments, which are noted."""
        while True:
            self.at = self._end(BLANK)
            end = self._end(COMMENT)
            if end == self.at:
                return
            self.found.comments.append((self.at, end))
            self.at = end

    def _rest_of_line(self) -> None:
        self._space()
        end = self._end(COMMENT)
        if end > self.at:
            self.found.comments.append((self.at, end))
        self.at = self._end(REST)


def _unescaped(match: re.Match[str]) -> str:
    said = match[1]
    if said[0] in "uU" and len(said) > 1:
        return chr(int(said[1:], 16))
    return {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}.get(said, said)
