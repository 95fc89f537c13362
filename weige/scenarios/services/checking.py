"""Is a pack fit for use? Grammar, words, kinds, and the pack's own tests; nothing is stored."""

from pathlib import Path

import msgspec

from weige.kernel.errors import LANGUAGES, words
from weige.scenarios.rules import vectors
from weige.scenarios.rules.lines import line_of, line_with
from weige.scenarios.rules.pack import Pack, PackFault, TestPart, read, rules_of
from weige.scenarios.rules.reasons import known as told_by_readers
from weige.scenarios.rules.sense import expressions
from weige.scenarios.services.housing import FILE, House, check_house
from weige.sensing.services.trying import (
    RuleFault,
    device_kinds,
    expression_fault,
    signal_kinds,
    try_rules,
    unknown_names,
)

ANY_KIND = "any"
OWN_KEY = {"rule_weekdays": "schedule.weekdays", "rule_hours": "schedule.hours", "rule_levels": "rate.level"}


def check_pack(path: Path, *, tests: bool = True, house: House | None = None) -> Pack:
    """The pack in a folder (or its scenario.toml). Raises PackFault: file, line, key and reason.

    tests: its own tests must hold too. house: what it names of the house must be known there.
    """
    file = path / FILE if path.is_dir() else path
    where = f"{file.parent.name}/{file.name}"
    try:
        text = file.read_text(encoding="utf-8-sig")  # some editors begin a file with a mark
    except (OSError, UnicodeDecodeError) as error:
        raise PackFault(where, "", "pack_unreadable", {"reason": str(error)}) from error
    pack = read(text, where)
    try:
        if pack.id != file.parent.name:
            raise PackFault(where, "id", "pack_folder_name", {"id": pack.id, "folder": file.parent.name})
        check_rule(pack, where)
        if house is not None:
            check_house(pack, where, house)
        for number, test in enumerate(pack.test if tests else ()):
            check_test(pack, test, f"test[{number}]", where)
    except PackFault as fault:
        fault.line = line_of(text, fault.key)
        if fault.line and (told := fault.params.get("line")):
            fault.line = line_with(text, str(told), fault.line)
        raise
    return pack


def fault_words(fault: PackFault) -> dict[str, str]:
    """The fault as one line in both languages: file, line, key and what is wrong."""
    at = f"{fault.where}:{fault.line}" if fault.line else fault.where
    at = f"{at}: {fault.key}" if fault.key else at
    return {language: f"{at}: {said}" for language, said in reason_words(fault).items()}


def reason_words(fault: PackFault) -> dict[str, str]:
    """What is wrong, without where, in both languages; a reader's English is put into words where we know it."""
    found = {}
    for language in LANGUAGES:
        params = dict(fault.params)
        reason = params.get("reason", "")
        if isinstance(reason, str) and (told := told_by_readers(reason, language)):
            params["reason"] = words(told[0], language, told[1])
        found[language] = words(fault.code, language, params)
    return found


def check_rule(pack: Pack, where: str) -> None:
    """The rules are such as sensing can judge, and the sentence uses only names that are filled in."""
    keys = ["warn", *(f"rule[{number}].warn" for number in range(len(pack.rule)))]
    signals = [pack.signal, *(one.signal for one in pack.rule)]
    for place, text in expressions(pack):
        if fault := expression_fault(text):
            raise _refused(fault, where, place)
    try:
        kinds = signal_kinds(kinds=pack.kinds)
        known = device_kinds(kinds=pack.kinds)
    except msgspec.ValidationError as error:
        raise PackFault(where, "kinds", "pack_shape", {"reason": str(error)}) from error
    for key, signal, spec in zip(keys, signals, rules_of(pack), strict=True):
        try:
            unknown = unknown_names(spec=spec)
        except (msgspec.ValidationError, ValueError) as error:
            raise _refused(error, where, key) from error
        if unknown:
            title = f"{pack.warn.title.zh} {pack.warn.title.en}"
            place = "warn.title" if any(f"{{{one}}}" in title for one in unknown) else "warn.rule"
            raise PackFault(where, place, "pack_unknown_name", {"names": ", ".join(sorted(unknown))})
        if signal.kind not in kinds | {ANY_KIND}:
            place = key.removesuffix("warn") + "signal.kind"
            raise PackFault(where, place, "pack_unknown_kind", {"kind": signal.kind})
        for kind in signal.device_kinds:
            if kind not in known:  # such a rule would hear nothing, ever
                place = key.removesuffix("warn") + "signal.device_kinds"
                raise PackFault(where, place, "pack_unknown_device_kind", {"kind": kind})


def _refused(error: Exception, where: str, key: str) -> PackFault:
    """What sensing says of a rule, as a fault of the pack with its reason in both languages."""
    if not isinstance(error, RuleFault):
        return PackFault(where, key, "pack_shape", {"reason": str(error)})
    own = OWN_KEY.get(error.code)
    reason = {language: words(error.code, language, error.params) for language in LANGUAGES}
    return PackFault(where, f"{key}.{own}" if own else key, "pack_shape", {"reason": reason})


def check_test(pack: Pack, test: TestPart, key: str, where: str) -> None:
    """The rules say exactly what the test expects."""
    found = told_by(pack, test, where, key)
    if found != list(test.expect):
        params = {"name": test.name.zh, "expected": list(test.expect), "found": found}
        raise PackFault(where, key, "pack_test_failed", params)


def told_by(pack: Pack, test: TestPart, where: str, key: str) -> list[str]:
    """What the pack's rules say to a test, as expect lines. Raises PackFault for a test that cannot be told."""
    try:
        outcomes = try_rules(
            specs=rules_of(pack),
            kinds=pack.kinds,
            devices=vectors.devices(pack, test),
            steps=vectors.steps(pack, test, where, key),
            permits=vectors.permits(pack, test),
        )
    except (msgspec.ValidationError, ValueError) as error:
        raise _refused(error, where, key) from error
    return [vectors.said(*outcome) for outcome in outcomes]
