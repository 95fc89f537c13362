"""Other values put into a pack's text at their places: remarks, order and spelling of everything else stay. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from weige.scenarios.rules.pack import Pack, PackFault, read, read_data
from weige.scenarios.rules.spans import Path, Spans, spans
from weige.scenarios.rules.writing import key_text, value_text


class _Whole(Exception):
    """A difference that is no value at a place: something is gone, or a list of tables has another length."""


def with_data(text: str, data: Mapping[str, Any], where: str) -> str | None:
    """The text that reads as this pack's data; None when it cannot be had by changing values at their places.

    The line with the version's number may say another one.
    """
    try:
        before, after = read(text, where), read_data(data, where)
        found = edit(text, _plain(before), _plain(after) | {"version": before.version})
        same = found is not None and read(found, where) == msgspec.structs.replace(
            after, version=before.version
        )
    except PackFault:
        return None
    return found if same else None


def _plain(pack: Pack) -> dict[str, Any]:
    return msgspec.json.decode(msgspec.json.encode(pack))  # type: ignore[no-any-return]


def edit(text: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str | None:
    """The text with the values in which `after` differs from `before`, which is what the text says, perhaps with
    defaults it leaves out. None when there is more to it than values.
    """
    there = spans(text)
    try:
        changes = list(_changes((), before, after, there))
        edits = [_edit(text, there, path, value) for path, value in changes]
    except _Whole:
        return None
    # From the end, so that places in front stay true.
    for start, end, put in sorted(edits, key=lambda one: one[0], reverse=True):
        text = text[:start] + put + text[end:]
    return text


def _changes(path: Path, before: Any, after: Any, there: Spans) -> Iterator[tuple[Path, Any]]:
    if before == after and type(before) is type(after):
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        if set(before) - set(after):
            raise _Whole
        for key, value in after.items():
            if key not in before:
                yield (*path, key), value
            else:
                yield from _changes((*path, key), before[key], value, there)
    elif isinstance(before, list) and isinstance(after, list) and _written(path, len(before), there):
        if [_kind(one) for one in before] == [_kind(one) for one in after]:
            for number, (old, new) in enumerate(zip(before, after, strict=True)):
                yield from _changes((*path, number), old, new, there)
        elif path in there.values:
            yield path, after
        else:
            raise _Whole
    else:
        yield path, after


def _kind(value: Any) -> str:
    """A value of another kind has no place for the remarks in the one before: then the list is written anew."""
    return "table" if isinstance(value, Mapping) else "list" if isinstance(value, list) else "plain"


def _written(path: Path, length: int, there: Spans) -> bool:
    """Whether the text itself says a list: as one value, or as tables with headings."""
    return path in there.values or (length > 0 and (*path, 0) in there.ends)


def _edit(text: str, there: Spans, path: Path, value: Any) -> tuple[int, int, str]:
    """(start, end, what stands there instead)."""
    if value is None:
        raise _Whole
    if path in there.values:
        start, end = there.values[path]
        return start, end, _kept(text, there, start, end, value)
    inside = next(at for at in range(len(path) - 1, -1, -1) if _table(text, there, path[:at]))
    names = path[inside:]
    if any(isinstance(name, int) for name in names):
        raise _Whole
    line = f"{'.'.join(key_text(str(name)) for name in names)} = {value_text(value)}"
    if path[:inside] in there.ends:
        at = there.ends[path[:inside]]
        broken = at > 0 and text[at - 1] != "\n"
        return at, at, f"\n{line}" if broken else f"{line}\n"
    start, end = there.values[path[:inside]]
    empty = not text[start + 1 : end - 1].strip()
    return start + 1, start + 1, f" {line} " if empty else f" {line},"


def _table(text: str, there: Spans, path: Path) -> bool:
    return path in there.ends or (path in there.values and text[there.values[path][0]] == "{")


def _kept(text: str, there: Spans, start: int, end: int, value: Any) -> str:
    """The value as text; remarks that stood within a list stand in it again."""
    remarks = [text[a:b] for a, b in there.comments if start < a and b < end]
    if not remarks:
        return value_text(value)
    if not isinstance(value, list):
        raise _Whole
    return "\n".join(
        ["[", *(f"  {one}" for one in remarks), *(f"  {value_text(one)}," for one in value), "]"]
    )
