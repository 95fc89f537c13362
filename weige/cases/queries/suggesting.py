"""Who should get a case, with the reasons: the table's row (依据), past cases (往例), who is near (就近)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from weige.cases.models import Case
from weige.cases.queries.presenting import seat_named
from weige.cases.queries.recurring import window
from weige.cases.queries.routing import Candidate, LiveDuty, Routed, codes, route, rules_in_force
from weige.cases.rules.ownership import LOCALITY_FIRST, OWNER_FIRST, principle
from weige.cases.rules.routing import Rule
from weige.cases.rules.words import label
from weige.kernel.access import Access

#: Past cases are looked at this far back (our default).
PAST = timedelta(days=180)
MOST = 3


def targets_of(case: Case, first: Sequence[str] = (), *, now: datetime) -> tuple[int, list[Rule]]:
    """What is tried for a case: what its scenario asks for, then the rules in force; and the number of their book."""
    basis = [label("reason", "pack", at) for at in ("zh", "en")]
    asked = [
        Rule(key=f"pack-{i}", target=text, basis_zh=basis[0], basis_en=basis[1])
        for i, text in enumerate(first)
    ]
    if case.matter is None:
        return 0, asked
    book, rules = rules_in_force(now)
    return book, asked + rules


def resolve(case: Case, rules: Iterable[Rule], *, now: datetime, most: int = MOST) -> Routed:
    """The rules tried on the case with the roster of this moment."""
    return route(case, rules, LiveDuty(now), codes().facts(case, now), most=most)


def as_json(one: Candidate) -> dict[str, Any]:
    return {
        "post": seat_named(one.post),
        "department": seat_named(one.department),
        "declined": one.declined,
        "reasons": one.reasons,
    }


def suggest(case: Case, *, now: datetime) -> list[dict[str, Any]]:
    """Up to three suggestions, best first, each with its reasons (about 6 statements)."""
    routed = resolve(case, targets_of(case, now=now)[1], now=now)
    candidates = _named(case) + sorted(routed.candidates, key=lambda one: one.declined)
    candidates = list({one.key: one for one in reversed(candidates)}.values())[::-1][:MOST]
    past = _past(case, now)
    load = _load([one.post.pk for one in candidates if one.post])
    for one in candidates:
        one.reasons = _reasons(one, past, load)
        _add_principle(one, case)
    return [as_json(one) for one in candidates]


def _named(case: Case) -> list[Candidate]:
    """The unit that whoever returned the case says should have it."""
    post, department = case.proposed_post, case.proposed_department
    if post is None and department is None:
        return []
    basis = [label("reason", "named", at) for at in ("zh", "en")]
    target = f"post:{post.code}" if post else f"department:{department.code if department else ''}"
    row = Rule(key="named", target=target, basis_zh=basis[0], basis_en=basis[1])
    refused = department is not None and department.pk in case.declined_departments
    return [Candidate(row, post, None if post else department, refused)]


def _add_principle(one: Candidate, case: Case) -> None:
    """Says by which principle this receiver comes first: the owner for components, the place for matters."""
    rule = principle(case.matter.kind) if case.matter else ""
    if rule == (OWNER_FIRST if one.post is None else LOCALITY_FIRST):
        said = {f"text_{at}": label("principle", rule, at) for at in ("zh", "en")}
        one.reasons.insert(1, {"kind": "principle"} | said)


def _past(case: Case, now: datetime) -> Counter[tuple[int | None, int | None]]:
    """(post, department) → how many cases of this matter they closed in the same cells."""
    done = Case.objects.filter(
        matter=case.matter_id,
        ended_at__gt=now - PAST,
        closed_at__isnull=False,
        leaf_cells__overlap=case.leaf_cells,
    )
    rows = done.values_list("handler_post", "department").annotate(n=Count("pk"))
    return Counter({(post, department): n for post, department, n in rows})


def _load(posts: list[int]) -> dict[int, int]:
    """post → open cases in its hands."""
    rows = Case.objects.filter(ended_at__isnull=True, handler_post__in=posts)
    return dict(rows.values_list("handler_post").annotate(n=Count("pk"))) if posts else {}


def _reasons(
    one: Candidate, past: Counter[tuple[int | None, int | None]], load: dict[int, int]
) -> list[dict[str, str]]:
    found = [{"kind": "basis", "text_zh": one.row.basis_zh, "text_en": one.row.basis_en}]
    total = past.total()
    if one.post:
        mine = sum(n for (post, _), n in past.items() if post == one.post.pk)
    else:
        mine = sum(n for (_, unit), n in past.items() if one.department and unit == one.department.pk)
    if total:
        found.append(_said("precedent", total=total, mine=mine))
    if one.post:
        area = one.post.area
        hands = load.get(one.post.pk, 0)
        found.append(_said("near", area_zh=area.name_zh, area_en=area.name_en, hands=hands))
    if one.declined:
        found.append(_said("declined"))
    return found


def _said(kind: str, **params: object) -> dict[str, str]:
    return {"kind": kind} | {f"text_{at}": label("reason", kind, at).format(**params) for at in ("zh", "en")}


def recurrence(access: Access, case: Case, *, now: datetime) -> dict[str, Any]:
    """How often the same matter was found at the same shop, else in the same cells, as far back as the office looks."""
    look = window().look
    recent = Q(ended_at__isnull=True) | Q(ended_at__gt=now - look)  # what the indexes go by
    rows = access.rows("case.list", Case.objects.all()).filter(
        recent, matter=case.matter_id, found_at__gt=now - look, found_at__lte=now
    )
    rows = (
        rows.filter(shop=case.shop_id) if case.shop_id else rows.filter(leaf_cells__overlap=case.leaf_cells)
    )
    count = rows.exclude(state__in=["void", "rejected", "merged"]).count() if case.matter_id else 0
    return {"days": look.days, "count": count, "of": "shop" if case.shop_id else "cell"}
