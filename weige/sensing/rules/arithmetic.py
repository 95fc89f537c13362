"""The arithmetic of a warning in words: by which numbers its level was reached, judge by judge."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from weige.sensing.rules.expression import Node, parse
from weige.sensing.rules.levels import LEVELS, rank
from weige.sensing.rules.spec import LevelSpec, RuleSpec, Text
from weige.sensing.rules.state import SECOND
from weige.sensing.rules.wording import clock, duration, measured, number, say

Numbers = dict[str, float]
MOST: Final = 6  # decimals nobody needs more than, also to tell two numbers apart
SET: Final = {"limit", "line", "rate_limit"}
BESIDE: Final = {"line", "low", "high"}
READ = ("value", "limit", "line", "low", "high", "earlier", "rise", "rate_limit", "before", "middle")


def arithmetic(
    spec: RuleSpec,
    level: int,
    numbers: Numbers,
    span: tuple[int, int],
    names: Mapping[str, Text] | None = None,
    *,
    decimals: int = 2,
) -> list[Text]:
    """One or two sentences; none where the judge wrote nothing down (a warning of an older release).

    names: what the rules a combination asks for are called; one without a name is told by its id.
    decimals: what a reading of the signal is worth.
    """
    rung = next((one for one in spec.levels if rank(one.level) == level), None)
    if rung is None:
        return []
    if spec.judge == "combination":
        told = [say("why_combination", when=worded(parse(rung.when or spec.when), names or {}))]
    else:
        told = TELLERS.get(spec.judge, _scored)(spec, rung, numbers, decimals)
    needed = spec.for_s if rung.for_s is None else rung.for_s
    if told and needed and spec.judge not in {"absence", "frozen"}:
        lasted = duration((span[1] - span[0]) / SECOND)
        told.append(say("why_lasted", lasted=lasted, needed=duration(needed)))
    return told


def _shown(spec: RuleSpec, numbers: Numbers, decimals: int) -> dict[str, Any]:
    """Readings with the decimals they are worth, and more only where the sentence would be untrue without: a reading
    beside a line it is not equal to, a change that is not the difference. Limits as whoever set them wrote them.
    """
    read = {name: one for name, one in numbers.items() if name in READ}
    needed = next((n for n in range(decimals, MOST) if _true(read, n)), MOST)
    exact = {*SET, *(("low", "high") if spec.direction == "outside" else ())}
    return {
        name: measured(one, spec.unit, max(needed, 2) if name in exact else needed)
        for name, one in read.items()
    }


def _true(read: Numbers, decimals: int) -> bool:
    shown = {name: round(one, decimals) for name, one in read.items()}
    value = read.get("value")
    if any(shown[name] == shown["value"] and one != value for name, one in read.items() if name in BESIDE):
        return False
    if not {"value", "earlier", "rise"} <= read.keys():
        return True
    return round(abs(shown["value"] - shown["earlier"]) - abs(shown["rise"]), decimals) == 0


def _threshold(spec: RuleSpec, rung: LevelSpec, numbers: Numbers, decimals: int) -> list[Text]:
    shown = _shown(spec, numbers, decimals)
    if numbers.get("by_rate") and spec.rate:
        return [say("why_rise", window=duration(spec.rate.window_s), **shown)]
    if "line" not in numbers or "value" not in numbers:
        return []
    if spec.direction == "outside":
        return [say("why_outside", **shown)]
    share = number(rung.share * 100)
    return [say("why_below" if spec.direction == "below" else "why_above", share=share, **shown)]


# A teller's shape is the same for all, whether it needs the rung and the decimals or not (ARG001).
def _rate(spec: RuleSpec, rung: LevelSpec, numbers: Numbers, decimals: int) -> list[Text]:  # noqa: ARG001
    if "rise" not in numbers or "line" not in numbers:
        return []
    shown = _shown(spec, numbers | {"rate_limit": numbers["line"]}, decimals)
    return [say("why_rise", window=duration(spec.window_s), **shown)]


def _presence(spec: RuleSpec, rung: LevelSpec, numbers: Numbers, decimals: int) -> list[Text]:  # noqa: ARG001
    if not numbers:
        return []
    return [say("why_seen", **{name: number(one) for name, one in numbers.items()})]


def _counted(spec: RuleSpec, rung: LevelSpec, numbers: Numbers, decimals: int) -> list[Text]:  # noqa: ARG001
    if not numbers:
        return []
    first = round(numbers["first_at"])
    plain = {"count": number(numbers["count"], 0), "line": number(numbers["line"], 0)}
    return [say("why_count", window=duration(spec.window_s), first=clock(first), **plain)]


def _absence(spec: RuleSpec, rung: LevelSpec, numbers: Numbers, decimals: int) -> list[Text]:  # noqa: ARG001
    if not numbers:
        return []
    heard = clock(round(numbers["heard_at"]))
    return [
        say("why_silent", heard=heard, silent=duration(numbers["silent"]), line=duration(numbers["line"]))
    ]


def _frozen(spec: RuleSpec, rung: LevelSpec, numbers: Numbers, decimals: int) -> list[Text]:  # noqa: ARG001
    if not numbers:
        return []
    return [
        say(
            "why_frozen",
            value=measured(numbers["value"], spec.unit, decimals),
            count=number(numbers["count"], 0),
            still=duration(numbers["still"]),
            line=duration(numbers["line"]),
        )
    ]


def _scored(spec: RuleSpec, rung: LevelSpec, numbers: Numbers, decimals: int) -> list[Text]:  # noqa: ARG001
    """Baseline, change, anomaly: the value, what was usual or before, and the score against the level's."""
    if "score" not in numbers:
        return []
    shown = _shown(spec, {key: one for key, one in numbers.items() if key != "line"}, decimals)
    score = say("why_score", score=number(numbers["score"]), line=number(numbers["line"]))
    if "low" in numbers:
        return [say("why_unusual", **shown), score]
    if "since_at" in numbers:
        return [say("why_moved", since=clock(round(numbers["since_at"])), **shown), score]
    return [score]


