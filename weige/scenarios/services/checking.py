"""Is a pack fit for use? Grammar, words, kinds, and the pack's own tests; nothing is stored."""

from pathlib import Path

import msgspec

from weige.kernel.errors import LANGUAGES, words
from weige.scenarios.rules import vectors
from weige.scenarios.rules.lines import line_of
from weige.scenarios.rules.pack import Pack, PackFault, TestPart, read, rules_of
from weige.scenarios.rules.parts import JudgePart
from weige.scenarios.rules.reasons import known
from weige.sensing.services.trying import (
    RuleFault,
    expression_fault,
    signal_kinds,
    try_rules,
    unknown_names,
)

FILE = "scenario.toml"
ANY_KIND = "any"
OWN_KEY = {"rule_weekdays": "schedule.weekdays", "rule_hours": "schedule.hours", "rule_levels": "rate.level"}


def check_pack(path: Path, *, tests: bool = True) -> Pack:
    """The pack in a folder (or its scenario.toml). Raises PackFault: file, line, key and reason.

    tests: its own tests must hold too.
    """
    file = path / FILE if path.is_dir() else path
    where = f"{file.parent.name}/{file.name}"
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PackFault(where, "", "pack_unreadable", {"reason": str(error)}) from error
    pack = read(text, where)
    try:
        if pack.id != file.parent.name:
            raise PackFault(where, "id", "pack_folder_name", {"id": pack.id, "folder": file.parent.name})
        check_rule(pack, where)
        for number, test in enumerate(pack.test if tests else ()):
            check_test(pack, test, f"test[{number}]", where)
    except PackFault as fault:
        fault.line = line_of(text, fault.key)
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
        if isinstance(reason, str) and (told := known(reason, language)):
            params["reason"] = words(told[0], language, told[1])
        found[language] = words(fault.code, language, params)
    return found


def check_rule(pack: Pack, where: str) -> None:
    """The rules are such as sensing can judge, and the sentence uses only names that are filled in."""
    keys = ["warn", *(f"rule[{number}].warn" for number in range(len(pack.rule)))]
    signals = [pack.signal, *(one.signal for one in pack.rule)]
    for key, part in zip(keys, [pack.warn, *(one.warn for one in pack.rule)], strict=True):
        _check_expressions(part, key, where)
    try:
        kinds = signal_kinds(kinds=pack.kinds)
    except msgspec.ValidationError as error:
        raise PackFault(where, "kinds", "pack_shape", {"reason": str(error)}) from error
    for key, signal, spec in zip(keys, signals, rules_of(pack), strict=True):
        try:
            unknown = unknown_names(spec=spec)
        except (msgspec.ValidationError, ValueError) as error:
            raise _refused(error, where, key) from error
        if unknown:
            raise PackFault(where, "warn.rule", "pack_unknown_name", {"names": ", ".join(sorted(unknown))})
        if signal.kind not in kinds | {ANY_KIND}:
            place = key.removesuffix("warn") + "signal.kind"
            raise PackFault(where, place, "pack_unknown_kind", {"kind": signal.kind})


def _check_expressions(part: JudgePart, key: str, where: str) -> None:
    """Expressions over other rules can be read. Raises PackFault at the one that cannot."""
    whens = [(f"{key}.when", part.when)]
    whens += [(f"{key}.level[{number}].when", one.when) for number, one in enumerate(part.level)]
    for place, text in whens:
        if text and (fault := expression_fault(text)):
            raise _refused(fault, where, place)


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
            steps=vectors.steps(pack, test, where),
            permits=vectors.permits(pack, test),
        )
    except (msgspec.ValidationError, ValueError) as error:
        raise _refused(error, where, key) from error
    return [vectors.said(*outcome) for outcome in outcomes]
