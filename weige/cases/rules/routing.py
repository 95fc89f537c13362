"""Routing rules: who gets which case. Pure: what a rule asks, whether a case fits, and on what it fails.

Rules are tried in their order; the first that fits and finds somebody wins. A rule that cannot be read or names what
is not there is an error, which is told, and the next rule is tried.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, Protocol

from weige.cases.rules.dispatching import Target
from weige.kernel.streettime import LOCAL

#: What a rule may ask, in the order it is looked at. `hours`: "22:00-06:00"; `days`: working or off; `tag`: what is
#: registered on the shop or building ("trade:…", "protection:…"), and the register's tags on them and on the cells
#: around ("tag:…").
CRITERIA = ("matter_type", "prefix", "level", "source", "area", "weekdays", "hours", "days", "tag")
LISTS = ("prefix", "level", "source", "area", "tag")
DAYS = ("", "working", "off")
HOURS = re.compile(r"^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$")


class RuleFault(ValueError):
    """A rule that cannot be used: a message code and its parameters."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. `when`: criterion → what it asks (lists: any of them; empty or missing: anything)."""

    key: str
    order: int = 0
    enabled: bool = True
    when: Mapping[str, Any] = field(default_factory=dict)
    target: str
    basis_zh: str
    basis_en: str = ""

    @property
    def goal(self) -> Target:
        """The target as it is meant. Raises RuleFault."""
        try:
            return Target.parse(self.target)
        except ValueError:
            raise RuleFault("route_bad_target", target=self.target) from None


class SomeTags(Protocol):
    """Tags of a place; they may be read as late as a rule asks for them."""

    def isdisjoint(self, other: Iterable[str], /) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What of a case rules look at. `at` is local time; areas: codes of its cells with all above them."""

    matter_type: str = ""
    code: str = ""
    level: str = ""
    sources: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    tags: SomeTags = frozenset()
    at: datetime
    working_day: bool = True


def fails_on(rule: Rule, facts: Facts) -> str:
    """The first criterion the case does not meet; empty when it meets all. Raises RuleFault."""
    for name in CRITERIA:
        wanted = rule.when.get(name)
        if wanted and not _meets(name, wanted, facts):
            return name
    return ""


def _meets(name: str, wanted: Any, facts: Facts) -> bool:
    local = facts.at.astimezone(LOCAL)
    checks: dict[str, Callable[[], bool]] = {
        "matter_type": lambda: str(wanted) == facts.matter_type,
        "prefix": lambda: any(facts.code.startswith(prefix) for prefix in wanted),
        "level": lambda: facts.level in wanted,
        "source": lambda: not facts.sources.isdisjoint(wanted),
        "area": lambda: not facts.areas.isdisjoint(wanted),
        "weekdays": lambda: local.isoweekday() in wanted,
        "hours": lambda: within(str(wanted), local.time()),
        "days": lambda: (wanted == "working") == facts.working_day,
        "tag": lambda: not facts.tags.isdisjoint(wanted),
    }
    return checks[name]()


def within(hours: str, at: time) -> bool:
    """Whether the local time lies in "HH:MM-HH:MM" (to the next morning when it ends before it begins)."""
    found = HOURS.match(hours)
    if found is None or hours[6:] > "24:00":
        raise RuleFault("route_bad_hours", hours=hours)
    start, end, now = hours[:5], hours[6:], at.strftime("%H:%M")
    return start <= now < end if start < end else now >= start or now < end


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What there is for rules to name: codes."""

    posts: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    matters: frozenset[str] = frozenset()
    station_units: frozenset[str] = frozenset()


def fault_of(rule: Rule, known: Known) -> RuleFault | None:
    """Why a rule can never work as it stands, or None: also what a case would pass by in silence."""
    try:
        goal = rule.goal
        if rule.when.get("hours"):
            within(str(rule.when["hours"]), time(0))
    except RuleFault as fault:
        return fault
    lost = sorted(set(rule.when.get("area") or ()) - known.areas)
    if lost:
        return RuleFault("route_unknown_area", area=lost[0])
    for prefix in rule.when.get("prefix") or ():
        if not any(code.startswith(prefix) for code in known.matters):
            return RuleFault("route_unknown_matter", prefix=prefix)
    return _goal_fault(goal, known)


def _goal_fault(goal: Target, known: Known) -> RuleFault | None:
    match goal.kind:
        case "post" if goal.post not in known.posts:
            return RuleFault("route_unknown_post", post=goal.post)
        case "department" if goal.department not in known.units:
            return RuleFault("route_dead_unit", unit=goal.department)
        case "station" if goal.department not in known.station_units:
            return RuleFault("route_no_station", unit=goal.department)
        case "duty" if goal.role not in known.roles:
            return RuleFault("route_unknown_role", role=goal.role)
        case "duty" if goal.level not in known.levels:
            return RuleFault("route_unknown_level", level=goal.level)
    return None


def changes(old: Iterable[Rule], new: Iterable[Rule]) -> list[dict[str, str]]:
    """What an edit did, by key: added, removed, changed, moved (only its place in the order)."""
    before, after = list(old), list(new)
    was, now = {rule.key: rule for rule in before}, {rule.key: rule for rule in after}
    found = [{"key": key, "what": "removed"} for key in was if key not in now]
    found += [{"key": key, "what": "added"} for key in now if key not in was]
    both = [key for key in now if key in was]
    place_was = [rule.key for rule in before if rule.key in now]
    place_now = [rule.key for rule in after if rule.key in was]
    for key in both:
        if _content(was[key]) != _content(now[key]):
            found.append({"key": key, "what": "changed"})
        elif place_was.index(key) != place_now.index(key):
            found.append({"key": key, "what": "moved"})
    return found


def _content(rule: Rule) -> tuple[Any, ...]:
    when = {name: value for name, value in rule.when.items() if value}
    return (rule.enabled, when, rule.target, rule.basis_zh, rule.basis_en)
