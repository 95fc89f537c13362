"""Planned looks that wait for a post: what is due, where, and what was found there last."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery

from weige.kernel.access import Access
from weige.kernel.streettime import LOCAL
from weige.knowledge.models import BlackSpot, Check
from weige.knowledge.rules.words import named

#: A phone shows what is due within so many days (our default).
AHEAD = timedelta(days=2)
MOST = 50


def due_for(access: Access, *, now: datetime) -> list[dict[str, Any]]:
    """Looks of the reader's post that are due, late ones first (1 statement)."""
    today = now.astimezone(LOCAL).date()
    before = Check.objects.filter(plan=OuterRef("plan"), done_at__isnull=False).order_by("-done_at")
    rows = Check.objects.filter(
        done_at__isnull=True,
        due_on__lte=today + AHEAD,
        plan__post=access.who.post_id or 0,
        plan__ended_at__isnull=True,
        plan__spot__in=access.rows("spot.check", BlackSpot.objects.all()),
    ).select_related("plan__spot__shop")
    rows = rows.annotate(
        last_found=Subquery(before.values("found")[:1]), last_at=Subquery(before.values("done_at")[:1])
    )
    return [due_as_json(check, today) for check in rows.order_by("due_on", "pk")[:MOST]]


def due_as_json(check: Any, today: Any) -> dict[str, Any]:
    """A look for the phone (annotated with last_found and last_at)."""
    spot, found = check.plan.spot, check.last_found or ""
    shop = spot.shop
    return {
        "id": check.pk,
        "spot_id": spot.pk,
        "number": spot.number,
        "title_zh": spot.title_zh,
        "title_en": spot.title_en or spot.title_zh,
        "place_zh": spot.place_zh or (shop.address if shop else ""),
        "place_en": spot.place_en or spot.place_zh or (shop.address if shop else ""),
        "lon": spot.lon,
        "lat": spot.lat,
        "text": check.plan.text,
        "every_days": check.plan.every_days,
        "due_on": check.due_on,
        "late": check.due_on < today,
        "arrived_at": check.arrived_at,
        "arrived_m": check.arrived_m,
        "pictures": check.pictures,
        "last_found": found,
        **(named("found", found, "last_found") if found else {"last_found_zh": "", "last_found_en": ""}),
        "last_at": check.last_at,
    }
