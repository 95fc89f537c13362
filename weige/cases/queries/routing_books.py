"""Books of routing rules as the desk sees them, and a case's own account of why it went where."""

import csv
import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from importlib import resources
from typing import Any

from weige.cases.models import Case, RouteBook, RouteFault, RouteRule, RouteTrace
from weige.cases.queries.presenting import named, seat_named
from weige.cases.queries.routing import (
    HANDLES,
    LiveDuty,
    Routed,
    book_in_force,
    codes,
    known,
    route,
    rules_in_force,
    rules_of,
)
from weige.cases.rules.routing import CRITERIA, Rule, changes, fault_of
from weige.cases.rules.sources import SOURCES
from weige.kernel.errors import NotFound, words
from weige.people.models import Post, Role
from weige.people.queries.stations import departments
from weige.registry.models import Shop
from weige.registry.queries import kind_names
from weige.territory.models import Area, Building


def shipped() -> list[dict[str, Any]]:
    """The rows of data/dispatch.csv in the order of rules: the more particular before the more general."""
    text = resources.files("weige.cases").joinpath("data", "dispatch.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return sorted(
        rows, key=lambda r: (r["level"] == "", -len(r["prefix"]), r["matter_type"] == "", int(r["order"]))
    )


def when_of(row: dict[str, Any]) -> dict[str, Any]:
    """The criteria of a row of the table."""
    found: dict[str, Any] = {"matter_type": row["matter_type"]} if row["matter_type"] else {}
    if row["prefix"]:
        found["prefix"] = [row["prefix"]]
    if row["level"]:
        found["level"] = [row["level"]]
    return found


def digest(rules: Iterable[Rule]) -> str:
    """Which rules these are, by content and order: a trial holds for exactly these."""
    body = [[r.key, r.enabled, {k: v for k, v in sorted(r.when.items()) if v}, r.target] for r in rules]
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:16]


def rule_row(rule: Rule, fault: dict[str, str] | None, target: tuple[str, str]) -> dict[str, Any]:
    return {
        "key": rule.key,
        "enabled": rule.enabled,
        "when": {name: rule.when[name] for name in CRITERIA if rule.when.get(name)},
        "target": rule.target,
        "target_zh": target[0],
        "target_en": target[1],
        "basis_zh": rule.basis_zh,
        "basis_en": rule.basis_en,
        "fault": fault,
    }


def book_row(book: RouteBook, force: RouteBook | None, now: datetime) -> dict[str, Any]:
    """A book without its rules. state: draft, waiting (starts later), in_force, past."""
    state = "draft"
    if book.switched_at is not None and book.starts_at is not None:
        state = "in_force" if force and book.pk == force.pk else "waiting" if book.starts_at > now else "past"
    return {
        "no": book.no,
        "state": state,
        "version": book.version,
        "based_on": book.based_on,
        "note": book.note,
        "author": book.author_name,
        "created_at": book.created_at,
        "switched_at": book.switched_at,
        "switched_by": book.switched_by_name,
        "starts_at": book.starts_at,
        "trial": book.trial or None,
    }


def whole(book: RouteBook, now: datetime) -> dict[str, Any]:
    """A book with its rules, what is wrong with each, what it changed, and whether it was tried as it stands."""
    rules = rules_of(book)
    there, names = known(now), Names.read()
    before = RouteBook.objects.filter(no=book.based_on).first() if book.based_on else None
    faults = {rule.key: fault_of(rule, there) for rule in rules}
    return book_row(book, book_in_force(now), now) | {
        "rules": [rule_row(rule, fault_row(faults[rule.key]), names.target(rule.target)) for rule in rules],
        "changes": changes(rules_of(before), rules) if before else [],
        "tried": bool(book.trial) and book.trial.get("digest") == digest(rules),
    }


def fault_row(fault: Any) -> dict[str, str] | None:
    if fault is None:
        return None
    said = {f"text_{at}": words(fault.code, at, dict(fault.params)) for at in ("zh", "en")}
    return {"code": fault.code, **said}


def overview(now: datetime) -> dict[str, Any]:
    """All books newest first, and the faults that last."""
    force = book_in_force(now)
    faults = [
        {
            "key": row.key,
            "book": row.book,
            "code": row.code,
            **{f"text_{at}": words(row.code, at, row.params) for at in ("zh", "en")},
            "first_at": row.first_at,
            "last_at": row.last_at,
            "count": row.count,
        }
        for row in RouteFault.objects.filter(settled_at__isnull=True).order_by("first_at")
    ]
    books = [book_row(book, force, now) for book in RouteBook.objects.order_by("-no")[:100]]
    return {"books": books, "faults": faults, "in_force": force.no if force else 0}


def book_by(no: int) -> RouteBook:
    """Raises NotFound."""
    found = RouteBook.objects.filter(no=no).first()
    if found is None:
        raise NotFound
    return found


class Names:
    """Codes of targets and criteria in words."""

    def __init__(self, posts: dict[str, Any], units: dict[str, Any], roles: dict[str, Any]) -> None:
        self.posts, self.units, self.roles = posts, units, roles

    @classmethod
    def read(cls) -> "Names":
        """3 statements."""
        return cls(
            {post.code: post for post in Post.objects.all()},
            {unit.code: unit for unit in departments()},
            {role.code: role for role in Role.objects.all()},
        )

    def target(self, text: str) -> tuple[str, str]:
        """A target in both languages; what cannot be read stands for itself."""
        kind, _, rest = text.partition(":")
        role, _, level = rest.partition("@")
        row = {"duty": self.roles, "post": self.posts}.get(kind, self.units).get(role)
        if row is None:
            return text, text
        params = {"name": row.name_zh, "level": named("area_level", level, "l")["l_zh"]}
        english = {"name": row.name_en or row.name_zh, "level": named("area_level", level, "l")["l_en"]}
        said = named("route_target", kind, "t")
        return said["t_zh"].format(**params), said["t_en"].format(**english)


