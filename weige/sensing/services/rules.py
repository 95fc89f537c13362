"""Rules in force: installed by scenario packs, read by the intake, withdrawn."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import Q

from weige.kernel import log
from weige.kernel.access import SYSTEM
from weige.sensing.models import Rule, Warning
from weige.sensing.rules import kinds as kindbook
from weige.sensing.rules.spec import RuleSpec, dump, load
from weige.sensing.rules.warning import CLEARED, OPEN
from weige.sensing.services import lane, telling

LOCK_SPACE = 0x7772  # "wr": our number space among advisory locks


def install_rule(*, spec: Mapping[str, Any], kinds: Mapping[str, Any], now: datetime) -> RuleSpec:
    """One rule without others it asks: see install_rules()."""
    return install_rules(specs=[spec], kinds=kinds, now=now)[0]


def install_rules(
    *, specs: Sequence[Mapping[str, Any]], kinds: Mapping[str, Any], now: datetime
) -> list[RuleSpec]:
    """Puts a rule and the rules it asks in force; newer versions take over streams and living warnings of the older.

    specs: rules.spec.RuleSpec as JSON-able data, the one that warns first, the others named "<its name>/…"; those
    of that form no longer named go out of force. kinds: signal and device kinds they add.
    Raises msgspec.ValidationError or ValueError when anything is not valid.
    """
    rules = [load(msgspec.to_builtins(spec)) for spec in specs]
    kindbook.read(kinds)
    with transaction.atomic():
        lane.hold_all()
        helpers = Rule.objects.filter(scenario__startswith=f"{rules[0].scenario}/", active=True)
        for row in helpers.exclude(scenario__in=[rule.scenario for rule in rules]):
            row.active = False
            row.save(update_fields=["active"])
        for rule in reversed(rules):
            _put(rule, kinds, now)
    return rules


def _put(rule: RuleSpec, kinds: Mapping[str, Any], now: datetime) -> None:
    Rule.objects.update_or_create(
        scenario=rule.scenario,
        defaults={
            "version": rule.version,
            "spec": dump(rule),
            "kinds": dict(kinds),
            "active": True,
            "installed_at": now,
        },
    )


def withdraw_rule(*, scenario: str, now: datetime) -> None:
    """Takes a rule and those it asks out of force; unconfirmed warnings of it are cleared, cases go on."""
    with transaction.atomic():
        lane.hold_all()
        own = Q(scenario=scenario) | Q(scenario__startswith=f"{scenario}/")
        Rule.objects.filter(own).update(active=False)
        rows = list(Warning.objects.select_for_update().filter(scenario=scenario, state=OPEN))
        for row in rows:
            row.state, row.over_at = CLEARED, now
        Warning.objects.bulk_update(rows, ["state", "over_at"])
        log.append_all([telling.cleared(row, OPEN, now, SYSTEM, now) for row in rows])
