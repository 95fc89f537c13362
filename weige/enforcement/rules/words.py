"""Words of states, moves, inputs and choices in both languages, read once from labels.toml and
labels_records.toml."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FILES = [Path(__file__).parent.parent / name for name in ("labels.toml", "labels_records.toml")]


@cache
def labels() -> dict[str, Any]:
    """group → … → code → {"zh", "en"}."""
    found: dict[str, Any] = {}
    for path in FILES:
        _join(found, tomllib.loads(path.read_text(encoding="utf-8")))
    return found


def _join(found: dict[str, Any], more: dict[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, dict) and key in found:
            _join(found[key], value)
        else:
            found[key] = value


def both(*path: str) -> dict[str, str]:
    """{"zh", "en"} of a dotted place; a code without words stands for itself."""
    found: Any = labels()
    for part in path:
        found = found.get(part, {}) if isinstance(found, dict) else {}
    return {"zh": found.get("zh", path[-1]), "en": found.get("en", path[-1])}


def unpaid_said(amount: int, ruling: str) -> dict[str, str]:
    """said_zh, said_en of a fine that ends unpaid."""
    why = both("ruling", ruling)
    said = both("unpaid", "said")
    return {f"said_{one}": said[one].format(amount=amount, why=why[one]) for one in ("zh", "en")}


def named(field: str, *path: str) -> dict[str, str]:
    """{"<field>_zh", "<field>_en"}."""
    said = both(*path)
    return {f"{field}_zh": said["zh"], f"{field}_en": said["en"]}
