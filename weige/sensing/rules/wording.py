"""Words of rules and explanations in both languages: durations, numbers, the rule as one sentence."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from weige.sensing.rules.levels import rank
from weige.sensing.rules.permits import local
from weige.sensing.rules.spec import LevelSpec, Limit, RuleSpec, Text

LANGUAGES = ("zh", "en")


@cache
def phrases() -> dict[str, Text]:
    """The sentences of data/phrases.toml."""
    path = Path(__file__).resolve().parent.parent / "data" / "phrases.toml"
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return {code: Text(zh=words["zh"], en=words["en"]) for code, words in raw.items()}


def say(code: str, **params: Any) -> Text:
    """One sentence in both languages; a parameter may be a Text of its own."""
    words = phrases()[code]
    return Text(
        **{language: getattr(words, language).format(**_in(language, params)) for language in LANGUAGES}
    )


def _in(language: str, params: dict[str, Any]) -> dict[str, Any]:
    return {key: getattr(one, language) if isinstance(one, Text) else one for key, one in params.items()}


def duration(seconds: float) -> Text:
    """45 → 45 s, 300 → 5 min, 390 → 6 min 30 s, 7200 → 2 h, 5400 → 90 min: exact, in the fewest units."""
    whole = round(seconds)
    for size, code in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if whole >= size and whole % size == 0:
            return say(code, n=whole // size)
    if whole < 60:
        return say("seconds", n=whole)
    return say("minutes_seconds", n=whole // 60, rest=whole % 60)


def number(value: float, decimals: int = 2) -> str:
    """5.80 → "5.8", 7.0 → "7", −0.001 → "0". As web/src/shared/format.ts `measured`."""
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def measured(value: float, unit: str, decimals: int = 2) -> str:
    """A number with its unit; ‰ and % stand close, as in print."""
    return number(value, decimals) + (unit if unit in {"‰", "%", ""} else f" {unit}")


def clock(at: int) -> str:
    """HH:MM of the street's wall clock."""
    return local(at).strftime("%H:%M")


MEASURES = ("threshold", "rate", "frozen", "baseline", "change", "anomaly")  # judges of plain readings


def by_limit(spec: RuleSpec) -> bool:
    """Whether the rule compares with a limit somebody answers for."""
    return spec.judge == "threshold" or (spec.judge == "rate" and any(one.at is None for one in spec.levels))


def limits(spec: RuleSpec, limit: Limit | None) -> list[dict[str, Any]]:
    """The drawn lines: [{"level", "value"}], lowest first; for a presence the confidence it needs."""
    rungs = sorted(spec.levels, key=lambda rung: rank(rung.level))
    if spec.judge == "presence":
        return [{"level": rungs[0].level, "value": spec.signal.min_confidence}]
    if limit is None or spec.judge != "threshold":
        return []
    if spec.direction == "outside" and limit.low is not None:
        middle, half = (limit.value + limit.low) / 2, (limit.value - limit.low) / 2
        return [
            {"level": rung.level, "value": round(middle + side * rung.share * half, 6)}
            for rung in rungs
            for side in (-1, 1)
        ]
    return [{"level": rung.level, "value": round(rung.share * limit.value, 6)} for rung in rungs]


def sentence(spec: RuleSpec, limit: Limit | None = None) -> Text:
    """The rule as one readable sentence (LOOK, "Rule sentence"), with the limit and who signed it if known.

    The pack's words may use the names of placeholders(); a name that is not known stays as it is written.
    """
    limit = limit or spec.limit
    params: dict[str, Any] = {
        "for": duration(spec.for_s),
        "gap": duration(spec.gap_s),
        "clear": duration(spec.clear_after_s),
        "confidence": number(spec.signal.min_confidence),
        "hysteresis": number(spec.hysteresis * 100),
        "limit": measured(limit.value, spec.unit) if limit else say("no_limit"),
        "low": measured(limit.low, spec.unit) if limit and limit.low is not None else say("no_limit"),
        "window": duration(spec.window_s),
        "lasts": duration(spec.lasts_s or 0),
        "missing": duration(spec.missing_s or 0),
        "tolerance": measured(spec.tolerance, spec.unit),
    }
    for rung in spec.levels:
        params[rung.level] = _line(spec, rung, limit)
        params[f"for_{rung.level}"] = duration(spec.for_s if rung.for_s is None else rung.for_s)
    if spec.rate:
        rate = limit.rate if limit and limit.rate is not None else spec.rate.limit
        params |= {"rate": measured(rate, spec.unit), "rate_window": duration(spec.rate.window_s)}
    filled = {
        language: getattr(spec.sentence, language).format_map(_Kept(_in(language, params)))
        for language in LANGUAGES
    }
    if limit is None or not by_limit(spec):
        return Text(**filled)
    who = signature(spec, limit)
    return Text(zh=f"{filled['zh']}；{who.zh}", en=f"{filled['en']}; {who.en}")


def _line(spec: RuleSpec, rung: LevelSpec, limit: Limit | None) -> str | Text:
    """What a level is reached at: a number of its own, or its share of the limit."""
    if rung.at is not None:
        return measured(rung.at, spec.unit if spec.judge == "rate" else "")
    if limit is None:
        return say("percent_of_limit", n=number(rung.share * 100))
    return measured(rung.share * limit.value, spec.unit)


class _Kept(dict[str, Any]):
    """Leaves an unknown {name} standing."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def signature(spec: RuleSpec, limit: Limit | None) -> Text:
    """Which limit is in force and who answers for it."""
    if limit is None:
        return say("no_limit")
    value = measured(limit.value, spec.unit)
    if not limit.signed_on:
        return say("unsigned", limit=value)
    who = Text(zh=limit.signed_by_zh, en=limit.signed_by_en)
    return say("signed", limit=value, who=who, on=limit.signed_on)


def placeholders(spec: RuleSpec) -> set[str]:
    """The names a pack's sentence may use."""
    names = {"for", "gap", "clear", "confidence", "hysteresis", "limit", "low"}
    names |= {"window", "lasts", "missing", "tolerance"}
    names |= {rung.level for rung in spec.levels} | {f"for_{rung.level}" for rung in spec.levels}
    return names | ({"rate", "rate_window"} if spec.rate else set())


def title(spec: RuleSpec, place: Text, value: float | None, decimals: int = 2) -> Text:
    """The warning's headline: place and reading. The pack's words may use {place} and {value}."""
    shown = "" if value is None or spec.judge not in MEASURES else measured(value, spec.unit, decimals)
    params = {"place": place, "value": shown}
    return Text(
        **{
            language: getattr(spec.title, language).format_map(_Kept(_in(language, params))).strip()
            for language in LANGUAGES
        }
    )
