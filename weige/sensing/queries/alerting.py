"""Groups of warnings, inhibitions and the ladder for the API."""

from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Exists, OuterRef, Q, QuerySet

from weige.sensing.models import AlertGroup, Inhibition, Warning
from weige.sensing.queries import policy as policies
from weige.sensing.queries.held import group_row
from weige.sensing.rules.inhibition import read, shipped
from weige.sensing.rules.levels import name
from weige.sensing.rules.warning import LIVE


def groups(
    rows: "QuerySet[AlertGroup]", *, living: bool, after: UUID | None, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """A page of groups, newest first, with the worst living warning of each (≤ 3 statements)."""
    if living:
        rows = rows.filter(Exists(Warning.objects.filter(group=OuterRef("pk"), state__in=LIVE)))
    if after:
        last = AlertGroup.objects.filter(pk=after).values_list("opened_at", flat=True).first()
        rows = rows.filter(Q(opened_at__lt=last) | Q(opened_at=last, pk__lt=after)) if last else rows.none()
    found = list(rows.order_by("-opened_at", "-pk")[: limit + 1])
    page = found[:limit]
    members = _members(page)
    items = []
    for one in page:
        mine = members.get(one.pk, [])
        zh, en = mine[0] if mine else ("", "")
        items.append({**(group_row(one) or {}), "living": len(mine), "title_zh": zh, "title_en": en})
    return items, str(page[-1].pk) if len(found) > limit else None


def _members(page: list[AlertGroup]) -> dict[UUID, list[tuple[str, str]]]:
    """Titles of the living warnings by group, the worst and oldest first (1 statement)."""
    found: dict[UUID, list[tuple[str, str]]] = {}
    rows = Warning.objects.filter(group__in=page, state__in=LIVE).order_by("-level", "opened_at", "pk")
    for key, zh, en in rows.values_list("group_id", "title_zh", "title_en"):
        if key is not None:
            found.setdefault(key, []).append((zh, en))
    return found


def escalation() -> dict[str, Any]:
    """The ladder in force (no statement)."""
    found = policies.in_force()
    policy = found.policy
    return {
        "source": found.source,
        "fault": found.fault,
        "ladders": [
            {
                "level": name(level),
                "rungs": [
                    {"after_s": int(rung.after.total_seconds()), "roles": list(rung.to), "by": list(rung.by)}
                    for rung in rungs
                ],
            }
            for level, rungs in sorted(policy.ladders.items(), reverse=True)
        ],
        "window_s": int(policy.group.window.total_seconds()),
        "digest_s": int(policy.group.digest.total_seconds()),
        "call_window_s": int(policy.call_window.total_seconds()),
    }


def inhibitions(rows: "QuerySet[Inhibition]") -> list[dict[str, Any]]:
    """All inhibitions, those in force first (1 statement)."""
    own = [_inhibition(row.spec, row.code in shipped(), row) for row in rows]
    named = {row["code"] for row in own}
    rest = [
        _inhibition(msgspec.to_builtins(spec), True) for code, spec in shipped().items() if code not in named
    ]
    return sorted([*rest, *own], key=lambda one: (not one["in_force"], one["code"]))


def _inhibition(spec: dict[str, Any], ours: bool, row: Inhibition | None = None) -> dict[str, Any]:
    words = read(spec).name
    return {
        "code": spec["code"],
        "name": {"zh": words.zh, "en": words.en},
        "shipped": ours,
        "in_force": row is None or row.ended_at is None,
        "spec": {key: spec[key] for key in ("where", "source", "target")},
        "reason": row.reason if row else "",
        "author": row.author_name if row else "",
        "created_at": row.created_at if row else None,
        "ended_at": row.ended_at if row else None,
    }
