"""Reads of the catalogue: search by plain words and codes, one matter, limits."""

from collections.abc import Container, Iterable
from typing import Any

from django.db.models import Prefetch

from weige.cases.models import FilingCondition, Matter, StageLimit
from weige.cases.queries.limits import packaged_limits
from weige.cases.queries.presenting import condition_of, named
from weige.cases.rules.catalogue import read
from weige.cases.rules.dispatching import DUTY, Target
from weige.cases.rules.english import english, packaged
from weige.cases.rules.identity import bigrams, plain
from weige.cases.rules.words import icon_of
from weige.cases.schemas.catalogue import MatterFilter
from weige.kernel.access import Access
from weige.kernel.errors import NotFound, words

FILES = ("matters.csv", "matters_local.csv")  # of the catalogue that ships
CURRENT = Prefetch("conditions", FilingCondition.objects.filter(valid_to__isnull=True).order_by("no"))
EVERY = Prefetch("conditions", FilingCondition.objects.order_by("no", "-valid_from", "-pk"))


def search(access: Access, wanted: MatterFilter) -> dict[str, Any]:
    """A page of matters, best matches first. A few hundred rows are ranked here (2 statements)."""
    rows = access.rows("matter.list", Matter.objects.filter(valid_to__isnull=True))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.class_code:
        rows = rows.filter(class_code=wanted.class_code)
    found = list(rows.order_by("code", "kind").prefetch_related(CURRENT))
    ranked = _rank(found, plain(wanted.q)) if wanted.q.strip() else [(matter, "") for matter in found]
    part = ranked[wanted.after : wanted.after + wanted.limit]
    end = wanted.after + len(part)
    return {
        "items": [matter_row(matter, match) for matter, match in part],
        "next": str(end) if end < len(ranked) else None,
    }


def _rank(rows: Iterable[Matter], needle: str) -> list[tuple[Matter, str]]:
    """Matters that fit, best first; where nothing fits whole, those that share pairs of characters."""
    scored = [(score, matter, match) for matter in rows for score, match in [_score(matter, needle)] if score]
    if not scored:
        shared = [(_shared(needle, known_text(matter)), matter, "words") for matter in rows]
        scored = [one for one in shared if one[0]]
    return [(matter, match) for _, matter, match in sorted(scored, key=lambda one: (-one[0], one[1].code))]


def _shared(needle: str, text: str) -> int:
    """What two texts have in common: pairs of characters count twice, single ones once; 0 without a pair."""
    pairs = len(set(bigrams(needle)) & set(bigrams(text)))
    return 2 * pairs + len(set(needle) & set(text)) if pairs else 0


def known_text(matter: Matter) -> str:
    said = [matter.name_zh, matter.name_en, *matter.aliases]
    said += [condition.text_zh for condition in matter.conditions.all()]
    return "\n".join(plain(text) for text in said if text)


def _score(matter: Matter, needle: str) -> tuple[int, str]:
    name = plain(matter.name_zh)
    code, old = plain(matter.code), plain(matter.legacy_code)
    checks = (
        (code == needle, 100, "code"),
        (bool(old) and old == needle, 90, "legacy_code"),
        (name == needle, 85, "name"),
        (name.startswith(needle), 80, "name"),
        (code.startswith(needle), 75, "code"),
        (needle in name, 70, "name"),
        (any(needle in plain(alias) for alias in matter.aliases), 60, "alias"),
        (needle in plain(matter.name_en), 50, "name"),
        (any(needle in plain(c.text_zh + c.text_en) for c in matter.conditions.all()), 40, "condition"),
    )
    return next(((score, match) for holds, score, match in checks if holds), (0, ""))


def matter(access: Access, code: str) -> dict[str, Any]:
    """One matter with every version of its conditions, newest first. Raises NotFound."""
    rows = access.rows("matter.list", Matter.objects.filter(valid_to__isnull=True, code=code))
    found = rows.order_by("pk").prefetch_related(EVERY).first()
    if found is None:
        raise NotFound
    return matter_row(found, "")


