"""An office's own wording of a notice: which placeholders it may use, and what is wrong with a text, by line."""

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

from weige.kernel.events import REGISTRY
from weige.kernel.wording import Words, event_words
from weige.messaging.rules.letters import Letter, letters

DATA = Path(__file__).parent.parent / "data" / "marks.toml"
MARK = re.compile(r"\{([a-z0-9_]*)(?::([a-z]*))?\}")
LANGUAGE = re.compile(
    r"（[中英]文）| in (?:Chinese|English)"
)  # of a mark's name: a sentence has one language
TIMES = ("_at", "_since", "until")
SMS_LETTERS = 70  # of one text message in UCS-2 (3GPP TS 23.038, 6.2.3: 140 octets)


@dataclass(frozen=True)
class Fault:
    """What is wrong with a text and in which line (from 1)."""

    code: str
    line: int
    params: Mapping[str, Any] = field(default_factory=dict)


@cache
def _data() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


def mark_words(name: str) -> Mapping[str, str]:
    """What a placeholder stands for, in zh and en; its own name when it has no words (a test asks for them)."""
    known = _data()
    return known["open"].get(name) or known["other"].get(name) or {"zh": name, "en": name}


def tells_nothing(name: str) -> bool:
    """Whether the field says nothing about a place or a party."""
    return name in _data()["open"]


def address_words(kind: str, what: str, roles: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    """Whom an address means; roles: the names of roles by code."""
    known = _data()["to"]
    if kind != "on_duty":
        name = f"{kind}:{what}" if what else kind
        return known.get(name) or {"zh": name, "en": name}
    role = roles.get(what) or {"zh": what, "en": what}
    return {at: known["on_duty"][at] + role[at] for at in ("zh", "en")}


def occasion_words(kind: str) -> Mapping[str, str]:
    """When a notice is told: its event's words."""
    own = event_words(kind)
    return own if "zh" in own else _data()["on"].get(kind, {"zh": kind, "en": kind})


def by_hand_words() -> Mapping[str, str]:
    """Of a notice no event sends."""
    return _data()["to"]["by_hand"]


def usable(letter: Letter) -> list[str]:
    """The placeholders its wording may name: fields of its event that have words here and are not personal; of a
    notice the software sends itself, those of the shipped wording."""
    known = _data()
    names = set(letter.fields)
    if letter.on:
        event = REGISTRY[letter.on]
        names |= {one.name for one in fields(event)} - set(event.PERSONAL)
    order = [*known["open"], *known["other"]]
    return [name for name in order if name in names]


def mark(name: str, words: Words | None = None) -> str:
    """The placeholder as it is written: {number}, {due_at:clock}, {level:word}."""
    if name.endswith(TIMES):
        return f"{{{name}:clock}}"
    known = letters().words if words is None else words
    return f"{{{name}:word}}" if name in known else f"{{{name}}}"


def labelled(text: str, language: str) -> str:
    """A text with words in the place of its placeholders: 新任务 〔编号〕."""
    sign = "〔{}〕" if language == "zh" else "<{}>"
    plain = text.replace("[", "").replace("]", "")
    said = MARK.sub(lambda found: sign.format(LANGUAGE.sub("", mark_words(found[1])[language])), plain)
    return said.strip(" ，,：:·")


def faults(text: str, names: Collection[str]) -> list[Fault]:
    """Everything wrong with a text: placeholders that are unknown or badly written, brackets that do not match."""
    found: list[Fault] = []
    for number, line in enumerate(text.split("\n"), 1):
        for name, spec in MARK.findall(line):
            if name not in names:
                found.append(Fault("notice_mark_unknown", number, {"mark": f"{{{name}}}"}))
            elif (right := mark(name)) != (f"{{{name}:{spec}}}" if spec else f"{{{name}}}"):
                found.append(Fault("notice_mark_form", number, {"mark": right}))
        rest = MARK.sub("", line)
        if "{" in rest or "}" in rest:
            found.append(Fault("notice_brace", number))
        if not _paired(rest):
            found.append(Fault("notice_bracket", number))
    return found


def _paired(line: str) -> bool:
    """Whether [parts in brackets] are closed in their line, none within another."""
    inside = False
    for letter in line:
        if letter in "[]":
            if inside == (letter == "["):
                return False
            inside = letter == "["
    return not inside
