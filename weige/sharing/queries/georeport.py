"""What GeoReport v2 answers: services, requests and updates, without anything about a reporter."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from weige.cases.models import Case
from weige.cases.queries.presenting import stage_of
from weige.sharing.models import Service, ServiceRequest, Update
from weige.sharing.rules import attributes, status
from weige.sharing.rules.params import MOST, Wanted

#: A request's case and where it went when it was merged, three times at most in one statement.
PATHS = (
    "case",
    "case__merged_into",
    "case__merged_into__merged_into",
    "case__merged_into__merged_into__merged_into",
)


def services(language: str) -> list[dict[str, Any]]:
    """GET Service List (1 statement)."""
    return [service(one, language) for one in Service.objects.filter(active=True).order_by("order", "code")]


def service(one: Service, language: str) -> dict[str, Any]:
    """One line of the list."""
    english = language == "en"
    return {
        "service_code": one.code,
        "service_name": one.name_en if english else one.name_zh,
        "description": one.description_en if english else one.description_zh,
        "metadata": bool(one.attributes),
        "type": "realtime",
        "keywords": ",".join(one.keywords),
        "group": one.group_en if english else one.group_zh,
    }


def definition(code: str, language: str) -> dict[str, Any] | None:
    """GET Service Definition; None for a service that is not offered."""
    found = Service.objects.filter(code=code, active=True).first()
    return definition_of(found, language) if found else None


def definition_of(found: Service, language: str) -> dict[str, Any]:
    """The questions of a service."""
    return {
        "service_code": found.code,
        "attributes": attributes.described(attributes.load(found.attributes), language),
    }


def requests(wanted: Wanted, language: str, *, extended: bool = False) -> list[dict[str, Any]]:
    """GET Service Requests: newest first, at most 1,000 (1 statement)."""
    found = _all()
    if wanted.ids:
        found = found.filter(case__number__in=wanted.ids)
    else:
        found = found.filter(requested_at__gte=wanted.start, requested_at__lte=wanted.end)
        if wanted.codes:
            found = found.filter(service__code__in=wanted.codes)
        if len(set(wanted.statuses)) == 1:
            found = found.filter(_status(wanted.statuses[0]))
    return [_request(one, language, extended) for one in found[:MOST]]


def one(number: str, language: str, *, extended: bool = False) -> list[dict[str, Any]]:
    """GET Service Request: a list of one, or of none."""
    return [_request(row, language, extended) for row in _all().filter(case__number=number)]


def _all() -> "QuerySet[ServiceRequest]":
    cases = (path + "__department" for path in PATHS)
    return ServiceRequest.objects.select_related(*cases, "service").order_by("-requested_at", "-id")


def _status(wanted: str) -> Q:
    """A merged request ends with the case it went into."""
    ended = Q()
    for path in PATHS:
        last = Q() if path == PATHS[-1] else Q(**{f"{path}__merged_into__isnull": True})
        ended |= last & Q(**{f"{path}__ended_at__isnull": False})
    return ended if wanted == "closed" else ~ended


def whole(case: Case) -> Case:
    """The case that is worked on: itself, or where it was merged into, to the end of the chain."""
    while case.merged_into is not None:
        case = case.merged_into
    return case


def _said(case: Case, language: str) -> str:
    """How a request stands, in words."""
    now = whole(case)
    words = status.note(stage_of(now), now.state, language)
    return words if now is case else status.joined(words, language)


def _request(row: ServiceRequest, language: str, extended: bool) -> dict[str, Any]:
    case, english = row.case, language == "en"
    now = whole(case)
    department = now.department
    found: dict[str, Any] = {
        "service_request_id": case.number,
        "status": status.status(now.ended_at is not None),
        "status_notes": _said(case, language),
        "service_name": row.service.name_en if english else row.service.name_zh,
        "service_code": row.service.code,
        "description": row.service.description_en if english else row.service.description_zh,
        "agency_responsible": (department.name_en if english else department.name_zh) if department else None,
        "service_notice": None,
        "requested_datetime": w3c(row.requested_at),
        "updated_datetime": w3c(row.updated_at),
        "expected_datetime": w3c(now.due_at),
        "address": row.address or case.place_zh or None,
        "address_id": row.address_id or None,
        "zipcode": None,
        "lat": case.lat,
        "long": case.lon,
        "media_url": None,
    }
    if extended:
        found["extended_attributes"] = {
            "stage": stage_of(now),
            "reports": now.reports,
            "matter": row.service.matter_id,
        }
    return found


def updates(start: datetime, end: datetime, ids: Sequence[str], language: str) -> list[dict[str, Any]]:
    """GET service request updates, oldest first, at most 1,000 (1 statement): the office's only."""
    found = Update.objects.select_related("request__case").filter(source="office", at__gte=start, at__lte=end)
    if ids:
        found = found.filter(request__case__number__in=ids)
    return [_update(each, language) for each in found.order_by("at", "id")[:MOST]]


def _update(each: Update, language: str) -> dict[str, Any]:
    return {
        "update_id": str(each.pk),
        "service_request_id": each.request.case.number,
        "status": status.status(each.stage == "close" and each.state != "merged"),
        "updated_datetime": w3c(each.at),
        "description": status.note(each.stage, each.state, language),
        "media_url": None,
    }


def by_token(token: str) -> str | None:
    """The number of the request a token stands for; None when there is none."""
    found = ServiceRequest.objects.filter(token=token).values_list("case__number", flat=True).first()
    return str(found) if found else None


def w3c(moment: datetime | None) -> str | None:
    """In local time with its zone, to the second."""
    if moment is None:
        return None
    return timezone.localtime(moment).replace(microsecond=0).isoformat()
