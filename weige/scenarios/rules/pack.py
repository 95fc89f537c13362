"""What a scenario pack says: its grammar, read strictly, with faults that name file, line, key and reason."""

import tomllib
from typing import Any

import msgspec

from weige.scenarios.rules.compile import rule_of, rules_of
from weige.scenarios.rules.lines import line_of
from weige.scenarios.rules.parts import Pack, PackFault, TestPart, seconds
from weige.scenarios.rules.reasons import position
from weige.scenarios.rules.sense import check

__all__ = ["Pack", "PackFault", "TestPart", "read", "read_data", "rule_of", "rules_of", "seconds"]


def read(text: str, where: str) -> Pack:
    """The pack of a file's text. Raises PackFault naming `where`, line, key and what is wrong with it."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        written = text.splitlines() or [""]
        line, column = position(str(error)) or (len(written), len(written[-1]) + 1)
        raise PackFault(where, "", "pack_not_toml", {"reason": str(error)}, line, column) from error
    try:
        return read_data(raw, where)
    except PackFault as fault:
        fault.line = line_of(text, fault.key)
        raise


def read_data(raw: Any, where: str) -> Pack:
    """The pack of data already decoded. Raises PackFault as read()."""
    try:
        pack = msgspec.convert(raw, Pack, strict=True)
    except msgspec.ValidationError as error:
        reason, _, at = str(error).partition(" - at ")
        key = at.strip("`").removeprefix("$").removeprefix(".")
        raise PackFault(where, key, "pack_shape", {"reason": reason}) from error
    check(pack, where)
    return pack
