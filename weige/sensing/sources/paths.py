"""Paths into a decoded message: `a.b`, `a[0]`, `"key with . in it"`, `.` for the whole; no wildcards, no code."""

from __future__ import annotations

import re
from typing import Any, Final

STEP: Final = re.compile(r'"([^"]+)"|\[(\d{1,4})\]|([^."\[\]]+)')
Path = tuple[str | int, ...]
MISSING: Final = object()


def parse(text: str) -> Path:
    """ "a.b[0]" → ("a", "b", 0); "." → (). Raises ValueError for what is no path."""
    if text == ".":
        return ()
    found: list[str | int] = []
    at = 0
    while at < len(text):
        if found and text[at] == ".":
            at += 1
        step = STEP.match(text, at)
        if step is None:
            raise ValueError(f"not a path: {text!r} at {at}")
        quoted, index, name = step.groups()
        found.append(int(index) if index is not None else quoted or name)
        at = step.end()
    if not found:
        raise ValueError("an empty path; '.' means the whole message")
    return tuple(found)


def at(message: Any, path: Path) -> Any:
    """What stands there, or MISSING."""
    for step in path:
        if isinstance(step, int):
            if not isinstance(message, list) or step >= len(message):
                return MISSING
            message = message[step]
        elif isinstance(message, dict):
            if step not in message:
                return MISSING
            message = message[step]
        else:
            return MISSING
    return message
