"""GET /warnings, /warnings/{id}, /pictures/{sha}; POST /warnings/{id}/acknowledge, /confirm, /dismiss, /judge."""

from typing import Any, Literal
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from weige.kernel import blobs, timesource
from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid, NotFound
from weige.sensing import services
from weige.sensing.api.shapes import JudgeIn
from weige.sensing.models import Warning
from weige.sensing.queries import evidence
from weige.sensing.queries import warnings as reads
from weige.sensing.queries.rules import in_force
from weige.sensing.queries.verdicts import unjudged
from weige.sensing.rules.warning import OPEN
from weige.sensing.schemas import ConfirmIn, DismissIn, WarningDetail, WarningFilter, WarningPage

router = Router()


@router.get("/warnings", response=WarningPage)
def list_warnings(request: HttpRequest, asked: Query[WarningFilter]) -> dict[str, Any]:
    """The warnings one may see, open first, newest first."""
    access: Access = request.auth  # type: ignore[attr-defined]
    visible = access.rows("warning.list", Warning.objects.all())
    try:
        found = reads.chosen(
            visible,
            states=split(asked.state),
            levels=split(asked.level),
            scenario=asked.scenario,
            area=asked.area,
            group=asked.group,
        )
        if asked.to_judge:
            blind = Q(device__kind="camera", pictures=[])  # nobody can tell afterwards what no picture shows
            found = found.filter(Q(state=OPEN) | (unjudged(timesource.now()) & ~blind))
        if asked.device:
            found = found.filter(device__code=asked.device)
        if asked.device_kind:
            found = found.filter(device__kind=asked.device_kind)
        rows, further = reads.page(found, after=asked.after, limit=asked.limit)
    except ValueError as error:
        raise Invalid([FieldError("query", "warning_filter", {"value": str(error)[:80]})]) from error
    return {"items": reads.warning_rows(rows, access, timesource.now()), "next": further}


@router.get("/warnings/{warning_id}", response=WarningDetail, by_alias=True)
def read_warning(request: HttpRequest, warning_id: UUID) -> dict[str, Any]:
    """One warning that explains itself: rule, readings, limits, neighbours, what was ruled out, who was
    told.
    """
    access: Access = request.auth  # type: ignore[attr-defined]
    return detail(access, warning_id)


@router.post("/warnings/{warning_id}/acknowledge", response=WarningDetail, by_alias=True)
def acknowledge_warning(request: HttpRequest, warning_id: UUID) -> dict[str, Any]:
    """I have seen it: the ladder stops for all that was told with it. 409 when it is over or was seen before."""
    access: Access = request.auth  # type: ignore[attr-defined]
    row = access.get("warning.read", Warning.objects.select_related("shop"), pk=warning_id)
    access.check("warning.acknowledge", row)
    services.acknowledge(warning=row, who=access.who, now=timesource.now())
    return detail(access, warning_id)


@router.post("/warnings/{warning_id}/confirm", response=WarningDetail, by_alias=True)
def confirm_warning(request: HttpRequest, warning_id: UUID, body: ConfirmIn) -> dict[str, Any]:
    """It is true: a case is filed. 409 when it is no longer open."""
    access: Access = request.auth  # type: ignore[attr-defined]
    row = access.get("warning.read", Warning.objects.select_related("shop"), pk=warning_id)
    access.check("warning.confirm", row)
    services.confirm(warning=row, who=access.who, now=timesource.now(), note=body.note)
    return detail(access, warning_id)


@router.post("/warnings/{warning_id}/dismiss", response=WarningDetail, by_alias=True)
def dismiss_warning(request: HttpRequest, warning_id: UUID, body: DismissIn) -> dict[str, Any]:
    """A false alarm, with its reason; "other" needs a note. 409 when it is no longer open."""
    access: Access = request.auth  # type: ignore[attr-defined]
    row = access.get("warning.read", Warning.objects.select_related("shop"), pk=warning_id)
    access.check("warning.dismiss", row)
    services.dismiss(
        warning=row, reason_code=body.reason_code, note=body.note, who=access.who, now=timesource.now()
    )
    return detail(access, warning_id)


@router.post("/warnings/{warning_id}/judge", response=WarningDetail, by_alias=True)
def judge_warning(request: HttpRequest, warning_id: UUID, body: JudgeIn) -> dict[str, Any]:
    """Was it true? Of a warning that went by itself before anybody decided; files no case. 409 when it is not such a
    one, is judged already, or went more than seven days ago (data/weight.toml).
    """
    access: Access = request.auth  # type: ignore[attr-defined]
    row = access.get("warning.read", Warning.objects.select_related("shop"), pk=warning_id)
    access.check("warning.confirm", row)
    services.judge(warning=row, who=access.who, now=timesource.now(), **body.dict())
    return detail(access, warning_id)


@router.get("/pictures/{sha}", url_name="picture")
def read_picture(
    request: HttpRequest, sha: str, warning: UUID, size: Literal["full", "thumb"] = "full"
) -> HttpResponse:
    """A picture of a warning one may read, or of before and after it; nothing without naming the warning."""
    access: Access = request.auth  # type: ignore[attr-defined]
    row = access.get("warning.read", Warning.objects.select_related("device", "shop"), pk=warning)
    own = {picture["sha"] for picture in row.pictures}
    if sha not in own and sha not in evidence.shas_of(row, timesource.now()):
        raise NotFound
    answer = HttpResponse(blobs.read(sha, size), content_type="image/jpeg")
    answer.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return answer


def detail(access: Access, warning_id: UUID) -> dict[str, Any]:
    """The card of a warning one may read. Raises NotFound."""
    row = access.get(
        "warning.read",
        Warning.objects.select_related("device", "shop", "group").defer("device__zones"),
        pk=warning_id,
    )
    return reads.warning_detail(row, access, in_force().kinds, timesource.now())


def split(text: str) -> list[str]:
    return [one for one in text.split(",") if one]
