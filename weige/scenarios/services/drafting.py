"""A scenario's pack as text: read back to be edited, checked as it is typed, kept as a version that is not yet on."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from weige.kernel import log
from weige.kernel.access import Who
from weige.kernel.errors import Conflict, FieldError, Invalid
from weige.scenarios.events import VersionDrafted
from weige.scenarios.models import Scenario, Version
from weige.scenarios.rules import vectors
from weige.scenarios.rules.lines import line_with, place_of
from weige.scenarios.rules.pack import Pack, PackFault, TestPart, read
from weige.scenarios.rules.reasons import unknown_field
from weige.scenarios.rules.writing import numbered, write
from weige.scenarios.services.checking import check_rule, reason_words, told_by
from weige.scenarios.services.housing import check_house, house_here
from weige.scenarios.services.versions import DRAFT, newest_number

LONGEST = 60_000  # characters of a text (the longest that ships has 6,000)
MOST_SIGNALS = 50_000  # of all tests together while somebody types: some three seconds of one core
CONTEXT = 2  # unchanged lines shown around a changed one


@dataclass(frozen=True)
class Tried:
    """One of the pack's own tests: names, its line, and what the rules said; wrong: why it could not be told."""

    zh: str
    en: str
    line: int
    ok: bool
    expected: list[str]
    found: list[str]
    wrong: dict[str, str] | None = None


@dataclass(frozen=True)
class Read:
    """What a text comes to. fault: line, column, key, zh, en of the first thing that is wrong, or None."""

    pack: Pack | None
    fault: dict[str, Any] | None
    tests: list[Tried]

    @property
    def data(self) -> dict[str, Any] | None:
        """The pack as the database keeps it: lists, not tuples."""
        return None if self.pack is None else msgspec.json.decode(msgspec.json.encode(self.pack))


def text_of(row: Scenario, number: int | None = None) -> str | None:
    """The text of a kept version (None: the one in force): as written, else made from its data; None: not kept."""
    wanted = row.version if number is None else number
    kept = Version.objects.filter(scenario=row, number=wanted).values_list("text", "pack").first()
    if kept is None and number is not None:
        return None
    text, data = kept or ("", row.pack)
    return text or write(msgspec.convert(data, Pack))


def read_text(text: str, row: Scenario) -> Read:
    """The text with the reader, the rules' check and the pack's own tests of `weige scenario check` and `test`."""
    try:
        pack = read(text, row.pk)
        if pack.id != row.pk:
            raise PackFault(row.pk, "id", "pack_id_fixed", {"id": row.pk})
        check_rule(pack, row.pk)
        check_house(pack, row.pk, house_here())
    except PackFault as fault:
        return Read(None, _told(text, fault), [])
    return Read(pack, None, _tests(text, pack))


def _told(text: str, fault: PackFault) -> dict[str, Any]:
    line, column = fault.line, fault.column
    if line is None or column is None:
        field = unknown_field(str(fault.params.get("reason", "")))
        line, column = place_of(text, f"{fault.key}.{field}".strip(".") if field else fault.key)
    return {"line": line, "column": column, "key": fault.key, "code": fault.code, **reason_words(fault)}


def _tests(text: str, pack: Pack) -> list[Tried]:
    left, found = MOST_SIGNALS, []
    for number, test in enumerate(pack.test):
        key = f"test[{number}]"
        line, _ = place_of(text, key)
        try:
            left -= len(vectors.steps(pack, test, key))
            if left < 0:
                raise PackFault(key, key, "pack_tests_long", {"most": MOST_SIGNALS})
            said, wrong = told_by(pack, test, pack.id, key), None
        except PackFault as fault:
            said, wrong = [], reason_words(fault)
            line = line_with(text, str(fault.params.get("line", "")), line)
        found.append(_tried(test, line, said, wrong))
    return found


def _tried(test: TestPart, line: int, said: list[str], wrong: dict[str, str] | None) -> Tried:
    ok = wrong is None and said == list(test.expect)
    return Tried(test.name.zh, test.name.en, line, ok, list(test.expect), said, wrong)


def changed_lines(before: str, after: str) -> list[dict[str, Any]]:
    """The lines that differ with some around them: kind "same", "less", "more" or "gap", and their numbers.

    The line with the version's number is none: saving writes it.
    """
    old, new = numbered(before, 0).splitlines(), numbered(after, 0).splitlines()
    shown: list[dict[str, Any]] = []
    for group in difflib.SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(CONTEXT):
        if shown:
            shown.append({"kind": "gap", "text": "", "old": None, "new": None})
        for kind, first, last, start, end in group:
            if kind == "equal":
                pairs = zip(range(first, last), range(start, end), strict=True)
                shown += [_row("same", old[a], a + 1, b + 1) for a, b in pairs]
                continue
            shown += [_row("less", old[n], n + 1, None) for n in range(first, last)]
            shown += [_row("more", new[n], None, n + 1) for n in range(start, end)]
    return shown


def _row(kind: str, text: str, old: int | None, new: int | None) -> dict[str, Any]:
    return {"kind": kind, "text": text, "old": old, "new": new}


@transaction.atomic
def save_draft(
    *, scenario: Scenario, text: str, newest: int, reason: str, who: Who, now: datetime
) -> Version:
    """Keeps the text as the next version, not yet on. newest: the highest number the writer knew of.

    Raises Conflict when somebody saved since; Invalid for a text that is not fit, whose own tests fail, or that
    says what is in force.
    """
    row = Scenario.objects.select_for_update().get(pk=scenario.pk)
    last = newest_number(row)
    if last != newest:
        raise Conflict("pack_saved_meanwhile", number=last)
    found = read_text(text, row)
    if errors := _faults(found, text, text_of(row) or ""):
        raise Invalid(errors)
    assert found.pack is not None
    number = last + 1
    version = Version.objects.create(
        scenario=row,
        number=number,
        pack=(found.data or {}) | {"version": number},
        text=numbered(text, number),
        state=DRAFT,
        author_id=who.user_id,
        author_post_id=who.post_id,
        reason=reason.strip(),
        made_at=now,
    )
    event = VersionDrafted(scenario=row.pk, version=number, reason=version.reason)
    log.append(event, who=who, now=now, subject=f"scenario:{row.pk}", cells=row.cells)
    return version


def _faults(found: Read, text: str, before: str) -> list[FieldError]:
    if found.fault is not None:
        return [FieldError("text", "pack_not_fit", _where(found.fault))]
    failing = [one for one in found.tests if not one.ok]
    if failing:
        names = {"zh": "；".join(one.zh for one in failing), "en": "; ".join(one.en for one in failing)}
        return [FieldError("text", "pack_failing", {"names": names})]
    return [] if changed_lines(before, text) else [FieldError("text", "version_no_change")]


def _where(fault: Mapping[str, Any]) -> dict[str, Any]:
    reason = {"zh": fault["zh"], "en": fault["en"]}
    return {"line": fault["line"], "column": fault["column"], "reason": reason}
