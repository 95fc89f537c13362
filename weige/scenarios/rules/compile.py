"""A pack's rules as sensing understands them: JSON-able data of weige.sensing's RuleSpec. Pure."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from weige.scenarios.rules.parts import HelperPart, JudgePart, LevelPart, Pack, RatePart, Text, seconds

NAME = re.compile(r"[a-z0-9][a-z0-9/_-]*")
GAP = 3600  # nothing heard for so long breaks a stretch, where the pack says nothing (our default)


def rules_of(pack: Pack) -> list[dict[str, Any]]:
    """The pack's own rule first, then those it asks (sensing.services.install_rules)."""
    return [rule_of(pack), *(_helper(pack, one) for one in pack.rule)]


def rule_of(pack: Pack) -> dict[str, Any]:
    """The rule that warns."""
    warn, case = pack.warn, pack.case
    return _judge(pack, warn) | {
        "scenario": pack.id,
        "name": msgspec.to_builtins(pack.name),
        "title": msgspec.to_builtins(warn.title),
        "sentence": msgspec.to_builtins(warn.rule),
        "signal": msgspec.to_builtins(pack.signal),
        "one_per": warn.one_per,
        "confirm": msgspec.to_builtins(warn.confirm),
        "again": warn.again,
        "case": {
            "matter": case.matter,
            "condition": case.condition,
            "send_to": list(case.send_to),
            "tell": list(case.tell),
            "self_correction_minutes": (seconds(case.self_correction) or 0) // 60 or None,
        },
    }


def _helper(pack: Pack, one: HelperPart) -> dict[str, Any]:
    words = msgspec.to_builtins(one.name or Text(f"{pack.name.zh} · {one.id}", f"{pack.name.en} · {one.id}"))
    return _judge(pack, one.warn) | {
        "scenario": f"{pack.id}/{one.id}",
        "name": words,
        "title": words,
        "sentence": words,
        "signal": msgspec.to_builtins(one.signal),
        "one_per": "zone" if one.signal.zone else "device",
        "warns": False,
    }


def _judge(pack: Pack, part: JudgePart) -> dict[str, Any]:
    limit = part.limit
    own = {one.id for one in pack.rule}
    return {
        "version": pack.version,
        "judge": part.judge,
        "levels": [_level(pack, one, own) for one in part.level],
        "for_s": seconds(part.for_ or "0s"),
        "gap_s": seconds(part.gap) if part.gap else GAP,
        "clear_after_s": seconds(part.clear_after or "0s"),
        "hysteresis": part.hysteresis,
        "magnitude": part.magnitude,
        "direction": part.direction,
        "window_s": seconds(part.window or "0s"),
        "tolerance": part.tolerance,
        "where": dict(part.where),
        "when": _own(pack.id, part.when, own),
        "lasts_s": seconds(part.lasts) if part.lasts else None,
        "missing_s": seconds(part.missing) if part.missing else None,
        "schedule": msgspec.to_builtins(part.schedule),
        "rate": _rate(part.rate),
        "unless": list(part.unless),
        "unit": part.unit,
        "limit": None
        if limit is None
        else {
            "value": limit.value,
            "unit": part.unit,
            "low": limit.low,
            "rate": limit.rate,
            "signed_by_zh": limit.signed_by.zh if limit.signed_by else "",
            "signed_by_en": limit.signed_by.en if limit.signed_by else "",
            "signed_on": limit.signed_on,
        },
    }


def _level(pack: Pack, one: LevelPart, own: set[str]) -> dict[str, Any]:
    return {
        "level": one.level,
        "share": one.share,
        "for_s": seconds(one.for_) if one.for_ else None,
        "at": one.at,
        "when": _own(pack.id, one.when, own),
        "where": dict(one.where),
    }


def _own(pack: str, text: str, own: set[str]) -> str:
    """The expression with the pack's own rules under their full names."""
    return NAME.sub(lambda name: f"{pack}/{name[0]}" if name[0] in own else name[0], text)


def _rate(rate: RatePart | None) -> dict[str, Any] | None:
    if rate is None:
        return None
    return {"window_s": seconds(rate.window), "limit": rate.limit, "level": rate.level}