def matter_row(matter: Matter, match: str) -> dict[str, Any]:
    """A matter with the conditions it was loaded with."""
    return {
        "code": matter.code,
        "kind": matter.kind,
        "class_code": matter.class_code,
        "class_zh": matter.class_zh,
        "name_zh": matter.name_zh,
        "name_en": matter.name("en"),
        "legacy_code": matter.legacy_code,
        "standard": matter.standard,
        "icon": icon_of(matter.code),
        "aliases": matter.aliases,
        "match": match,
        "conditions": [condition_row(condition) for condition in matter.conditions.all()],
    }


def condition_row(condition: FilingCondition) -> dict[str, Any]:
    return (condition_of(condition) or {}) | {
        "valid_from": condition.valid_from,
        "valid_to": condition.valid_to,
    }


def stage_limit_rows() -> list[dict[str, Any]]:
    """The desks' limits in the order of the work (1 statement)."""
    own = {row.stage: row for row in StageLimit.objects.all()}
    found = []
    for default in packaged_limits():
        row = own.get(default.stage)
        limit = row.limit if row else None
        found.append(
            {
                "stage": default.stage,
                **named("clock", default.stage, "name"),
                "amount": str(limit.amount if limit else default.amount),
                "unit": (limit.unit if limit else default.unit).value,
                "source": row.source if row else default.source,
                "note": row.note if row else default.note,
            }
        )
    return found


def import_report(result: Any, *, dry_run: bool) -> dict[str, Any]:
    """An import's result with its errors in words."""
    return {
        "dry_run": dry_run,
        "matters_new": result.matters_new,
        "conditions_new": result.conditions_new,
        "conditions_replaced": result.conditions_replaced,
        "conditions_same": result.conditions_same,
        "errors": [
            {"row": e.row, "column": e.column, "code": e.code, "value": e.value}
            | {f"message_{at}": words(e.code, at, {"value": e.value}) for at in ("zh", "en")}
            for e in result.errors
        ],
    }


def packaged_lines() -> list[str]:
    """The catalogue that ships, as one CSV text's lines."""
    return packaged(FILES[0]) + packaged(FILES[1])[1:]


def packaged_conditions() -> frozenset[tuple[str, int]]:
    """(matter, condition) of the catalogue that ships: what an installation has before it changes anything."""
    matters, _ = read(packaged_lines())
    return frozenset((matter.code, one.no) for matter in matters for one in matter.conditions)


def conditions_now() -> frozenset[tuple[str, int]]:
    """(matter, condition) of all filing conditions in force (1 statement)."""
    found = FilingCondition.objects.filter(valid_to__isnull=True)
    return frozenset(found.values_list("matter__code", "no"))


def target_readable(text: str, roles: Container[str], levels: Container[str]) -> bool:
    """Whether it can be read as a dispatch target, and names a role and a level that there are."""
    try:
        goal = Target.parse(text)
    except ValueError:
        return False
    return goal.kind != DUTY or (goal.role in roles and goal.level in levels)


def known_prefixes(prefixes: Iterable[str]) -> set[str]:
    """Those that the code of a matter in force begins with (1 statement)."""
    codes = Matter.objects.filter(valid_to__isnull=True).values_list("code", flat=True)
    wanted = {prefix for prefix in prefixes if prefix}
    return {prefix for prefix in wanted for code in codes if code.startswith(prefix)}


def class_en(matter: Matter) -> str:
    """The class in English; as it is written where the office made it."""
    return english().get(("words", matter.class_zh), matter.class_zh)


def names_of_matters(prefixes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Prefix → (zh, en): a matter's name, or its class's where the prefix is shorter than a code (1 statement)."""
    wanted = set(prefixes)
    found: dict[str, tuple[str, str]] = {}
    if not wanted:
        return found
    rows = Matter.objects.filter(valid_to__isnull=True).order_by("code")
    for matter in rows:
        for prefix in wanted:
            if matter.code == prefix:
                found[prefix] = (matter.name("zh"), matter.name("en"))
            elif matter.code.startswith(prefix):
                found.setdefault(prefix, (matter.class_zh, class_en(matter)))
    return found
