"""Filling sentences with an event's fields in one language: times of the street's day, words for codes, masks."""

import re
import string
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from weige.kernel.streettime import LOCAL

LANGUAGES = ("zh", "en")
MASK = "••"
OPTIONAL = re.compile(r"\[([^\[\]]*)\]")

Words = Mapping[str, Mapping[str, Mapping[str, str]]]  # field → value → language → word


class Speaker(string.Formatter):
    """Fills templates: {field}, {field:clock} (a time of day), {field:word} (a code's word in `words`); a part in
    [brackets] goes when a field in it is empty.

    at: the moment the sentence belongs to; times of its day are shown without a date.
    """

    def __init__(self, payload: Mapping[str, Any], words: Words, language: str, at: datetime) -> None:
        self.payload = payload
        self.words = words
        self.language = language
        self.today = at.astimezone(LOCAL).date()
        self.missing = False

    def whole(self, template: str) -> str:
        """The sentence; a missing field leaves nothing behind, nor does a [part in brackets] that names one."""
        pieces = OPTIONAL.split(template)
        said = [
            self.format(piece) if n % 2 == 0 else "".join(self.parts([piece]))
            for n, piece in enumerate(pieces)
        ]
        return "".join(said).strip(" ，,：:·")

    def parts(self, templates: Sequence[str]) -> list[str]:
        """The parts whose fields are all there."""
        found = []
        for template in templates:
            self.missing = False
            part = self.format(template)
            if not self.missing:
                found.append(part)
        return found

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:  # noqa: ARG002
        """The field's name with its value: a word is looked up by both."""
        name = str(key)
        found = self.payload.get(name)
        if found is None and name.endswith("_en"):  # told before the English was kept, or it never was
            found = next(
                (self.payload[one] for one in (name[:-3], f"{name[:-3]}_zh") if one in self.payload), None
            )
        return (name, found)

    def format_field(self, value: Any, format_spec: str) -> str:
        field, found = value
        if found == MASK:
            return MASK
        text = "" if found is None else str(found)
        if text and format_spec == "clock":
            text = self.clock(text)
        elif text and format_spec == "word":
            text = self.words.get(field, {}).get(text, {}).get(self.language, text)
        self.missing = self.missing or not text
        return text

    def clock(self, value: str) -> str:
        """15:43, or 11-23 09:00 when it is not today; nothing for what is no time."""
        try:
            moment = datetime.fromisoformat(value).astimezone(LOCAL)
        except ValueError:
            return ""
        return moment.strftime("%H:%M" if moment.date() == self.today else "%m-%d %H:%M")


def fields_of(template: str) -> set[str]:
    """The fields a template names."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def event_words(kind: str) -> Mapping[str, str]:
    """icon, tone, zh, en of an event kind, from [event] of its module's labels.toml; {} when it says nothing."""
    module, _, name = kind.partition(".")
    return _events_of(module).get(name, {})


@cache
def _events_of(module: str) -> Mapping[str, Mapping[str, str]]:
    path = Path(__file__).parent.parent / module / "labels.toml"
    if not module.isidentifier() or not path.is_file():
        return {}
    found: Mapping[str, Mapping[str, str]] = tomllib.loads(path.read_text(encoding="utf-8")).get("event", {})
    return found
