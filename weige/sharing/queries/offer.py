"""The offer as the office that edits it reads it."""

from typing import Any

from django.db.models import Count

from weige.kernel import log
from weige.sharing.models import Service
from weige.sharing.queries import georeport
from weige.sharing.rules import wire

#: What an edit sets, besides the matter.
COLUMNS = (
    *("name_zh", "name_en", "description_zh", "description_en", "group_zh", "group_en"),
    *("keywords", "attributes", "publish", "order", "active"),
)


def as_told(row: Service) -> dict[str, Any]:
    """A service as it is set, seen and logged."""
    return {"matter": row.matter.code} | {name: getattr(row, name) for name in COLUMNS}


def rows(code: str | None = None) -> list[dict[str, Any]]:
    """All services in their order, with how many requests each has; only one with `code` (1 statement)."""
    found = (
        Service.objects.select_related("matter").annotate(sent=Count("requests")).order_by("order", "code")
    )
    return [
        as_told(row)
        | {
            "code": row.code,
            "version": row.version,
            "matter_zh": row.matter.name_zh,
            "matter_en": row.matter.name_en,
            "requests": row.sent,
        }
        for row in (found.filter(code=code) if code else found)
    ]


def history(code: str) -> list[dict[str, Any]]:
    """Every edit of a service, newest first (1 statement)."""
    return [
        {
            "at": event.at,
            "by": event.actor_name,
            "before": event.payload["before"],
            "after": event.payload["after"],
        }
        for event in log.of(f"service:{code}").order_by("-id")
    ]


def preview(row: Service, language: str) -> dict[str, str]:
    """What services.xml would say with this service as it is here, and its definition (1 statement)."""
    others = [one for one in Service.objects.filter(active=True) if one.code != row.code]
    offered = sorted([*others, *([row] if row.active else [])], key=lambda one: (one.order, one.code))
    told = [georeport.service(one, language) for one in offered]
    return {
        "services": wire.body("xml", "services", told).decode(),
        "definition": wire.body("xml", "service_definition", georeport.definition_of(row, language)).decode(),
    }
