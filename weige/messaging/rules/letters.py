"""The notices' words and addressees, read from messaging/data/notices.toml."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from weige.kernel.wording import LANGUAGES, Speaker, Words, fields_of

DATA = Path(__file__).parent.parent / "data" / "notices.toml"
ADDRESSES = frozenset({"post", "department", "on_duty", "users", "reporters"})
PEOPLE = frozenset({"users", "reporters"})  # addresses that name nothing further


@dataclass(frozen=True)
class Address:
    """Whom to tell: kind "post", "department" (of an event field), "on_duty" (of a role), "users" or "reporters"."""

    kind: str
    what: str


@dataclass(frozen=True)
class Letter:
    """One notice: its words, the event that sends it (empty: only by hand) and to whom.

    unless: a field of the event that, when filled, keeps the notice back; when: one that must be filled.
    """

    key: str
    words: Mapping[str, str]
    on: str = ""
    to: tuple[Address, ...] = ()
    unless: str = ""
    when: str = ""

    def goes_with(self, payload: Mapping[str, Any]) -> bool:
        """Whether an event with these fields sends it."""
        kept_back = self.unless and payload.get(self.unless)
        return not kept_back and (not self.when or bool(payload.get(self.when)))

    @property
    def fields(self) -> set[str]:
        """The parameters its words name."""
        return set().union(*(fields_of(text) for text in self.words.values()))


@dataclass(frozen=True)
class Letters:
    """All notices by key, and the words for codes."""

    by_key: Mapping[str, Letter]
    words: Words

    def sent_on(self, kind: str) -> list[Letter]:
        """The notices an event of this kind sends."""
        return [letter for letter in self.by_key.values() if letter.on == kind]

    @property
    def kinds(self) -> list[str]:
        """The kinds of events that send notices."""
        return sorted({letter.on for letter in self.by_key.values() if letter.on})

    def say(self, key: str, params: Mapping[str, Any], at: datetime) -> dict[str, str]:
        """{"text_zh", "text_en"}; at: when it was sent. Raises KeyError for an unknown notice."""
        return self.say_in(self.by_key[key].words, params, at)

    def say_in(self, texts: Mapping[str, str], params: Mapping[str, Any], at: datetime) -> dict[str, str]:
        """As say(), in these words of an office."""
        return {
            f"text_{language}": Speaker(params, self.words, language, at).whole(texts[language])
            for language in LANGUAGES
        }


def parse(text: str) -> Letters:
    """Reads the file's text. Raises ValueError naming the notice and what is wrong with it."""
    raw = tomllib.loads(text)
    letters = {key: _letter(key, entry) for key, entry in raw.get("notice", {}).items()}
    return Letters(letters, raw.get("words", {}))


def _letter(key: str, entry: Mapping[str, Any]) -> Letter:
    if not all(entry.get(language) for language in LANGUAGES):
        raise ValueError(f"{key}: needs zh and en")
    addresses = tuple(_address(key, text) for text in entry.get("to", ()))
    if bool(entry.get("on")) != bool(addresses):
        raise ValueError(f"{key}: `on` and `to` belong together")
    words = {language: entry[language] for language in LANGUAGES}
    return Letter(key, words, entry.get("on", ""), addresses, entry.get("unless", ""), entry.get("when", ""))


def _address(key: str, text: str) -> Address:
    kind, _, what = text.partition(":")
    if kind not in ADDRESSES or (kind in PEOPLE) == bool(what):
        raise ValueError(f"{key}: no such addressee {text!r}")
    return Address(kind, what)


@cache
def letters() -> Letters:
    """The shipped notices."""
    return parse(DATA.read_text(encoding="utf-8"))


def needed(letter: Letter, params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters a notice keeps: those its words name, so that nothing else is copied around."""
    return {name: params[name] for name in sorted(letter.fields) if params.get(name) is not None}


def missing(letter: Letter, params: Mapping[str, Any]) -> Sequence[str]:
    """The fields its words name that are not among the parameters at all."""
    return sorted(letter.fields - set(params))