def choices(now: datetime) -> dict[str, Any]:
    """What the editor of a rule can choose from."""
    there = known(now)
    posts = Post.objects.filter(code__in=there.posts, role__grants__verb=HANDLES).distinct().order_by("code")
    areas = Area.objects.filter(valid_to__isnull=True).order_by("level", "code")
    trades = Shop.objects.order_by("trade").values_list("trade", flat=True).distinct()
    classes = (
        Building.objects.exclude(protection="").order_by("protection").values_list("protection", flat=True)
    )
    kinds = kind_names()
    return {
        "units": [seat_named(unit) for unit in departments() if unit.code in there.units],
        "station_units": [seat_named(unit) for unit in departments() if unit.code in there.station_units],
        "roles": [
            {"code": r.code, "name_zh": r.name_zh, "name_en": r.name_en}
            for r in Role.objects.filter(code__in=there.roles).order_by("code")
        ],
        "posts": [seat_named(post) for post in posts],
        "levels": [{"code": code, **named("area_level", code, "name")} for code in sorted(there.levels)],
        "areas": [
            {"code": a.code, "level": a.level, "name_zh": a.name_zh, "name_en": a.name_en} for a in areas
        ],
        "sources": [{"code": code, **named("source", code, "name")} for code in SOURCES],
        "tags": [f"trade:{trade}" for trade in trades if trade]
        + [f"protection:{c}" for c in classes.distinct()]
        + [f"tag:{one['code']}" for one in kinds],
        "tag_names": {
            f"tag:{one['code']}": {"name_zh": one["name_zh"], "name_en": one["name_en"]} for one in kinds
        },
    }


def why(case: Case, now: datetime) -> dict[str, Any]:
    """Every dispatch of the case with the rules tried, newest first, and what the rules say of it now."""
    traces = list(RouteTrace.objects.filter(case=case).select_related("post", "department").order_by("-pk"))
    book, rules = rules_in_force(now)
    live = route(case, rules, LiveDuty(now), codes().facts(case, now)) if case.matter_id else Routed()
    books = _rules_by_book({trace.book for trace in traces} | {book})
    posts = {post.code: post for post in Post.objects.filter(code__in={c for t in traces for c in t.on_duty})}
    names = Names.read()
    return {
        "traces": [trace_row(trace, books.get(trace.book, {}), posts, names) for trace in traces],
        "now": {
            "book": book,
            "to": live.first.said if live.first else "",
            **_to(live.first.said if live.first else "", names),
            "steps": _steps(live.steps, books.get(book, {}), names),
        },
    }


def trace_row(
    trace: RouteTrace, rules: dict[str, RouteRule], posts: dict[str, Post], names: Names
) -> dict[str, Any]:
    return {
        "at": trace.at,
        "book": trace.book,
        "rule": trace.rule,
        "steps": _steps(trace.steps, rules, names),
        "on_duty": [seat_named(posts[code]) for code in trace.on_duty if code in posts],
        "suggested": trace.suggested,
        **_to(trace.suggested, names),
        "went_to": seat_named(trace.post or trace.department),
        "followed": trace.followed,
    }


def _to(said: str, names: Names) -> dict[str, str]:
    kind, _, code = said.partition(":")
    row = (names.posts if kind == "post" else names.units).get(code)
    return {"to_zh": row.name_zh if row else "", "to_en": (row.name_en or row.name_zh) if row else ""}


def _rules_by_book(numbers: set[int]) -> dict[int, dict[str, RouteRule]]:
    found: dict[int, dict[str, RouteRule]] = {}
    for row in RouteRule.objects.filter(book__no__in=numbers).select_related("book"):
        found.setdefault(row.book.no, {})[row.key] = row
    return found


def _steps(steps: Sequence[Sequence[str]], rules: dict[str, RouteRule], names: Names) -> list[dict[str, Any]]:
    """Each rule tried: its own words, the verdict in words, and on what it failed."""
    found = []
    for key, verdict, detail in steps:
        rule = rules.get(key)
        basis = named("reason", "pack", "b")
        said = named("route_verdict", verdict, "verdict")
        on = named("route_criterion", detail, "on") if verdict == "fails" else {"on_zh": "", "on_en": ""}
        wanted = rule.when.get(detail) if rule and verdict == "fails" else None
        if verdict == "error":
            on = {f"on_{at}": words(detail, at, {}).split("：")[0].split(": ")[0] for at in ("zh", "en")}
        found.append(
            {
                "key": key,
                "basis_zh": rule.basis_zh if rule else basis["b_zh"],
                "basis_en": (rule.basis_en or rule.basis_zh) if rule else basis["b_en"],
                "target": names.target(rule.target)[0] if rule else "",
                "verdict": verdict,
                **said,
                **on,
                "wanted": ", ".join(map(str, wanted)) if isinstance(wanted, list) else str(wanted or ""),
            }
        )
    return found
