"""/api/held/report, /api/held/follow: what people without an account do; /api/report-links: posters."""

import io

import segno
from django.http import HttpRequest, HttpResponse
from ninja import File, Router
from ninja.files import UploadedFile

from weige.cases.api.common import answer
from weige.cases.schemas.openly import Answer, OpenReportIn, RatingIn
from weige.cases.services import openly
from weige.cases.services.evidence import bounded
from weige.kernel import links, timesource
from weige.kernel.access import Access
from weige.kernel.queries.calendar import current_calendar

held_router = Router(tags=["links"])
router = Router(tags=["links"])


@router.post("/{area_code}", response={201: Answer}, summary="A new QR code for an area's posters")
def give(request: HttpRequest, area_code: str) -> HttpResponse:
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
    return answer(body, 201)


@held_router.get("/report", response=Answer, summary="Where this code hangs")
def where(request: HttpRequest) -> HttpResponse:
    held = links.held(request.auth, openly.REPORT)  # type: ignore[attr-defined]
    area = openly.area_of(held)
    lon, lat = openly.middle(area)
    return answer(
        {"code": area.code, "name_zh": area.name_zh, "name_en": area.name_en, "lon": lon, "lat": lat}
    )


@held_router.post("/report", response={201: Answer}, summary="Report something, without an account")
def report(request: HttpRequest, body: OpenReportIn) -> HttpResponse:
    """`token` opens the page to follow it (and takes its photos); it is given out here only."""
    held = links.held(request.auth, openly.REPORT)  # type: ignore[attr-defined]
    now, real = timesource.now(), timesource.real_now()
    case, token = openly.report(held=held, data=body, calendar=current_calendar(), now=now, real_now=real)
    return answer({"number": case.number, "token": token}, 201)


@held_router.get("/follow", response=Answer, summary="How far my report has come")
def follow(request: HttpRequest) -> HttpResponse:
    held = links.held(request.auth, openly.FOLLOW)  # type: ignore[attr-defined]
    return answer(openly.told(openly.followed(held)))


@held_router.post("/follow/photos", response={201: Answer}, summary="A photo of what I reported")
def add_photo(request: HttpRequest, file: File[UploadedFile]) -> HttpResponse:
    """At most three, within a day."""
    held = links.held(request.auth, openly.FOLLOW)  # type: ignore[attr-defined]
    openly.add_photo(held=held, data=bounded(file), now=timesource.now())
    return answer({"kept": True}, 201)


@held_router.post("/follow/rating", response=Answer, summary="Say how it was handled")
def rate(request: HttpRequest, body: RatingIn) -> HttpResponse:
    """After closing. Not solved, within the term: it is a complaint, and somebody who had no hand in it decides."""
    held = links.held(request.auth, openly.FOLLOW)  # type: ignore[attr-defined]
    row = openly.rate(held=held, data=body, calendar=current_calendar(), now=timesource.now())
    return answer(openly.told(row))
