"""The packaged terms, texts and rules of the procedures (data/legal.toml), and how far each may be relied on."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent.parent / "data" / "legal.toml"
SORTS = ("term", "sum", "text", "lenient", "switch")
#: confirmed: a named person of this office compared it with the published text.
STATUSES = ("sourced", "default", "unverified", "confirmed")
RELIED_ON = frozenset({"sourced", "default", "confirmed"})


@dataclass(frozen=True)
class Packaged:
    """One row as it is packaged. used: (kind of paper, field) pairs; when, outcome: of a rule of leniency."""

    code: str
    order: int
    sort: str
    name_zh: str
    name_en: str
    status: str
    source: str
    amount: str = ""
    unit: str = ""
    text_zh: str = ""
    text_en: str = ""
    on: bool = True
    used: tuple[tuple[str, str], ...] = ()
    when: tuple[str, ...] = ()
    outcome: str = ""


@cache
def packaged() -> dict[str, Packaged]:
    """code → row, in the order of the file."""
    found = {}
    for order, (code, one) in enumerate(tomllib.loads(FILE.read_text(encoding="utf-8")).items()):
        pairs = [place.split(".") for place in one.get("used", [])]
        found[code] = Packaged(
            code=code,
            order=order,
            sort=one["sort"],
            name_zh=one["zh"],
            name_en=one["en"],
            status=one["status"],
            source=one["source"],
            amount=one.get("amount", ""),
            unit=one.get("unit", ""),
            text_zh=one.get("text", ""),
            text_en=one.get("text_en", ""),
            on=one.get("on", True),
            used=tuple((kind, field) for kind, field in pairs),
            when=tuple(one.get("when", ())),
            outcome=one.get("outcome", ""),
        )
    return found


@dataclass(frozen=True)
class Proposal:
    """A rule that fits: what it would allow, in its own words. It proposes; a person decides."""

    rule: str
    outcome: str
    zh: str
    en: str
    source: str


def fits(when: Sequence[str], *, first: bool, corrected: bool, listed: bool) -> bool:
    """Whether all conditions of a rule of leniency hold."""
    true = {name for name, holds in (("first", first), ("corrected", corrected), ("listed", listed)) if holds}
    return set(when) <= true


def stands(said: object, text: str) -> bool:
    """Whether a reference text stands in a field as it is kept; {until} may be anything."""
    lines = [str(one) for one in said] if isinstance(said, list) else [str(said or "")]
    parts = [part for part in text.split("{until}") if part]
    return any(all(part in line for part in parts) for line in lines)


def doubtful(
    texts: Mapping[str, Collection[str]], content: Mapping[str, object], known: Mapping[str, tuple[str, str]]
) -> list[tuple[str, str, str]]:
    """(field, text, why) of what a paper may not be relied on for. texts: field → codes drafted in; known: code →
    (status, words now). why: "unverified", or "differs" when what stands there is not what was confirmed."""
    found = []
    for field, codes in texts.items():
        for code in codes:
            if not content.get(field) or code not in known:
                continue
            status, words = known[code]
            if status not in RELIED_ON:
                found.append((field, code, "unverified"))
            elif status == "confirmed" and not stands(content[field], words):
                found.append((field, code, "differs"))
    return found
