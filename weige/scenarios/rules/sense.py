"""Does a pack say everything its judges need, nothing they do not know, and all in both languages? Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from weige.scenarios.rules.parts import ID, JudgePart, Pack, PackFault, SignalPart, Text, WarnPart, seconds

MOST: Final = 1e12  # of any number in a pack (our default: what is beyond is a slip, and so is NaN)
TOLD: Final = ("merchant", "worker", "duty officer")  # who may hear of a confirmed warning
LASTING: Final = ("for", "gap", "clear_after")
# What a judge cannot do without, and what else of the further keys means something to it.
NEEDS: Final[dict[str, tuple[str, ...]]] = {
    "presence": LASTING,
    "threshold": LASTING,
    "rate": ("window", *LASTING),
    "baseline": LASTING,
    "change": LASTING,
    "anomaly": LASTING,
    "count": ("window",),
    "recurrence": ("window",),
    "absence": (),
    "frozen": ("gap",),
    "event": (),
    "combination": (),
}
KNOWS: Final[dict[str, tuple[str, ...]]] = {
    "presence": (),
    "threshold": ("direction", "magnitude", "rate", "limit"),
    "rate": ("direction", "magnitude", "limit"),
    "baseline": ("direction", "tolerance"),
    "change": ("direction", "tolerance"),
    "anomaly": (),
    "count": ("direction", "magnitude", "limit", "when"),
    "recurrence": ("direction", "magnitude", "limit", "when"),
    "absence": (),
    "frozen": ("tolerance",),
    "event": ("where", "lasts"),
    "combination": ("when",),
}
FURTHER: Final = ("window", "direction", "magnitude", "rate", "limit", "tolerance", "when", "where", "lasts")
RUNGS: Final[dict[str, tuple[str, ...]]] = {  # what makes a level of it, besides its own time
    "threshold": ("share",),
    "rate": ("at", "share"),
    "baseline": ("at",),
    "change": ("at",),
    "anomaly": ("at",),
    "count": ("at",),
    "recurrence": ("at",),
    "event": ("where",),
    "combination": ("when",),
}


def check(pack: Pack, where: str) -> None:
    """Raises PackFault for the first thing that is not right."""
    if not ID.fullmatch(pack.id):
        raise PackFault(where, "id", "pack_id", {"id": pack.id})
    if pack.version < 1:
        raise PackFault(where, "version", "pack_version")
    for key, words in texts(pack):
        if not words.zh.strip() or not words.en.strip():
            raise PackFault(where, key, "pack_words_missing")
    for key, span in spans(pack):
        if seconds(span) is None:
            raise PackFault(where, key, "pack_duration", {"value": span})
    _receivers(pack, where)
    for key, value, low, high in numbers(pack):
        if not low <= value <= high:  # NaN neither
            raise PackFault(where, key, "pack_number", {"value": value, "low": low, "high": high})
    ids = [one.id for one in pack.rule]
    for number, one in enumerate(pack.rule):
        if not ID.fullmatch(one.id) or ids.count(one.id) > 1:
            raise PackFault(where, f"rule[{number}].id", "pack_rule_id", {"id": one.id})
        _judge(one.warn, f"rule[{number}].warn", where)
    _judge(pack.warn, "warn", where)


def _receivers(pack: Pack, where: str) -> None:
    if not pack.case.send_to:
        raise PackFault(where, "case.send_to", "pack_no_target")
    for told in pack.case.tell:
        if told not in TOLD:
            raise PackFault(where, "case.tell", "pack_unknown_told", {"told": told, "known": ", ".join(TOLD)})


def _judge(part: JudgePart, key: str, where: str) -> None:
    if not part.level:
        raise PackFault(where, f"{key}.level", "pack_no_level")
    said = {"for": part.for_, "gap": part.gap, "clear_after": part.clear_after, "window": part.window}
    for name in NEEDS[part.judge]:
        timed = name == "for" and all(one.for_ for one in part.level)
        if not said[name] and not timed:
            raise PackFault(where, f"{key}.{name}", "pack_needs", {"judge": part.judge, "key": name})
    for name in FURTHER:
        if name in KNOWS[part.judge] or name in NEEDS[part.judge]:
            continue
        if getattr(part, name) != _default(name):
            raise PackFault(where, f"{key}.{name}", "pack_not_for_judge", {"judge": part.judge, "key": name})
    _rungs(part, key, where)
    spans_of_day(part, key, where)


def _default(name: str) -> Any:
    return {
        "direction": "above",
        "magnitude": False,
        "rate": None,
        "limit": None,
        "tolerance": 0.0,
        "where": {},
    }.get(name, "")


def _rungs(part: JudgePart, key: str, where: str) -> None:
    """Levels say only what their judge reads, each level once, and what it cannot do without."""
    seen = set()
    for number, one in enumerate(part.level):
        place = f"{key}.level[{number}]"
        if one.level in seen:
            raise PackFault(where, f"{place}.level", "pack_level_twice", {"level": one.level})
        seen.add(one.level)
        given = {
            "share": one.share != 1.0,
            "at": one.at is not None,
            "when": bool(one.when),
            "where": bool(one.where),
        }
        for name, there in given.items():
            if there and name not in RUNGS.get(part.judge, ()):
                params = {"judge": part.judge, "key": name}
                raise PackFault(where, f"{place}.{name}", "pack_not_for_judge", params)
        lacks = part.judge in {"count", "recurrence", "baseline", "change", "anomaly"} and one.at is None
        if lacks:
            raise PackFault(where, place, "pack_needs", {"judge": part.judge, "key": "at"})
        if part.judge == "combination" and not (one.when or part.when):
            raise PackFault(where, place, "pack_needs", {"judge": part.judge, "key": "when"})
        if part.judge in {"absence", "frozen"} and not seconds(one.for_ or part.for_ or "0s"):
            raise PackFault(where, place, "pack_needs", {"judge": part.judge, "key": "for"})


def spans_of_day(part: JudgePart, key: str, where: str) -> None:
    """Raises PackFault for hours nobody can read."""
    said = [("schedule.hours", text) for text in part.schedule.hours]
    if isinstance(part, WarnPart) and part.confirm.hours:
        said.append(("confirm.hours", part.confirm.hours))
    for name, text in said:
        start, _, end = text.partition("-")
        if not all(_clock(one.strip()) for one in (start, end)):
            raise PackFault(where, f"{key}.{name}", "pack_hours", {"value": text})


def _clock(text: str) -> bool:
    hour, colon, minute = text.partition(":")
    whole = hour.isdecimal() and minute.isdecimal() and len(hour) == len(minute) == 2
    return bool(colon) and whole and (int(hour) < 24 or text == "24:00") and int(minute) < 60


def texts(pack: Pack) -> list[tuple[str, Text]]:
    """All words of a pack with their keys."""
    return [
        ("name", pack.name),
        ("summary", pack.summary),
        ("warn.title", pack.warn.title),
        ("warn.rule", pack.warn.rule),
        ("show.group", pack.show.group),
        *((f"step[{at}].text", step.text) for at, step in enumerate(pack.step)),
    ]


def spans(pack: Pack) -> list[tuple[str, str]]:
    """All durations of a pack with their keys."""
    found = list(_spans("warn", pack.warn))
    for number, one in enumerate(pack.rule):
        found += _spans(f"rule[{number}].warn", one.warn)
    if pack.case.self_correction:
        found.append(("case.self_correction", pack.case.self_correction))
    return found


def expressions(pack: Pack) -> list[tuple[str, str]]:
    """All expressions of a pack over other rules, with their keys."""
    parts = [("warn", pack.warn), *((f"rule[{at}].warn", one.warn) for at, one in enumerate(pack.rule))]
    found = [(f"{key}.when", part.when) for key, part in parts]
    found += [
        (f"{key}.level[{at}].when", one.when) for key, part in parts for at, one in enumerate(part.level)
    ]
    return [(key, text) for key, text in found if text]


def numbers(pack: Pack) -> Iterator[tuple[str, float, float, float]]:
    """All numbers of a pack that have bounds: (key, value, lowest, highest)."""
    parts: list[tuple[str, SignalPart, JudgePart]] = [("", pack.signal, pack.warn)]
    parts += [(f"rule[{at}].", one.signal, one.warn) for at, one in enumerate(pack.rule)]
    for key, signal, warn in parts:
        yield f"{key}signal.min_confidence", signal.min_confidence, 0, 1
        yield f"{key}warn.hysteresis", warn.hysteresis, 0, 1
        yield f"{key}warn.tolerance", warn.tolerance, 0, MOST
        for at, one in enumerate(warn.level):
            yield f"{key}warn.level[{at}].share", one.share, 0, MOST
            if one.at is not None:
                yield f"{key}warn.level[{at}].at", one.at, -MOST, MOST
        if warn.rate:
            yield f"{key}warn.rate.limit", warn.rate.limit, 0, MOST
        for name in ("value", "low", "rate") if warn.limit else ():
            if (value := getattr(warn.limit, name)) is not None:
                yield f"{key}warn.limit.{name}", value, -MOST, MOST


def _spans(key: str, part: JudgePart) -> Iterator[tuple[str, str]]:
    for name in ("for_", "gap", "clear_after", "window", "lasts", "missing"):
        if getattr(part, name):
            yield f"{key}.{name.rstrip('_')}", getattr(part, name)
    for at, one in enumerate(part.level):
        if one.for_:
            yield f"{key}.level[{at}].for", one.for_
    if part.rate:
        yield f"{key}.rate.window", part.rate.window