def _event(spec: RuleSpec, rung: LevelSpec, numbers: Numbers, decimals: int) -> list[Text]:  # noqa: ARG001
    met = {**spec.where, **rung.where}
    if not met:
        return []
    told = ", ".join(f"{path} = {_condition(one)}" for path, one in met.items())
    return [say("why_event", met=told)]


def _condition(one: Any) -> str:
    if isinstance(one, Mapping):
        words = {"at_least": "≥", "at_most": "≤", "not": "≠"}
        return " ".join(f"{words.get(name, name)} {_condition(bound)}" for name, bound in one.items())
    if isinstance(one, list | tuple):
        return " / ".join(_condition(each) for each in one)
    return str(one).lower() if isinstance(one, bool) else str(one)


def worded(node: Node, names: Mapping[str, Text], *, inner: bool = False) -> Text:
    """An expression over rules in words: "烟雾且门开着", "smoke and an open door"; brackets where it needs them."""
    if node.op == "is":
        own = names.get(node.name, Text(node.name, node.name))
        return (
            own
            if node.level == 1
            else say("when_level", name=own, level=say(f"level_{LEVELS[node.level - 1]}"))
        )
    parts = [worded(part, names, inner=True) for part in node.parts]
    if node.op == "not":
        return say("when_not", what=parts[0])
    told = parts[0]
    for part in parts[1:]:
        told = say(f"when_{node.op}", one=told, other=part)
    return say("when_inner", what=told) if inner else told


TELLERS: dict[str, Callable[[RuleSpec, LevelSpec, Numbers, int], list[Text]]] = {
    "threshold": _threshold,
    "rate": _rate,
    "presence": _presence,
    "count": _counted,
    "recurrence": _counted,
    "absence": _absence,
    "frozen": _frozen,
    "event": _event,
}
