"""Everything said to a person is said in Chinese and in English."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.guards.tree import ROOT, read, texts, tracked
from weige.kernel import errors

LANGUAGES = {"zh", "en"}
FIELDS = re.compile(r"\{(\w+)")
WEB = Path("web/src/locales")


def test_the_messages_of_all_modules_are_complete() -> None:
    assert errors.catalogue(), "raises when a code lacks a language or stands in two modules"


@pytest.mark.parametrize("path", [p for p in tracked() if p.name in {"messages.toml", "words.toml"}], ids=str)
def test_both_languages_say_the_same_things(path: Path) -> None:
    """Same parameters in both, and neither empty."""
    for code, words in flat(tomllib.loads(read(path))).items():
        assert set(words) >= LANGUAGES, code
        assert all(str(words[language]).strip() for language in LANGUAGES), code
        assert parameters(words["zh"]) == parameters(words["en"]), code


def parameters(text: Any) -> set[str]:
    """The names filled into a sentence; {name_zh} in one language is {name_en} in the other."""
    return {re.sub(r"_(zh|en)$", "", name) for name in FIELDS.findall(str(text))}


def flat(table: dict[str, Any], prefix: str = "") -> dict[str, dict[str, Any]]:
    """dotted key → {"zh", "en"} of nested tables."""
    found = {}
    for key, value in table.items():
        if isinstance(value, dict) and not LANGUAGES & set(value):
            found |= flat(value, f"{prefix}{key}.")
        elif isinstance(value, dict):
            found[f"{prefix}{key}"] = value
    return found


def keys(value: object, prefix: str = "") -> set[str]:
    """Dotted keys of a locale file."""
    if not isinstance(value, dict):
        return {prefix}
    return {key for name, inner in value.items() for key in keys(inner, f"{prefix}.{name}")}


def test_the_screens_have_both_languages() -> None:
    zh, en = ({p.name for p in tracked() if p.parent == WEB / language} for language in ("zh", "en"))
    assert zh == en
    for name in zh:
        chinese, english = (
            keys(json.loads((ROOT / WEB / one / name).read_text("utf-8"))) for one in ("zh", "en")
        )
        assert chinese == english, name


def test_words_asked_for_by_name_are_there() -> None:
    """t('enforce.unpaid'): every key written out in a call of t stands in the locale of its first part."""
    known = {
        f"{p.stem}{key}"
        for p in tracked()
        if p.parent == WEB / "en"
        for key in keys(json.loads((ROOT / p).read_text("utf-8")))
    }
    call = re.compile(r"(?<![\w.])t\(([^()`]*(?:\([^()]*\)[^()`]*)*)\)")
    literal = re.compile(r"(?<!may\()'([a-zA-Z]\w*(?:\.\w+)+)'")
    missing = {
        f"{path}: {key}"
        for path in texts(".vue", ".ts")
        if path.parts[:2] == ("web", "src")
        for asked in call.findall(read(path))
        for key in literal.findall(asked.split(", {")[0])
        if key not in known
    }
    assert not missing


def test_error_codes_that_are_raised_have_words() -> None:
    """Problem("code"), Conflict("code"), FieldError(…, "code"): every literal code is in some messages.toml."""
    pattern = re.compile(
        r'\b(?:Problem|Conflict|NotFound|Forbidden)\(\s*"(\w+)"|\bFieldError\([^,()]+,\s*"(\w+)"'
    )
    missing = {
        f"{path}: {code}"
        for path in texts(".py")
        if path.parts[0] == "weige" and not {"simulator", "vision"} & set(path.parts)
        for match in pattern.finditer(read(path))
        if (code := match[1] or match[2]) not in errors.catalogue()
    }
    assert not missing


def test_words_of_the_command_are_used_and_there() -> None:
    """say("code") with a literal code finds it in words.toml."""
    known = set(tomllib.loads(read(Path("weige/config/words.toml"))))
    said = {
        code
        for path in texts(".py")
        if path.parts[:2] == ("weige", "config")
        for code in re.findall(r'\b(?:say|Trouble)\(\s*"([\w-]+)"', read(path))
    }
    assert said <= known
