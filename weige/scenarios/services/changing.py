"""A scenario's pack with other values in it: checked like a pack from a file, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from weige.kernel.errors import FieldError, Invalid
from weige.scenarios.models import Scenario
from weige.scenarios.rules.changes import ChangeFault, Value, change
from weige.scenarios.rules.pack import Pack, PackFault, read_data, rules_of
from weige.scenarios.services.checking import check_rule, told_by


@dataclass(frozen=True)
class Changed:
    """The pack after the changes: as data, as a pack, and its rules as sensing takes them."""

    data: dict[str, Any]
    pack: Pack
    rules: list[dict[str, Any]]


def changed(*, row: Scenario, changes: Mapping[str, Value]) -> Changed:
    """The scenario's pack with these values. Raises Invalid naming each key ("changes.<key>") that will not do."""
    return changed_pack(row.pack, changes, row.pk)


def changed_pack(data: Mapping[str, Any], changes: Mapping[str, Value], where: str) -> Changed:
    """The same for any pack's data. Raises Invalid."""
    try:
        found = change(data, changes)
        pack = read_data(found, where)
        check_rule(pack, where)
    except ChangeFault as fault:
        raise Invalid([FieldError(_field(fault.key, changes), fault.code, dict(fault.params))]) from fault
    except PackFault as fault:
        raise Invalid([FieldError(_field(fault.key, changes), fault.code, fault.params)]) from fault
    return Changed(found, pack, rules_of(pack))


def _field(key: str, changes: Mapping[str, Value]) -> str:
    """The change that is to blame: the one whose key the fault names, else the only one."""
    plain = key.replace("[", ".").replace("]", "")
    for one in changes:
        if one == plain or plain.endswith(f".{one}"):
            return f"changes.{one}"
    return f"changes.{next(iter(changes))}" if len(changes) == 1 else f"changes.{plain}".rstrip(".")


def failing_tests(pack: Pack) -> list[dict[str, str]]:
    """The pack's own tests that say something else under this version: names in both languages."""
    failing = []
    for test in pack.test:
        try:
            same = told_by(pack, test, pack.id, "test") == list(test.expect)
        except PackFault:
            same = False
        if not same:
            failing.append({"zh": test.name.zh, "en": test.name.en})
    return failing
