"""Rules in force: installed by scenario packs, read by the intake, rehearsed without a database."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from weige.kernel import log
from weige.kernel.access import SYSTEM
from weige.sensing.models import Rule, Warning
from weige.sensing.rules import kinds as kindbook
from weige.sensing.rules import rehearsal
from weige.sensing.rules.permits import Permit
from weige.sensing.rules.routing import Device
from weige.sensing.rules.signals import Signal
from weige.sensing.rules.spec import RuleSpec, dump, load
from weige.sensing.rules.warning import CLEARED, OPEN
from weige.sensing.services import lane, telling

LOCK_SPACE = 0x7772  # "wr": our number space among advisory locks


def install_rule(*, spec: Mapping[str, Any], kinds: Mapping[str, Any], now: datetime) -> RuleSpec:
    """Puts a rule in force; a newer version takes over the streams and living warnings of the older.

    spec: rules.spec.RuleSpec as JSON-able data; kinds: signal and device kinds it adds.
    Raises msgspec.ValidationError or ValueError when either is not valid.
    """
    rule = load(msgspec.to_builtins(spec))
    kindbook.read(kinds)
    with transaction.atomic():
        lane.hold_all()
        _put(rule, kinds, now)
    return rule


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
    """Takes a rule out of force; unconfirmed warnings of it are cleared, cases go on."""
    with transaction.atomic():
        lane.hold_all()
        Rule.objects.filter(scenario=scenario).update(active=False)
        rows = list(Warning.objects.select_for_update().filter(scenario=scenario, state=OPEN))
        for row in rows:
            row.state, row.over_at = CLEARED, now
        Warning.objects.bulk_update(rows, ["state", "over_at"])
        log.append_all([telling.cleared(row, OPEN, now, SYSTEM, now) for row in rows])


def rehearse(
    *,
    spec: Mapping[str, Any],
    signals: Iterable[tuple[Device, Signal]],
    permits: Mapping[str, Sequence[Permit]] | None = None,
) -> list[rehearsal.Outcome]:
    """What a rule would have said to these signals; nothing is stored. Raises as install_rule()."""
    return rehearsal.rehearse(load(msgspec.to_builtins(spec)), signals, permits)
