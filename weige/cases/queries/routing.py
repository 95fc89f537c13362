"""Routing: the rules in force, tried on a case in their order, with who is on duty; nothing is decided in silence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Protocol

from weige.cases.models import Case, Matter, RouteBook, RouteRule
from weige.cases.rules.dispatching import DEPARTMENT, DUTY, POST, STATION, Target
from weige.cases.rules.localtime import local_day
from weige.cases.rules.routing import Facts, Known, Rule, RuleFault, fails_on
from weige.kernel.queries.calendar import current_calendar
from weige.kernel.worktime import Calendar
from weige.people.models import Department, Post, PostTerm, Role
from weige.people.queries.duty import current, on_duty
from weige.people.queries.stations import force_on_duty, units_of_stations
from weige.registry.queries import labels_on
from weige.territory.models import Area

HANDLES = "case.handle"


class Duty(Protocol):
    """Who could get a case at a moment: the roster as it is (LiveDuty) or as it was (routing_past)."""

    def role(self, cells: Sequence[int], role: str) -> list[Post]: ...

    def station(self, cells: Sequence[int], unit: str) -> list[Post]: ...

    def post(self, code: str) -> Post | None:
        """The post when somebody sits in it."""

    def unit(self, code: str) -> Department | None:
        """The department when it has a held post that handles cases."""


@dataclass
class LiveDuty:
    """The roster at one moment, asked as needed and once for each question."""

    at: datetime
    _roles: dict[tuple[tuple[int, ...], str], list[Post]] = field(default_factory=dict)
    _units: dict[str, Department | None] = field(default_factory=dict)

    def role(self, cells: Sequence[int], role: str) -> list[Post]:
        key = (tuple(cells), role)
        if key not in self._roles:
            self._roles[key] = on_duty(cells, self.at, role_code=role)
        return self._roles[key]

    def station(self, cells: Sequence[int], unit: str) -> list[Post]:
        return force_on_duty(cells, self.at, department_code=unit)

    def post(self, code: str) -> Post | None:
        held = PostTerm.objects.filter(current(local_day(self.at)), post__code=code, user__is_active=True)
        rows = Post.objects.filter(pk__in=held.values("post")).select_related("area", "department")
        return rows.first()

    def unit(self, code: str) -> Department | None:
        if code not in self._units:
            held = PostTerm.objects.filter(
                current(local_day(self.at)), user__is_active=True, post__role__grants__verb=HANDLES
            )
            rows = Department.objects.filter(code=code, posts__in=held.values("post"))
            self._units[code] = rows.distinct().first()
        return self._units[code]


@dataclass(slots=True)
class Candidate:
    """One receiver a rule led to: a post, or a department."""

    row: Rule
    post: Post | None
    department: Department | None
    declined: bool
    reasons: list[dict[str, str]] = field(default_factory=list)

    @property
    def key(self) -> tuple[int | None, int | None]:
        """The same whoever's rule led here."""
        return (self.post.pk, None) if self.post else (None, self.department.pk if self.department else None)

    @property
    def said(self) -> str:
        """post:<code> or department:<code>."""
        if self.post:
            return f"post:{self.post.code}"
        return f"department:{self.department.code}" if self.department else ""


@dataclass
class Routed:
    """What came out: receivers, best first; steps (key, verdict, detail) in the order tried; errors of rules."""

    candidates: list[Candidate] = field(default_factory=list)
    steps: list[tuple[str, str, str]] = field(default_factory=list)
    faults: list[tuple[Rule, RuleFault]] = field(default_factory=list)
    on_duty: list[str] = field(default_factory=list)

    @property
    def first(self) -> Candidate | None:
        """The best receiver that did not return the case, else the best at all."""
        return min(self.candidates, key=lambda one: one.declined, default=None)


def book_in_force(now: datetime) -> RouteBook | None:
    """The book switched on that began last (1 statement)."""
    rows = RouteBook.objects.filter(switched_at__isnull=False, starts_at__lte=now)
    return rows.order_by("-starts_at", "-no").first()


def rules_in_force(now: datetime) -> tuple[int, list[Rule]]:
    """The number of the book in force and its rules in order; 0 and none before the catalogue is loaded."""
    book = book_in_force(now)
    return (book.no, rules_of(book)) if book else (0, [])


def rules_of(book: RouteBook) -> list[Rule]:
    """The rules of a book in their order (1 statement)."""
    return [row.rule for row in RouteRule.objects.filter(book=book).order_by("order")]


