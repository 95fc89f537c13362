"""Keeping why a case went where, and raising the alarm for a rule that cannot work."""

from collections.abc import Iterable
from datetime import datetime

from weige.cases.events import RouteFaulty, RouteMended
from weige.cases.models import Case, RouteFault, RouteTrace
from weige.cases.queries.routing import LiveDuty, Routed, codes, known, route, rules_in_force
from weige.cases.rules.routing import Rule, RuleFault, fault_of
from weige.kernel import log
from weige.kernel.access import SYSTEM
from weige.kernel.errors import words
from weige.kernel.models import Setting
from weige.territory.models import Area

#: A rule that is looked at again within this many seconds is not counted anew.
FAULTS_AT_ONCE = 200


def keep_trace(case: Case, routed: Routed, book: int, *, followed: bool | None, now: datetime) -> RouteTrace:
    """One row for one dispatch (1 statement, more when a rule went wrong)."""
    best = routed.first
    raise_faults(routed.faults, book, now=now)
    return RouteTrace.objects.create(
        case=case,
        at=now,
        book=book,
        rule=best.row.key if best else "",
        steps=[list(step) for step in routed.steps],
        on_duty=[code[:40] for code in routed.on_duty[:20]],
        suggested=best.said if best else "",
        post_id=case.handler_post_id,
        department_id=case.department_id,
        followed=followed,
    )


def note_manual(case: Case, *, now: datetime) -> RouteTrace:
    """What the rules would have said at the moment the desk dispatched, and whether the desk did the same."""
    book, rules = rules_in_force(now)
    routed = route(case, rules, LiveDuty(now), codes().facts(case, now))
    best = routed.first
    chosen = (case.handler_post_id, None if case.handler_post_id else case.department_id)
    return keep_trace(case, routed, book, followed=best is not None and best.key == chosen, now=now)


def raise_faults(faults: Iterable[tuple[Rule, RuleFault]], book: int, *, now: datetime) -> int:
    """Keeps each fault once while it lasts and tells it the first time; how many are new."""
    new = 0
    for rule, fault in faults:
        row, fresh = RouteFault.objects.get_or_create(
            key=rule.key,
            code=fault.code,
            settled_at=None,
            defaults={"book": book, "params": fault.params, "first_at": now, "last_at": now},
        )
        if fresh:
            new += 1
            _tell(rule, fault, book, now)
        else:
            row.last_at, row.count, row.book = now, row.count + 1, book
            row.save(update_fields=["last_at", "count", "book"])
    return new


def _tell(rule: Rule, fault: RuleFault, book: int, now: datetime) -> None:
    text = {f"text_{at}": words(fault.code, at, fault.params) for at in ("zh", "en")}
    event = RouteFaulty(
        book=book,
        key=rule.key,
        code=fault.code,
        basis_zh=rule.basis_zh,
        basis_en=rule.basis_en or rule.basis_zh,
        **text,
    )
    log.append(event, who=SYSTEM, now=now, subject=f"route:{rule.key}", cells=street())


def street() -> list[int]:
    """Ids of the installation's own street: whom its desk is told about (≤ 2 statements)."""
    code = Setting.objects.filter(key="street").values_list("value", flat=True).first()
    return (
        list(Area.objects.filter(code=code, valid_to__isnull=True).values_list("pk", flat=True))
        if code
        else []
    )


def check_rules(*, now: datetime) -> int:
    """Looks at every rule in force, also those no case has met; what works again is settled. How many are faulty."""
    book, rules = rules_in_force(now)
    there = known(now)
    found = [(rule, fault) for rule in rules if rule.enabled if (fault := fault_of(rule, there))]
    raise_faults(found[:FAULTS_AT_ONCE], book, now=now)
    still = {(rule.key, fault.code) for rule, fault in found}
    for row in RouteFault.objects.filter(settled_at__isnull=True):
        if (row.key, row.code) not in still:
            row.settled_at = now
            row.save(update_fields=["settled_at"])
            event = RouteMended(book=book, key=row.key, code=row.code)
            log.append(event, who=SYSTEM, now=now, subject=f"route:{row.key}", cells=street())
    return len(found)
