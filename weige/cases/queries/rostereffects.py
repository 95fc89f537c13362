"""What a change of the duty roster means to cases: rules that send to who is on duty, tasks that lie with the post."""

from weige.cases.queries.routing import rules_in_force
from weige.cases.queries.shiftends import tasks_at
from weige.cases.rules.dispatching import DUTY, STATION, Target
from weige.cases.rules.routing import Rule, RuleFault
from weige.kernel.reference import Effect
from weige.people.queries.rostereffects import Moved

SHOWN = 8  # rules named one by one


def of_roster(moved: Moved) -> list[Effect]:
    """Rules that look for the role or the station's unit, and what is open at a post that goes (4 statements)."""
    _, rules = rules_in_force(moved.now)
    goals = [(rule, goal) for rule in rules if rule.enabled and (goal := _goal(rule))]
    found = []
    for role, empty in moved.roles.items():
        asking = [rule for rule, goal in goals if goal.kind == DUTY and goal.role == role]
        found += _told("office_roster_rules_empty" if empty else "office_roster_rules", asking, empty)
    units = {
        side.post.department.code
        for side in (moved.before, moved.after)
        if side and side.station_id and side.post.department
    }
    sitting = [rule for rule, goal in goals if goal.kind == STATION and goal.department in units]
    return [*found, *_told("office_roster_station_rules", sitting, False), *_tasks(moved)]


def _goal(rule: Rule) -> Target | None:
    try:
        return rule.goal
    except RuleFault:
        return None


def _told(code: str, rules: list[Rule], empty: bool) -> list[Effect]:
    items = [(rule.basis_zh, rule.basis_en or rule.basis_zh) for rule in rules[:SHOWN]]
    return [Effect(code, {"n": len(rules)}, "warn" if empty else "info", items)] if rules else []


def _tasks(moved: Moved) -> list[Effect]:
    """Open tasks of the post that would not be on duty any more."""
    gone = moved.before
    if gone is None or gone.end <= moved.now or (moved.after and moved.after.post_id == gone.post_id):
        return []
    n = tasks_at([gone.post_id])[gone.post_id]
    return [Effect("office_roster_tasks", {"n": n}, "warn")] if n else []
