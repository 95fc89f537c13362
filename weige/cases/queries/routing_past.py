"""A dry run: what other rules would have done with the last cases, with the roster as it was then."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from weige.cases.models import UNREAD, Case
from weige.cases.queries.routing import HANDLES, Codes, Routed, codes, route
from weige.cases.rules.localtime import local_day
from weige.cases.rules.routing import Rule
from weige.kernel.access import Access
from weige.people.models import Department, Grant, Post, PostTerm, Shift

#: Rows the answer shows; all are counted.
SHOWN = 200


@dataclass
class PastDuty:
    """Rosters and terms of a span of time, read at once (4 statements); ask it with `at` set."""

    shifts: list[Shift]
    terms: dict[int, list[tuple[Any, Any]]]
    posts: dict[str, Post]
    units: dict[str, tuple[Department, list[int]]]
    at: datetime
    _present: dict[tuple[datetime, tuple[int, ...]], list[Shift]] = field(default_factory=dict)

    @classmethod
    def between(cls, since: datetime, until: datetime) -> "PastDuty":
        rows = Shift.objects.filter(start__lte=until, end__gt=since).select_related(
            "post__role", "post__department", "post__area", "area", "station"
        )
        terms: dict[int, list[tuple[Any, Any]]] = defaultdict(list)
        for post, first, last in PostTerm.objects.filter(user__is_active=True).values_list(
            "post", "valid_from", "valid_to"
        ):
            terms[post].append((first, last))
        handling = set(Grant.objects.filter(verb=HANDLES).values_list("role", flat=True))
        posts = list(Post.objects.select_related("area", "department"))
        units: dict[str, tuple[Department, list[int]]] = {}
        for post_row in posts:
            if post_row.department is not None and post_row.role_id in handling:
                units.setdefault(post_row.department.code, (post_row.department, []))[1].append(post_row.pk)
        return cls(list(rows), dict(terms), {one.code: one for one in posts}, units, until)

    def held(self, post: int) -> bool:
        day = local_day(self.at)
        return any(first <= day and (last is None or day < last) for first, last in self.terms.get(post, ()))

    def _now(self, cells: Sequence[int]) -> list[Shift]:
        here = set(cells)
        found = [s for s in self.shifts if s.start <= self.at < s.end and self.held(s.post_id)]
        near = [s for s in found if s.area_id in here]
        return sorted(near, key=lambda s: (-len(s.area.path), s.post_id))

    def role(self, cells: Sequence[int], role: str) -> list[Post]:
        return _once(shift.post for shift in self._now(cells) if shift.post.role.code == role)

    def station(self, cells: Sequence[int], unit: str) -> list[Post]:
        here = set(cells)
        return _once(
            s.post
            for s in self.shifts
            if s.station is not None
            and s.station.area_id in here
            and s.start <= self.at < s.end
            and s.post.department is not None
            and s.post.department.code == unit
            and self.held(s.post_id)
        )

    def post(self, code: str) -> Post | None:
        found = self.posts.get(code)
        return found if found is not None and self.held(found.pk) else None

    def unit(self, code: str) -> Department | None:
        department, posts = self.units.get(code, (None, []))
        return department if any(self.held(pk) for pk in posts) else None


def _once(posts: Iterable[Post]) -> list[Post]:
    return list({post.pk: post for post in posts}.values())


def last_cases(access: Access, n: int) -> list[Case]:
    """The last n cases that were dispatched, newest first (1 statement)."""
    rows = access.rows("case.list", Case.objects.filter(dispatched_at__isnull=False, matter__isnull=False))
    return list(
        rows.select_related("matter", "shop", "building", "handler_post", "department")
        .defer(*UNREAD)
        .order_by("-reported_at", "-number")[:n]
    )


def try_rules(access: Access, now_rules: Sequence[Rule], new_rules: Sequence[Rule], n: int) -> dict[str, Any]:
    """Both sets of rules on the last n cases, each at the moment it was dispatched first.

    Each case is tried fresh: that somebody returned it later is not known to either set. Answer: counts and a row
    for every case the two sets would send elsewhere.
    """
    cases = last_cases(access, n)
    moments = [case.dispatched_at for case in cases if case.dispatched_at is not None]
    if not moments:
        return {"cases": 0, "differ": 0, "nobody": 0, "errors": 0, "since": None, "until": None, "rows": []}
    duty, read = PastDuty.between(min(moments), max(moments)), codes()
    rows: list[dict[str, Any]] = []
    nobody = errors = differ = 0
    for case in cases:
        was, would = _both(case, now_rules, new_rules, duty, read)
        errors += bool(would.faults)
        nobody += would.first is None
        if _said(was) == _said(would):
            continue
        differ += 1
        if len(rows) < SHOWN:
            rows.append(_row(case, was, would))
    return {
        "cases": len(cases),
        "differ": differ,
        "nobody": nobody,
        "errors": errors,
        "since": min(moments).isoformat(),
        "until": max(moments).isoformat(),
        "rows": rows,
    }


def _both(
    case: Case, now_rules: Sequence[Rule], new_rules: Sequence[Rule], duty: PastDuty, read: Codes
) -> tuple[Routed, Routed]:
    assert case.dispatched_at is not None, "only dispatched cases are tried"
    duty.at = case.dispatched_at
    case.declined_posts, case.declined_departments = [], []
    facts = read.facts(case, case.dispatched_at)
    return route(case, now_rules, duty, facts), route(case, new_rules, duty, facts)


def _said(routed: Routed) -> str:
    return routed.first.said if routed.first else ""


def _row(case: Case, was: Routed, would: Routed) -> dict[str, Any]:
    assert case.matter is not None, "only cases with a matter are tried"
    return {
        "case": str(case.pk),
        "number": case.number,
        "title_zh": case.title_zh,
        "title_en": case.title_en,
        "at": case.dispatched_at.isoformat() if case.dispatched_at else None,
        "was": _side(was),
        "would": _side(would),
    }


def _side(routed: Routed) -> dict[str, str]:
    one = routed.first
    seat = (one.post or one.department) if one else None
    return {
        "rule": one.row.key if one else "",
        "to": one.said if one else "",
        "name_zh": seat.name_zh if seat else "",
        "name_en": seat.name_en if seat else "",
        "errors": ", ".join(rule.key for rule, _ in routed.faults),
    }
