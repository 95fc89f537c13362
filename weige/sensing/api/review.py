"""For who decides on cameras' warnings: GET /warnings/{id}/evidence, GET /precision, GET /precision/warnings."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from weige.kernel import timesource
from weige.kernel.access import Access
from weige.sensing.api.vitalforms import VerdictRow
from weige.sensing.models import Warning
from weige.sensing.queries import evidence
from weige.sensing.queries import precision as reads
from weige.sensing.queries.rules import in_force
from weige.sensing.queries.vitals import SHOWN, warning_rows
from weige.sensing.rules.precision import defaults
from weige.sensing.schemas import Words

router = Router()


class Marked(Schema):
    """box: [left, top, right, bottom] in parts of the picture."""

    box: list[float]
    label: str
    confidence: float | None


class EvidencePicture(Schema):
    """intact: the stored file has the hash it is named by."""

    role: Literal["before", "at", "after"]
    sha: str
    at: datetime
    device: str
    url: str
    intact: bool
    objects: list[Marked]


class CertificateOut(Schema):
    """The device's audit for off-site enforcement; lacks: certificate, expired, published."""

    device: str
    number: str
    until: date | None
    published: bool
    lacks: list[str]


class ZoneOut(Schema):
    id: str
    kind: str
    picture: list[list[float]] | None
    name: Words | None


class EvidenceOut(Schema):
    """zones: those of the camera that are drawn in its picture; mine: the one the warning is about."""

    pictures: list[EvidencePicture]
    certificate: CertificateOut | None
    zones: list[ZoneOut]
    mine: str | None


class PrecisionFilter(Schema):
    days: int = Field(90, ge=1, le=730)
    device: str = Field("", max_length=40)
    scenario: str = Field("", max_length=60)


class PrecisionOut(Schema):
    """least: verdicts below which there is no rank."""

    items: list[dict[str, Any]]
    least: int
    days: int


class BehindFilter(Schema):
    """One figure of a row of GET /precision: its days, whose row, which verdict (decided: true and false)
    and, of a bar, any day of its week."""

    device: str = Field(max_length=40)
    scenario: str = Field(max_length=60)
    label: str = Field("", max_length=60)
    verdict: Literal["", "true", "false", "undecided", "decided"] = ""
    week: date | None = Field(None, ge=date(2000, 1, 1), le=date(2100, 1, 1))
    days: int = Field(90, ge=1, le=730)
    after: int = Field(0, ge=0, le=1_000_000)


class BehindOut(Schema):
    """total: how many there are; next: where the following page begins."""

    items: list[VerdictRow]
    total: int
    next: int | None


@router.get("/warnings/{warning_id}/evidence", response=EvidenceOut)
def read_evidence(request: HttpRequest, warning_id: UUID) -> dict[str, Any]:
    """Its pictures before, at and after with their hashes, what the camera marked, the zone, the device's audit."""
    access: Access = request.auth  # type: ignore[attr-defined]
    row = access.get("warning.read", Warning.objects.select_related("device", "shop"), pk=warning_id)
    now = timesource.now()
    zones = [one for one in (row.device.zones if row.device else []) if one.get("picture")]
    return {
        "pictures": [
            one | {"url": f"/api/pictures/{one['sha']}?warning={row.pk}"}
            for one in evidence.evidence_of(row, now)
        ],
        "certificate": evidence.certificate_of(row.device, now),
        "zones": [{"picture": None, "name": None, **one} for one in zones],
        "mine": next((one["id"] for one in zones if is_of(one, row)), None),
    }


def is_of(zone: dict[str, Any], row: Warning) -> bool:
    """Whether the warning is about this zone or the shop whose zone it is."""
    code = row.device.code if row.device else ""
    shop = row.shop.code if row.shop else None
    return row.subject == f"zone:{code}/{zone['id']}" or (shop is not None and zone.get("shop") == shop)


@router.get("/precision", response=PrecisionOut)
def read_precision(request: HttpRequest, asked: Query[PrecisionFilter]) -> dict[str, Any]:
    """How often cameras were right, per class, with 95 % intervals; advice on thresholds, never applied by itself."""
    access: Access = request.auth  # type: ignore[attr-defined]
    found = access.rows("warning.list", Warning.objects.all())
    if asked.device:
        found = found.filter(device__code=asked.device)
    if asked.scenario:
        found = found.filter(scenario=asked.scenario)
    items = reads.precision(found, in_force(), asked.days, timesource.now())
    return {"items": items, "least": defaults()["least"], "days": asked.days}


@router.get("/precision/warnings", response=BehindOut, summary="The warnings behind a figure of precision")
def read_behind(request: HttpRequest, asked: Query[BehindFilter]) -> dict[str, Any]:
    """The warnings a figure of GET /precision counts, newest first, each with what people said of it."""
    access: Access = request.auth  # type: ignore[attr-defined]
    counted = reads.counting(access.rows("warning.list", Warning.objects.all()), asked.days, timesource.now())
    found = reads.behind(
        counted,
        in_force(),
        device=asked.device,
        scenario=asked.scenario,
        label=asked.label,
        verdict=asked.verdict,
        week=asked.week,
    )
    total, following = found.count(), asked.after + SHOWN
    rows = warning_rows(found, asked.after)
    return {"items": rows, "total": total, "next": following if following < total else None}
