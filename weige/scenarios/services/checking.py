"""Is a pack fit for use? Grammar, words, kinds, and the pack's own tests; nothing is stored."""

from datetime import timedelta
from pathlib import Path

import msgspec

from weige.kernel.errors import LANGUAGES, words
from weige.scenarios.rules import vectors
from weige.scenarios.rules.pack import Pack, PackFault, TestPart, read, rule_of
from weige.sensing.services.trying import signal_kinds, try_rule, unknown_names

FILE = "scenario.toml"


def check_pack(path: Path) -> Pack:
    """The pack in a folder (or its scenario.toml). Raises PackFault: file, key and reason."""
    file = path / FILE if path.is_dir() else path
    where = f"{file.parent.name}/{file.name}"
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PackFault(where, "", "pack_unreadable", {"reason": str(error)}) from error
    pack = read(text, where)
    if pack.id != file.parent.name:
        raise PackFault(where, "id", "pack_folder_name", {"id": pack.id, "folder": file.parent.name})
    check_rule(pack, where)
    for number, test in enumerate(pack.test):
        check_test(pack, test, f"test[{number}]", where)
    return pack


def fault_words(fault: PackFault) -> dict[str, str]:
    """The fault as one line in both languages: file, key and what is wrong."""
    at = f"{fault.where}: {fault.key}" if fault.key else fault.where
    return {language: f"{at}: {words(fault.code, language, fault.params)}" for language in LANGUAGES}


def check_rule(pack: Pack, where: str) -> None:
    """The rule is one sensing can judge, and its sentence uses only names that are filled in."""
    spec = rule_of(pack)
    try:
        unknown = unknown_names(spec=spec)
        kinds = signal_kinds(kinds=pack.kinds)
    except (msgspec.ValidationError, ValueError) as error:
        raise PackFault(where, "warn", "pack_shape", {"reason": str(error)}) from error
    if unknown:
        raise PackFault(where, "warn.rule", "pack_unknown_name", {"names": ", ".join(sorted(unknown))})
    if pack.signal.kind not in kinds:
        raise PackFault(where, "signal.kind", "pack_unknown_kind", {"kind": pack.signal.kind})


def check_test(pack: Pack, test: TestPart, key: str, where: str) -> None:
    """The rule says exactly what the test expects."""
    try:
        outcomes = try_rule(
            spec=rule_of(pack),
            kinds=pack.kinds,
            device=vectors.device(pack, test),
            signals=vectors.signals(pack, test, where),
            permits=vectors.permits(pack, test),
            now=vectors.DAY + timedelta(days=2),
        )
    except (msgspec.ValidationError, ValueError) as error:
        raise PackFault(where, key, "pack_shape", {"reason": str(error)}) from error
    found = [vectors.said(*outcome) for outcome in outcomes]
    if found != list(test.expect):
        params = {"name": test.name.zh, "expected": list(test.expect), "found": found}
        raise PackFault(where, key, "pack_test_failed", params)
