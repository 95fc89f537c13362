"""A rule tried on told signals without a database, from plain data: the door for scenario packs."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from weige.sensing.rules import kinds as kindbook
from weige.sensing.rules import wording
from weige.sensing.rules.permits import Permit
from weige.sensing.rules.routing import Device
from weige.sensing.rules.signals import Refusal, moment, read
from weige.sensing.rules.spec import load
from weige.sensing.services.rules import rehearse


def try_rule(
    *,
    spec: Mapping[str, Any],
    kinds: Mapping[str, Any],
    device: Mapping[str, Any],
    signals: Iterable[Mapping[str, Any]],
    permits: Iterable[Mapping[str, Any]],
    now: datetime,
) -> list[tuple[str, str, datetime]]:
    """(what, level, when) of all the rule would have said; shapes as install_rule() and POST /api/signals.

    Raises msgspec.ValidationError or ValueError when rule, device or permit is not valid or a signal is refused.
    """
    known = kindbook.with_extra([kinds])
    source = msgspec.convert(dict(device), Device)
    told = []
    for raw in signals:
        one = read(dict(raw), now=now, kinds=known)
        if isinstance(one, Refusal):
            raise ValueError(one.reason)
        told.append((source, one))
    allowed: dict[str, list[Permit]] = {}
    for line in permits:
        permit = msgspec.convert(dict(line), Permit)
        allowed.setdefault(permit.place, []).append(permit)
    found = rehearse(spec=spec, signals=told, permits=allowed)
    return [(one.what, one.level, moment(one.at)) for one in found]


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


def rule_sentence(*, spec: Mapping[str, Any]) -> tuple[str, str]:
    """The rule as one sentence in Chinese and English."""
    said = wording.sentence(load(msgspec.to_builtins(spec)))
    return said.zh, said.en
