"""What ships as a TOML file and an office may change: the file of the same name in the data folder holds only what
differs. Read anew when either changes, so that no process is started again. Knows no Django."""

import json
import logging
import os
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

import msgspec

log = logging.getLogger("weige.office")
Raw = dict[str, Any]
T = TypeVar("T")
FAULTS: Final = (ValueError, KeyError, TypeError, AttributeError, msgspec.MsgspecError)

HEAD: Final = (
    "# Written by the back office, whose history has every edit; may be edited by hand too: it is read anew when it\n"
    "# changes. What each name means stands in the shipped file of the same name.\n"
)

#: Where the data folder is; empty where there is none (a tool that reads what ships).
_folder: list[Callable[[], str]] = []


def in_folder(where: Callable[[], str]) -> None:
    """Says where the data folder is; called once, when the program starts."""
    _folder[:] = [where]


def value(one: Any) -> str:
    """A TOML value: text, number, flag, or a list of these."""
    if isinstance(one, list | tuple):
        return "[" + ", ".join(value(part) for part in one) + "]"
    return json.dumps(one, ensure_ascii=False)


def table(name: str, values: Mapping[str, Any], *, many: bool = False) -> str:
    """[name] with its lines; many: one of an array of tables."""
    head = f"[[{name}]]" if many else f"[{name}]"
    return "\n".join([head, *(f"{key} = {value(one)}" for key, one in values.items())]) + "\n"


def text(raw: Mapping[str, Any]) -> str:
    """A whole file of the data folder."""
    lines = [f"{value(key)} = {value(one)}\n" for key, one in raw.items() if not isinstance(one, dict)]
    return HEAD + "".join(lines) + "".join(f"\n{one}" for one in _tables(raw, ""))


def _tables(raw: Mapping[str, Any], above: str) -> list[str]:
    found = []
    for key, one in raw.items():
        if isinstance(one, dict):
            name = f"{above}{value(key)}"
            own = {inner: part for inner, part in one.items() if not isinstance(part, dict)}
            found += [table(name, {value(inner): part for inner, part in own.items()})] if own else []
            found += _tables(one, f"{name}.")
    return found


def merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> Raw:
    """base with what `own` says in its place; tables are merged, all else is replaced."""
    found = dict(base)
    for key, one in own.items():
        there = found.get(key)
        found[key] = merged(there, one) if isinstance(there, dict) and isinstance(one, dict) else one
    return found


def differing(base: Mapping[str, Any], own: Mapping[str, Any]) -> Raw:
    """What of `own` is not in `base` already."""
    found: Raw = {}
    for key, one in own.items():
        there = base.get(key)
        if isinstance(one, dict) and isinstance(there, dict):
            if inner := differing(there, one):
                found[key] = inner
        elif key not in base or there != one:
            found[key] = one
    return found


def like(base: Mapping[str, Any], raw: Mapping[str, Any], where: str = "", *, more: bool = False) -> None:
    """That `raw` has the shape of `base`. Raises ValueError naming the place. more: other names may stand there."""
    for key, one in raw.items():
        place, known = f"{where}{key}", base.get(key)
        if key not in base:
            if not more:
                raise ValueError(f"{place}: no such name")
            known = next(iter(base.values()), one)
        if isinstance(known, dict) and isinstance(one, dict):
            like(known, one, f"{place}.")
        elif not _same_kind(known, one):
            raise ValueError(f"{place}: {type(known).__name__} expected")


def _same_kind(known: Any, one: Any) -> bool:
    if isinstance(known, bool) or isinstance(one, bool):
        return isinstance(known, bool) and isinstance(one, bool)
    if isinstance(known, int | float):
        return isinstance(one, int | float)
    if isinstance(known, list):
        return isinstance(one, list) and all(isinstance(part, str) for part in one)
    return isinstance(one, type(known))


@dataclass(frozen=True)
class Held(Generic[T]):
    """value: what holds. own: what the office's file says ({} without one). fault: why that file does not count."""

    value: T
    own: Raw
    fault: str = ""


class OfficeFile(Generic[T]):
    """A shipped file and the office's of the same name. read: from what both say together; raises one of FAULTS."""

    def __init__(self, shipped: Path, read: Callable[[Raw], T]) -> None:
        self.name, self._shipped, self._read = shipped.name, shipped, read
        self._stamp: tuple[str, int, int] | None = None
        self._base: Raw | None = None
        self._held: Held[T] | None = None
        self._tried: ContextVar[T | None] = ContextVar(f"tried:{shipped.name}", default=None)

    def __call__(self) -> T:
        """What holds now (one look at the file's stamp)."""
        tried = self._tried.get()
        return self.held().value if tried is None else tried

    @contextmanager
    def tried(self, own: Raw) -> Iterator[T]:
        """With this as the office's own, here and for nobody else: what an edit would do. Raises one of FAULTS."""
        found = self.checked(own)
        token = self._tried.set(found)
        try:
            yield found
        finally:
            self._tried.reset(token)

    @property
    def base(self) -> Raw:
        """What ships."""
        if self._base is None:
            self._base = tomllib.loads(self._shipped.read_text(encoding="utf-8"))
        return self._base

    def held(self) -> Held[T]:
        """With what the office says itself. A faulty file does not count, and says so once in the log."""
        stamp = self._seen()
        if self._held is None or stamp != self._stamp:
            self._held, self._stamp = self._load(stamp), stamp
        return self._held

    def checked(self, own: Raw) -> T:
        """What would hold with this as the office's own. Raises one of FAULTS."""
        return self._read(merged(self.base, own))

    def _seen(self) -> tuple[str, int, int] | None:
        if not _folder:
            return None
        path = f"{_folder[0]()}/{self.name}"
        try:
            seen = os.stat(path)
        except OSError:
            return None
        return path, seen.st_mtime_ns, seen.st_ino

    def _load(self, stamp: tuple[str, int, int] | None) -> Held[T]:
        if stamp is None:
            return Held(self.checked({}), {})
        try:
            own = tomllib.loads(Path(stamp[0]).read_text(encoding="utf-8"))
            return Held(self.checked(own), own)
        except (OSError, *FAULTS) as error:
            log.warning("%s: %s; what ships goes on", stamp[0], error)
            return Held(self.checked({}), {}, str(error) or type(error).__name__)
