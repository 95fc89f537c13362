"""Naming units: a post, a department or a partner, as calls, meetings and tasks all do."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from weige.joint.models import Partner
from weige.joint.schemas.calls import UnitAsk
from weige.kernel.errors import FieldError, Invalid
from weige.people.models import Department, Post

Named = dict[str, Any]  # post, department, partner (one of them set), unit_code, unit_zh, unit_en


def unit_of(asked: UnitAsk, cells: Sequence[int], verb: str) -> Named | None:
    """The unit named; None when it is unknown in these cells, not entitled, or not exactly one was named.

    Figures are of units: a post counts for its department, one without a department for its role.
    """
    if len([name for name in ("post", "department", "partner") if getattr(asked, name)]) != 1:
        return None
    empty: Named = {"post": None, "department": None, "partner": None}
    if asked.post:
        granted = Q(role__grants__verb=verb, area__path__overlap=list(cells))
        post = Post.objects.filter(granted, code=asked.post).select_related("role", "department").first()
        if post is None:
            return None
        code = post.department.code if post.department else f"role:{post.role.code}"
        return empty | {"post": post, "unit_code": code, "unit_zh": post.name_zh, "unit_en": post.name_en}
    if asked.department:
        found = Department.objects.filter(code=asked.department).first()
        return (
            None if found is None else empty | _words(found) | {"department": found, "unit_code": found.code}
        )
    partner = Partner.objects.filter(code=asked.partner, active=True, cells__overlap=list(cells)).first()
    if partner is None:
        return None
    return empty | _words(partner) | {"partner": partner, "unit_code": f"partner:{partner.code}"}


def _words(unit: Department | Partner) -> Named:
    return {"unit_zh": unit.name_zh, "unit_en": unit.name_en or unit.name_zh}


def read_units(
    asked: Sequence[UnitAsk], cells: Sequence[int], verb: str, *, field: str = "units"
) -> list[Named]:
    """The units, each once, with `lead` and `demand`. Raises Invalid, naming each wrong one by its place."""
    found: list[Named] = []
    errors = []
    seen = set()
    for place, one in enumerate(asked):
        named = unit_of(one, cells, verb)
        if named is None:
            errors.append(FieldError(f"{field}[{place}]", "unknown_unit"))
            continue
        key = key_of(named)
        if key in seen:
            errors.append(FieldError(f"{field}[{place}]", "called_twice"))
        seen.add(key)
        found.append(named | {"lead": one.lead, "demand": one.demand.strip()})
    if sum(one["lead"] for one in found) > 1:
        errors.append(FieldError(field, "one_lead"))
    if errors:
        raise Invalid(errors)
    return found


def key_of(named: Named) -> tuple[int | None, ...]:
    """What makes a unit the same one."""
    return tuple(named[name].pk if named[name] else None for name in ("post", "department", "partner"))


def columns(named: Named) -> Named:
    """The columns of a row that names the unit, without lead and demand."""
    return {
        name: named[name] for name in ("post", "department", "partner", "unit_code", "unit_zh", "unit_en")
    }


def parties(units: Sequence[Named]) -> tuple[set[int], set[int]]:
    """Ids of the posts and of the departments among the units."""
    return (
        {one["post"].pk for one in units if one["post"]},
        {one["department"].pk for one in units if one["department"]},
    )
