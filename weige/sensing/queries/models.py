"""The foreign device models in force: the shipped book, and the office's own WEIGE_DATA/models.toml beside it."""

import logging
import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from weige.sensing.queries import rules
from weige.sensing.rules.kinds import Kinds
from weige.sensing.sources.models import BadModel, Template, builtin, load

log = logging.getLogger("weige.sensing")
FILE = "models.toml"
HEAD = re.compile(r"\s*\[\[\s*model\s*\]\]\s*(#.*)?")


@dataclass(frozen=True)
class Book:
    """templates: the office's first (of one topic theirs counts); faults: what of its file does not count."""

    templates: tuple[Template, ...]
    faults: tuple[str, ...] = ()


def in_force() -> Book:
    """What counts now; the office's file is read anew when it changes (1 statement then, else none).

    Its models may send kinds that scenario packs in force bring.
    """
    path = Path(settings.DATA_DIR) / FILE
    try:
        seen = path.stat()
    except OSError:
        return Book(builtin())
    return _office(path, seen.st_mtime_ns, seen.st_size)


@lru_cache(maxsize=4)
def _office(path: Path, stamp: int, size: int) -> Book:  # noqa: ARG001 - stamp and size tell one text from another
    try:
        book = read(path.read_text(encoding="utf-8"), rules.in_force().kinds)
    except OSError as error:
        book = Book(builtin(), (f"{FILE}: {error}",))
    for fault in book.faults:
        log.warning("%s", fault)
    return book


def read(text: str, kinds: Kinds) -> Book:
    """The shipped models and those of the text that can be used; each fault names its line.

    A model may not take the id of a shipped one; its topic may be a shipped one's, and is then the office's.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Book(builtin(), (f"{FILE}: {error}",))
    lines = [number for number, line in enumerate(text.splitlines(), start=1) if HEAD.fullmatch(line)]
    found: list[Template] = []
    faults = [f"{FILE}: {key}: only [[model]] stands here" for key in raw if key != "model"]
    taken = {one.model.id for one in builtin()}
    for number, one in enumerate(raw.get("model", []) if isinstance(raw.get("model", []), list) else []):
        where = f"{FILE}, line {lines[number] if number < len(lines) else 1}"
        try:
            (template,) = load({"model": [one]}, kinds)
            if template.model.id in taken:
                raise BadModel(f"{template.model.id}: there is a model with this id already")
        except BadModel as error:
            faults.append(f"{where}: {error}")
            continue
        taken.add(template.model.id)
        found.append(template)
    return Book((*found, *builtin()), tuple(faults))
