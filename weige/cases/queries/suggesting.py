"""Who should get a case, with the reasons: the table's row (依据), past cases (往例), who is near (就近)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from weige.cases.models import Case, DispatchRule
from weige.cases.queries.presenting import seat_named
from weige.cases.rules.dispatching import DEPARTMENT, Row, Target, fitting
from weige.cases.rules.ownership import LOCALITY_FIRST, OWNER_FIRST, principle
from weige.cases.rules.words import label
from weige.kernel.access import Access
from weige.people.models import Department, Post
from weige.people.queries.duty import on_duty

#: Past cases are looked at this far back (our default).
PAST = timedelta(days=180)
RECUR = timedelta(days=90)
MOST = 3


@dataclass(slots=True)
class Candidate:
    """One suggestion: a post on duty, or a department."""

    row: Row
    post: Post | None
    department: Department | None
    declined: bool
    reasons: list[dict[str, str]] = field(default_factory=list)

    @property
    def key(self) -> tuple[int | None, int | None]:
        """The same whoever's row led here."""
        return (self.post.pk, None) if self.post else (None, self.department.pk if self.department else None)

    def as_json(self) -> dict[str, Any]:
        return {
            "post": seat_named(self.post),
            "department": seat_named(self.department),
            "declined": self.declined,
            "reasons": self.reasons,
        }


def table_rows() -> list[Row]:
    """The dispatch table as it stands (1 statement)."""
    return [
        Row(r.key, r.matter_type, r.prefix, r.level, r.order, Target.parse(r.target), r.basis_zh, r.basis_en)
        for r in DispatchRule.objects.filter(active=True)
    ]


def targets_of(case: Case, first: Sequence[str] = ()) -> list[Row]:
    """Rows for a case: what its scenario asks for first, then the table. Raises ValueError for a bad target."""
    asked = [
        Row(
            f"pack-{i}",
            "",
            "",
            "",
            i,
            Target.parse(text),
            label("reason", "pack", "zh"),
            label("reason", "pack", "en"),
        )
        for i, text in enumerate(first)
    ]
    if case.matter is None:
        return asked
    return asked + fitting(table_rows(), case.matter.kind, case.matter.code, case.level)


def resolve(case: Case, rows: Iterable[Row], *, now: datetime, most: int = MOST) -> list[Candidate]:
    """The rows' targets as posts on duty or departments; a row nobody is on duty for is left out."""
    found: dict[tuple[int | None, int | None], Candidate] = {}
    duty: dict[str, list[Post]] = {}
    for row in rows:
        if len(found) >= most:
            break
        candidate = _candidate(case, row, duty, now)
        if candidate is not None:
            found.setdefault(candidate.key, candidate)
    return sorted(found.values(), key=lambda one: one.declined)


def _candidate(case: Case, row: Row, duty: dict[str, list[Post]], now: datetime) -> Candidate | None:
    if row.target.kind == DEPARTMENT:
        department = Department.objects.filter(code=row.target.department).first()
        if department is None:
            return None
        return Candidate(row, None, department, department.pk in case.declined_departments)
    role = row.target.role
    if role not in duty:
        duty[role] = on_duty(case.cells, now, role_code=role)
    posts = duty[role]
    wanted = [post for post in posts if post.area.level == row.target.level] or posts
    fresh = [post for post in wanted if post.pk not in case.declined_posts] or wanted
    if not fresh:
        return None
    return Candidate(row, fresh[0], fresh[0].department, fresh[0].pk in case.declined_posts)


def suggest(case: Case, *, now: datetime) -> list[dict[str, Any]]:
    """Up to three suggestions, best first, each with its reasons (about 6 statements)."""
    candidates = _named(case) + resolve(case, targets_of(case), now=now)
    candidates = list({one.key: one for one in reversed(candidates)}.values())[::-1][:MOST]
    past = _past(case, now)
    load = _load([one.post.pk for one in candidates if one.post])
    for one in candidates:
        one.reasons = _reasons(one, past, load)
        _add_principle(one, case)
    return [one.as_json() for one in candidates]


def _named(case: Case) -> list[Candidate]:
    """The unit that whoever returned the case says should have it."""
    post, department = case.proposed_post, case.proposed_department
    if post is None and department is None:
        return []
    basis = [label("reason", "named", at) for at in ("zh", "en")]
    target = Target(DEPARTMENT, department=department.code if department else "")
    row = Row("named", "", "", "", 0, target, basis[0], basis[1])
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
    """How often the same matter was found at the same shop, else in the same cells, within 90 days."""
    recent = Q(ended_at__isnull=True) | Q(ended_at__gt=now - RECUR)  # what the indexes go by
    rows = access.rows("case.list", Case.objects.all()).filter(
        recent, matter=case.matter_id, found_at__gt=now - RECUR, found_at__lte=now
    )
    rows = (
        rows.filter(shop=case.shop_id) if case.shop_id else rows.filter(leaf_cells__overlap=case.leaf_cells)
    )
    count = rows.exclude(state__in=["void", "rejected", "merged"]).count() if case.matter_id else 0
    return {"days": RECUR.days, "count": count, "of": "shop" if case.shop_id else "cell"}
