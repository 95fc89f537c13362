"""Words of states, stages, moves, fields and choices in both languages, read once from labels*.toml."""

import tomllib
from functools import cache
from importlib import resources

FILES = ("labels.toml", "labels_intake.toml")


@cache
def labels() -> dict[str, dict[str, dict[str, str]]]:
    """group → code → {"zh": …, "en": …}; every group stands in one of the files."""
    folder = resources.files("weige.cases")
    read = [tomllib.loads(folder.joinpath(name).read_text(encoding="utf-8")) for name in FILES]
    return {group: words for part in read for group, words in part.items()}


def label(group: str, code: str, language: str) -> str:
    """The word for a code; a code without a word stands for itself."""
    return labels().get(group, {}).get(code, {}).get(language, code)


def both(group: str, code: str) -> tuple[str, str]:
    """Chinese and English."""
    return label(group, code, "zh"), label(group, code, "en")


def icon_of(matter_code: str) -> str:
    """The icon of a matter by the longest known prefix of its code; "clipboard-list" for an unknown one."""
    icons = labels()["icon"]
    known = [prefix for prefix in icons if matter_code.startswith(prefix)]
    return icons[max(known, key=len)]["icon"] if known else "clipboard-list"
