"""Black spots as the screens get them: the list, and the page of one with its picture."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q

from weige.cases.queries.catalogue import names_of_matters
from weige.kernel.access import Access
from weige.kernel.streettime import LOCAL
from weige.knowledge.models import BlackSpot, Check, Measure, Plan
from weige.knowledge.queries.carriers import in_english
from weige.knowledge.queries.figures import picture
from weige.knowledge.rules.spotmoves import LIVE, TABLE, SpotState
from weige.knowledge.rules.words import named, why_in_english

MOST = 200


def spot_rows(access: Access, *, states: list[str], now: datetime) -> list[dict[str, Any]]:
    """Spots the reader may see, proposals first, then the newest (2 statements)."""
    rows = access.rows("spot.list", BlackSpot.objects.all())
    if states:
        rows = rows.filter(state__in=states)
    today = now.astimezone(LOCAL).date()
    late = Q(plans__checks__done_at__isnull=True, plans__checks__due_on__lt=today)
    rows = rows.select_related("shop").annotate(
        measures_n=Count("measures", distinct=True),
        late_n=Count("plans__checks", filter=late, distinct=True),
        next_due=Min("plans__checks__due_on", filter=Q(plans__checks__done_at__isnull=True)),
    )
    found = list(rows.order_by("-opened_at", "-pk")[:MOST])
    names = names_of_matters(sorted({code for spot in found for code in spot.matters}))
    order = {state: at for at, state in enumerate(SpotState)}
    return sorted((_row(spot, names) for spot in found), key=lambda row: order[SpotState(row["state"])])


def live_spots(access: Access, *, now: datetime) -> dict[str, int]:
    """Of the spots that the reader may see: live, proposed, and those where a look is late (1 statement)."""
    rows = access.rows("spot.list", BlackSpot.objects.filter(state__in=LIVE))
    late = Q(plans__checks__done_at=None, plans__checks__due_on__lt=now.astimezone(LOCAL).date())
    return rows.order_by().aggregate(
        live=Count("pk", distinct=True),
        proposed=Count("pk", filter=Q(state=SpotState.PROPOSED), distinct=True),
        late=Count("pk", filter=late, distinct=True),
    )


def _row(spot: Any, names: dict[str, tuple[str, str]]) -> dict[str, Any]:
    return basics(spot, names) | {
        "measures": spot.measures_n,
        "late_checks": spot.late_n,
        "next_due": spot.next_due,
        "codes": spot.matters,
        "shop_id": spot.shop_id,
    }


def basics(spot: BlackSpot, names: dict[str, tuple[str, str]]) -> dict[str, Any]:
    """What list and page share."""
    return {
        "id": spot.pk,
        "number": spot.number,
        "version": spot.version,
        "state": spot.state,
        **named("state", spot.state, "state"),
        "title_zh": spot.title_zh,
        "title_en": spot.title_en or spot.title_zh,
        "matters": [
            {"code": code, "name_zh": names[code][0], "name_en": names[code][1]}
            for code in spot.matters
            if code in names
        ],
        "shop_zh": spot.shop.name_zh if spot.shop else "",
        "shop_en": (spot.shop.name_en or spot.shop.name_zh) if spot.shop else "",
        "shop": spot.shop.code if spot.shop else None,
        "place_zh": spot.place_zh,
        "place_en": spot.place_en or spot.place_zh,
        "lon": spot.lon,
        "lat": spot.lat,
        "radius_m": spot.radius_m,
        "area": spot.area,
        "cells": spot.cells,
        "opened_at": spot.opened_at,
        "closed_at": spot.closed_at,
        "joint_ref": spot.joint_ref,
    }


def spot_page(access: Access, spot_id: int, *, now: datetime) -> dict[str, Any]:
    """One spot with picture, measures, plans and the moves this reader may make (about 6 statements)."""
    spot = access.get("spot.read", BlackSpot.objects.select_related("shop", "opened_by"), id=spot_id)
    measures = list(Measure.objects.filter(spot=spot).order_by("at", "pk"))
    seen = picture(spot, measures, now=now)
    effects = seen.pop("effects")
    called = in_english(row.by for row in measures)
    manages = access.may("spot.manage", spot)
    return basics(spot, names_of_matters(sorted(spot.matters))) | {
        "why_zh": spot.why,
        "why_en": why_in_english(spot.why),
        "closing": spot.closing,
        "opened_by_zh": spot.opened_by.name_zh if spot.opened_by else "系统",
        "opened_by_en": (spot.opened_by.name_en or spot.opened_by.name_zh) if spot.opened_by else "System",
        "picture": seen,
        "measures": [measure_as_json(row, called) | {"effect": effects[row.pk]} for row in measures],
        "plans": _plans(spot, now),
        "may_check": access.may("spot.check", spot),
        "may_manage": manages,
        "actions": [
            {
                "move": move.code,
                **named("move", move.code, "label"),
                "wants_note": move.wants_note,
                "allowed": bool(measures) or not move.wants_measure,
            }
            for move in TABLE
            if manages and SpotState(spot.state) in move.sources
        ],
    }


def measure_as_json(row: Measure, called: dict[str, str]) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        **named("kind", row.kind, "kind"),
        "text": row.text,
        "at": row.at,
        "until": row.until,
        "cost": str(row.cost) if row.cost is not None else None,
        "by": row.by,
        "by_en": called.get(row.by, row.by),
        "ref": row.ref,
    }


def _plans(spot: BlackSpot, now: datetime) -> list[dict[str, Any]]:
    """Its plans with their checks, the newest first (2 statements)."""
    plans = list(Plan.objects.filter(spot=spot).select_related("post").order_by("ended_at", "pk"))
    checks = Check.objects.filter(plan__in=plans).select_related("done_by").order_by("-due_on", "-pk")
    by_plan: dict[int, list[Check]] = {}
    for check in checks:
        by_plan.setdefault(check.plan_id, []).append(check)
    return [_plan(plan, by_plan.get(plan.pk, []), now) for plan in plans]


def _plan(plan: Plan, checks: list[Check], now: datetime) -> dict[str, Any]:
    return {
        "id": plan.pk,
        "text": plan.text,
        "post_zh": plan.post.name_zh,
        "post_en": plan.post.name_en or plan.post.name_zh,
        "every_days": plan.every_days,
        "ended_at": plan.ended_at,
        "done": sum(check.done_at is not None for check in checks),
        "came_back": sum(check.found == "back" for check in checks),
        "checks": [check_as_json(check, now) for check in checks[:12]],
    }


def check_as_json(check: Check, now: datetime) -> dict[str, Any]:
    late = check.done_at is None and check.due_on < now.astimezone(LOCAL).date()
    return {
        "id": check.pk,
        "due_on": check.due_on,
        "late": late,
        "arrived_at": check.arrived_at,
        "arrived_m": check.arrived_m,
        "pictures": check.pictures,
        "done_at": check.done_at,
        "done_by_zh": check.done_by.name_zh if check.done_by else "",
        "done_by_en": (check.done_by.name_en or check.done_by.name_zh) if check.done_by else "",
        "found": check.found,
        **(named("found", check.found, "found") if check.found else {"found_zh": "", "found_en": ""}),
        "note": check.note,
    }