@dataclass
class Tags:
    """What is known of the place of a case: trade, protection, and the register's tags on its shop, its building and
    the cells it lies in that count on the day. Read when a rule first asks (1 statement).
    """

    case: Case
    on: date

    @cached_property
    def all(self) -> frozenset[str]:
        case = self.case
        found = [f"trade:{case.shop.trade}"] if case.shop and case.shop.trade else []
        if case.building and case.building.protection:
            found.append(f"protection:{case.building.protection}")
        things: dict[str, list[int | None]] = {
            "shop": [case.shop_id],
            "building": [case.building_id],
            "area": [*case.cells],
        }
        return frozenset([*found, *(f"tag:{code}" for code in labels_on(things, self.on))])

    def isdisjoint(self, other: Iterable[str], /) -> bool:
        return self.all.isdisjoint(other)


@dataclass
class Codes:
    """Area ids → codes, and what day is a working day; read once for many cases."""

    calendar: Calendar

    @cached_property
    def areas(self) -> Mapping[int, str]:
        return dict(Area.objects.values_list("pk", "code"))

    def facts(self, case: Case, at: datetime) -> Facts:
        """What of the case rules look at (matter, shop, building loaded)."""
        matter = case.matter
        return Facts(
            matter_type=matter.kind if matter else "",
            code=matter.code if matter else "",
            level=case.level,
            sources=frozenset(case.sources),
            areas=frozenset(self.areas[pk] for pk in case.cells if pk in self.areas),
            tags=Tags(case, local_day(at)),
            at=at,
            working_day=bool(self.calendar.hours_of(local_day(at))),
        )


def codes() -> Codes:
    return Codes(current_calendar())


def route(case: Case, rules: Iterable[Rule], duty: Duty, facts: Facts, *, most: int = 1) -> Routed:
    """Tries the rules in their order until `most` different receivers were found."""
    found = Routed()
    seen: dict[tuple[int | None, int | None], Candidate] = {}
    for rule in rules:
        if len(seen) >= most:
            break
        if not rule.enabled:
            continue
        try:
            name = fails_on(rule, facts)
            candidate = None if name else _receiver(case, rule, duty, found)
        except RuleFault as fault:
            found.faults.append((rule, fault))
            found.steps.append((rule.key, "error", fault.code))
            continue
        if candidate is None:
            found.steps.append((rule.key, "fails" if name else "nobody", name))
            continue
        found.steps.append((rule.key, "matched", candidate.said))
        seen.setdefault(candidate.key, candidate)
    found.candidates = list(seen.values())
    return found


def _receiver(case: Case, rule: Rule, duty: Duty, found: Routed) -> Candidate | None:
    """Who the rule leads to; None when nobody is on duty for it. Raises RuleFault for what is not there."""
    goal = rule.goal
    if goal.kind == DEPARTMENT:
        unit = duty.unit(goal.department)
        if unit is None:
            raise RuleFault("route_dead_unit", unit=goal.department)
        return Candidate(rule, None, unit, unit.pk in case.declined_departments)
    if goal.kind == POST:
        post = duty.post(goal.post)
        if post is None:
            raise RuleFault("route_unknown_post", post=goal.post)
        return Candidate(rule, post, post.department, post.pk in case.declined_posts)
    posts = _on_duty(case, goal, duty)
    found.on_duty = [*dict.fromkeys([*found.on_duty, *(post.code for post in posts)])]
    fresh = [post for post in posts if post.pk not in case.declined_posts] or posts
    if not fresh:
        return None
    return Candidate(rule, fresh[0], fresh[0].department, fresh[0].pk in case.declined_posts)


def _on_duty(case: Case, goal: Target, duty: Duty) -> list[Post]:
    if goal.kind == STATION:
        return duty.station(case.cells, goal.department)
    assert goal.kind == DUTY, "Target.parse knows no other"
    posts = duty.role(case.cells, goal.role)
    return [post for post in posts if post.area.level == goal.level] or posts


def known(now: datetime) -> Known:
    """What there is for rules to name (7 statements)."""
    held = PostTerm.objects.filter(current(local_day(now)), user__is_active=True)
    handling = held.filter(post__role__grants__verb=HANDLES)
    return Known(
        posts=frozenset(handling.values_list("post__code", flat=True)),
        units=frozenset(
            handling.exclude(post__department=None).values_list("post__department__code", flat=True)
        ),
        roles=frozenset(Role.objects.filter(grants__verb=HANDLES).values_list("code", flat=True)),
        levels=frozenset(Area.objects.values_list("level", flat=True)),
        areas=frozenset(Area.objects.filter(valid_to__isnull=True).values_list("code", flat=True)),
        matters=frozenset(Matter.objects.filter(valid_to__isnull=True).values_list("code", flat=True)),
        station_units=frozenset(units_of_stations(now)),
    )
