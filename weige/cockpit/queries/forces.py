"""The forces of the street as the wall counts them: stationed, on call, social; every number with its rows."""

from collections import Counter
from datetime import datetime
from typing import Any

from weige.cockpit.queries.marks import granted
from weige.joint.models import Force
from weige.kernel.access import Access
from weige.people.models import Shift
from weige.people.queries import stations

KINDS = ("stationed", "on_call", "social")


def forces(access: Access, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """Rows by kind: name, unit, people here of how many (at most 7 statements); empty without roster.list.

    stationed: a unit's place in a workstation whose hours run now; here: its posts on shift there, never above the
    seats, so that one station's surplus does not hide another's gap. on_call: of a unit or post, as many of its posts
    as are on shift, up to the people it gives; None for a partner outside, who has no roster here. social: people on
    its list; nobody keeps their hours, so here is None. Phones are not among it.
    """
    if not granted(access, "roster.list"):
        return {kind: [] for kind in KINDS}
    return {"stationed": stationed(access, now), **based(access, now)}


def stationed(access: Access, now: datetime) -> list[dict[str, Any]]:
    """Places in workstations that are due now (4 statements)."""
    return [
        {
            "zh": force["department"].name_zh,
            "en": force["department"].name_en or force["department"].name_zh,
            "at_zh": station["name_zh"],
            "at_en": station["name_en"],
            "here": min(len(force["posts"]), force["seats"]),
            "of": force["seats"],
        }
        for station in stations.board(access, now)
        for force in station["forces"]
        if force["planned"]
    ]


def based(access: Access, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """Forces on call and social forces in use (2 statements)."""
    rows = access.rows("roster.list", Force.objects.filter(active=True))
    rows = rows.select_related("post", "department", "partner", "area").order_by("pk")
    shifts = Shift.objects.filter(start__lte=now, end__gt=now)
    on_shift = set(shifts.values_list("post", "post__department"))
    posts = {post for post, _ in on_shift}
    of_unit = Counter(unit or 0 for _, unit in on_shift)
    found: dict[str, list[dict[str, Any]]] = {"on_call": [], "social": []}
    for force in rows:
        unit = force.post or force.department or force.partner
        assert unit is not None, "the table names one"
        here = int(force.post_id in posts) if force.post_id else of_unit[force.department_id or 0]
        found[force.kind].append(
            {
                "zh": unit.name_zh,
                "en": unit.name_en or unit.name_zh,
                "at_zh": force.area.name_zh,
                "at_en": force.area.name_en or force.area.name_zh,
                "here": None if force.partner_id or force.kind == "social" else min(here, force.people),
                "of": force.people,
            }
        )
    return found


def totals(rows: dict[str, list[dict[str, Any]]]) -> dict[str, dict[str, int | None]]:
    """What the tiles say: here of how many, over those whose presence is known; here None where it is of nobody."""
    found: dict[str, dict[str, int | None]] = {}
    for kind in KINDS:
        known = [row for row in rows[kind] if row["here"] is not None]
        counted = known or rows[kind]
        found[kind] = {
            "here": sum(row["here"] for row in known) if known else None,
            "of": sum(row["of"] for row in counted),
        }
    return found
