"""What a verb is called: "case.dispatch" is 案件：派遣, "Cases: dispatch"; words in labels_office.toml."""

import tomllib
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent.parent / "labels_office.toml"


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {group: found[group] for group in ("noun", "act")}


def verb_words(verb: str, language: str) -> str:
    """The verb in "zh" or "en"; a noun or an act without words stands for itself."""
    noun, _, act = verb.partition(".")
    sign = "：" if language == "zh" else ": "
    found = _words()
    parts = (found[group].get(code, {}).get(language, code) for group, code in (("noun", noun), ("act", act)))
    return sign.join(parts)


def wordless(verb: str) -> bool:
    """Whether a noun or an act of the verb has no words yet."""
    noun, _, act = verb.partition(".")
    return noun not in _words()["noun"] or act not in _words()["act"]
