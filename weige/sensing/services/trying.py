"""A rule tried on told signals without a database, from plain data: the door for scenario packs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from weige.sensing.rules import kinds as kindbook
from weige.sensing.rules import rehearsal, wording
from weige.sensing.rules.expression import names, parse
from weige.sensing.rules.faults import RuleFault
from weige.sensing.rules.permits import Permit
from weige.sensing.rules.routing import Device
from weige.sensing.rules.signals import Refusal, Signal, micros, moment, read
from weige.sensing.rules.spec import load

__all__ = [
    "RuleFault",
    "asked_rules",
    "device_kinds",
    "expression_fault",
    "rule_sentence",
    "signal_kinds",
    "try_rules",
    "unknown_names",
]


def try_rules(
    *,
    specs: Sequence[Mapping[str, Any]],
    kinds: Mapping[str, Any],
    devices: Iterable[Mapping[str, Any]],
    steps: Iterable[tuple[datetime, Mapping[str, Any] | None]],
    permits: Iterable[Mapping[str, Any]] = (),
) -> list[tuple[str, str, datetime]]:
    """(what, level, when) of all the rules would have said; shapes as install_rules() and POST /api/signals.

    steps: in order; a signal at its time, or None: somebody looks at the clock.
    Raises msgspec.ValidationError or RuleFault when rule, device or permit is not valid or a signal is refused.
    """
    known = kindbook.with_extra([kinds])
    there = {one.code: one for one in (msgspec.convert(dict(raw), Device) for raw in devices)}
    told: list[tuple[Device, Signal] | int] = []
    for at, raw in steps:
        if raw is None:
            told.append(micros(at))
            continue
        one = read(dict(raw), now=at, kinds=known)
        if isinstance(one, Refusal):
            raise RuleFault(one.reason, **one.params)
        told.append((there[one.device], one))
    allowed: dict[str, list[Permit]] = {}
    for line in permits:
        permit = msgspec.convert(dict(line), Permit)
        allowed.setdefault(permit.place, []).append(permit)
    rules = [load(msgspec.to_builtins(spec)) for spec in specs]
    found = rehearsal.rehearse(rules, told, allowed, there.values())
    return [(one.what, one.level, moment(one.at)) for one in found]


def expression_fault(text: str) -> RuleFault | None:
    """What is wrong with an expression over other rules; None when it can be read."""
    try:
        parse(text)
    except RuleFault as fault:
        return fault
    return None


def asked_rules(text: str) -> set[str]:
    """The rules an expression asks, by their full names. Raises RuleFault for one that cannot be read."""
    return names(parse(text))


def unknown_names(*, spec: Mapping[str, Any]) -> set[str]:
    """Names in braces in the rule's sentence or title that nothing fills in."""
    rule = load(msgspec.to_builtins(spec))
    sentence = f"{rule.sentence.zh} {rule.sentence.en}"
    title = f"{rule.title.zh} {rule.title.en}"
    return _names(sentence) - wording.placeholders(rule) | _names(title) - {"place", "value"}


def _names(text: str) -> set[str]:
    return {part.partition("}")[0] for part in text.split("{")[1:]}


def signal_kinds(*, kinds: Mapping[str, Any]) -> set[str]:
    """The codes of all signal kinds known with a pack's own."""
    return set(kindbook.with_extra([kinds]).signal)


def device_kinds(*, kinds: Mapping[str, Any]) -> set[str]:
    """The codes of all device kinds known with a pack's own."""
    return set(kindbook.with_extra([kinds]).device)


def rule_sentence(*, spec: Mapping[str, Any]) -> tuple[str, str]:
    """The rule as one sentence in Chinese and English."""
    said = wording.sentence(load(msgspec.to_builtins(spec)))
    return said.zh, said.en
