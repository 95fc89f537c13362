"""/api/held/report, /api/held/follow: what people without an account do; /api/report-links: posters."""

import io
from typing import Any

import segno
from django.http import HttpRequest
from ninja import File, Router, Status
from ninja.files import UploadedFile

from weige.cases.schemas.openly import (
    FollowOut,
    KeptOut,
    OpenReportIn,
    PlaceOut,
    PosterOut,
    RatingIn,
    ReportedOut,
)
from weige.cases.services import openly
from weige.cases.services.evidence import bounded
from weige.kernel import links, timesource
from weige.kernel.access import Access
from weige.kernel.queries.calendar import current_calendar

Record = dict[str, Any]
held_router = Router(tags=["links"])
router = Router(tags=["links"])


@router.post("/{area_code}", response={201: PosterOut}, summary="A new QR code for an area's posters")
def give(request: HttpRequest, area_code: str) -> Status[Record]:
    """Address and SVG are shown this once; the code before opens nothing any more."""
    access: Access = request.auth  # type: ignore[attr-defined]
    real = timesource.real_now()
    token, row = openly.give(access=access, area_code=area_code, now=timesource.now(), real_now=real)
    address = links.address(token)
    whole = address if address.startswith("http") else request.build_absolute_uri(address)
    out = io.BytesIO()
    segno.make(whole, error="m", micro=False).save(out, kind="svg", scale=6, border=3, xmldecl=False)
    body = {
        "address": whole,
        "svg": out.getvalue().decode(),
        "label": row.label,
        "expires_at": row.expires_at,
    }
    return Status(201, body)


@held_router.get("/report", response=PlaceOut, summary="Where this code hangs")
def where(request: HttpRequest) -> Record:
    held = links.held(request.auth, openly.REPORT)  # type: ignore[attr-defined]
    area = openly.area_of(held)
    lon, lat = openly.middle(area)
    names = {"name_zh": area.name_zh, "name_en": area.name_en}
    return {"code": area.code, **names, "lon": lon, "lat": lat}


@held_router.post("/report", response={201: ReportedOut}, summary="Report something, without an account")
def report(request: HttpRequest, body: OpenReportIn) -> Status[Record]:
    """`token` opens the page to follow it (and takes its photos); it is given out here only."""
    held = links.held(request.auth, openly.REPORT)  # type: ignore[attr-defined]
    now, real = timesource.now(), timesource.real_now()
    case, token = openly.report(held=held, data=body, calendar=current_calendar(), now=now, real_now=real)
    return Status(201, {"number": case.number, "token": token})


@held_router.get("/follow", response=FollowOut, summary="How far my report has come")
def follow(request: HttpRequest) -> Record:
    held = links.held(request.auth, openly.FOLLOW)  # type: ignore[attr-defined]
    return openly.told(openly.followed(held))


@held_router.post("/follow/photos", response={201: KeptOut}, summary="A photo of what I reported")
def add_photo(request: HttpRequest, file: File[UploadedFile]) -> Status[Record]:
    """At most three, within a day."""
    held = links.held(request.auth, openly.FOLLOW)  # type: ignore[attr-defined]
    openly.add_photo(held=held, data=bounded(file), now=timesource.now())
    return Status(201, {"kept": True})


@held_router.post("/follow/rating", response=FollowOut, summary="Say how it was handled")
def rate(request: HttpRequest, body: RatingIn) -> Record:
    """After closing. Not solved, within the term: it is a complaint, and somebody who had no hand in it decides."""
    held = links.held(request.auth, openly.FOLLOW)  # type: ignore[attr-defined]
    row = openly.rate(held=held, data=body, calendar=current_calendar(), now=timesource.now())
    return openly.told(row)
