"""The rules and kinds in force."""

from dataclasses import dataclass

from weige.sensing.models import Rule
from weige.sensing.rules import kinds as kindbook
from weige.sensing.rules.kinds import Kinds
from weige.sensing.rules.spec import RuleSpec, Text, load


@dataclass(frozen=True)
class Rules:
    """The active rules by scenario, and all kinds known (those of packs switched off too: devices stay)."""

    specs: dict[str, RuleSpec]
    kinds: Kinds


def in_force() -> Rules:
    """What is in force now (1 statement)."""
    rows = list(Rule.objects.order_by("scenario"))
    specs = {row.scenario: load(row.spec) for row in rows if row.active}
    return Rules(specs, kindbook.with_extra(row.kinds for row in rows if row.kinds))


def names() -> dict[str, Text]:
    """scenario → its name, also of rules no longer in force (1 statement)."""
    found = Rule.objects.values_list("scenario", "spec__name")
    return {scenario: Text(name["zh"], name["en"]) for scenario, name in found}
