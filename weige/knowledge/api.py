"""/api/spots: black spots, their moves, measures, plans and checks; /api/frequent-rules: when one is proposed."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Status
from ninja.files import UploadedFile
from pydantic import Field

from weige.cases.services.evidence import bounded
from weige.kernel import blobs, timesource
from weige.kernel.access import Access
from weige.kernel.api.once import made_once
from weige.kernel.errors import NotFound
from weige.knowledge import schemas as shapes
from weige.knowledge.models import BlackSpot, Check, FrequentRule
from weige.knowledge.queries.checks import due_for
from weige.knowledge.queries.figures import behind
from weige.knowledge.queries.frequent import dry_run, edits
from weige.knowledge.queries.layer import collection
from weige.knowledge.queries.spots import spot_page, spot_rows
from weige.knowledge.rules.spotmoves import SpotState
from weige.knowledge.services import checks, frequent, spots
from weige.registry.models import Shop
from weige.territory.queries import convert, faults_as_errors

router = Router(tags=["knowledge"])
Prefix = Annotated[str, Field(max_length=16)]


@router.get("/spots", response=shapes.SpotPage, summary="Black spots: proposals first, then the newest")
def list_spots(request: HttpRequest, state: Annotated[str, Field(max_length=60)] = "") -> dict[str, Any]:
    """state: some of proposed, open, closed, dismissed, with commas; without it all but the dismissed."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("spot.list")
    return {"items": spot_rows(access, states=_states(state), now=timesource.now()), "next": None}


def _states(asked: str) -> list[str]:
    """The states asked for; all but the dismissed when none is. Raises Invalid."""
    found = [text for text in asked.split(",") if text]
    if any(text not in set(SpotState) for text in found):
        raise spots.refuse("state", "unknown_filter", value=asked)
    return found or [one.value for one in SpotState if one is not SpotState.DISMISSED]


@router.get("/spots.geojson", response=shapes.SpotLayer, summary="Black spots as a map layer")
def spots_layer(
    request: HttpRequest,
    state: Annotated[str, Field(max_length=60)] = "",
    geometry: Literal["point", "ground"] = "point",
) -> dict[str, Any]:
    """The same spots as GeoJSON (WGS84), with the cases of the last 30 days and of the 30 days before them.

    geometry=ground: the polygon of each, a circle as 48 corners; else its middle.
    """
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("spot.list")
    return collection(access, states=_states(state), ground=geometry == "ground", now=timesource.now())


@router.post("/spots", response={201: shapes.SpotDetail}, summary="Open a black spot")
@made_once
def open_spot(request: HttpRequest, body: shapes.SpotIn) -> Status[dict[str, Any]]:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("spot.manage")
    with faults_as_errors("lon"):
        lon, lat = convert(body.lon, body.lat, source=body.datum)
    shop = Shop.objects.filter(code=body.shop).first() if body.shop else None
    if body.shop and shop is None:
        raise spots.refuse("shop", "unknown_shop", ref=body.shop)
    given = body.dict(exclude={"datum", "shop", "lon", "lat"})
    draft = spots.SpotDraft(lon=lon, lat=lat, shop=shop, **given)
    spot = spots.open_spot(access=access, draft=draft, now=timesource.now())
    return Status(201, spot_page(access, spot.pk, now=timesource.now()))


@router.get("/spots/{int:spot_id}", response=shapes.SpotDetail, summary="The page of a black spot")
def read_spot(request: HttpRequest, spot_id: int) -> dict[str, Any]:
    """Picture by hour and weekday, by week, sources, measures with their effect, plans with their checks."""
    return _page(request, spot_id)


@router.get(
    "/spots/{int:spot_id}/cases", response=shapes.SpotCases, summary="The cases a black spot's picture counts"
)
def read_spot_cases(request: HttpRequest, spot_id: int) -> dict[str, Any]:
    """Of the last half year, newest first: what its figures open to."""
    access: Access = request.auth  # type: ignore[attr-defined]
    spot = access.get("spot.read", BlackSpot.objects.all(), id=spot_id)
    return behind(access, spot, now=timesource.now())


def _page(request: HttpRequest, spot_id: int) -> dict[str, Any]:
    access: Access = request.auth  # type: ignore[attr-defined]
    return spot_page(access, spot_id, now=timesource.now())


@router.post(
    "/spots/{int:spot_id}/moves/{move}", response=shapes.SpotDetail, summary="Adopt, dismiss, close, reopen"
)
def move_spot(request: HttpRequest, spot_id: int, move: str, body: shapes.SpotMoveIn) -> dict[str, Any]:
    access: Access = request.auth  # type: ignore[attr-defined]
    spots.move(
        access=access,
        spot_id=spot_id,
        code=move,
        version=body.version,
        note=body.note,
        now=timesource.now(),
    )
    return _page(request, spot_id)


@router.post(
    "/spots/{int:spot_id}/measures", response={201: shapes.SpotDetail}, summary="Write down a measure"
)
@made_once
def add_measure(request: HttpRequest, spot_id: int, body: shapes.MeasureIn) -> Status[dict[str, Any]]:
    access: Access = request.auth  # type: ignore[attr-defined]
    draft = spots.MeasureDraft(**body.dict())
    spots.take_measure(access=access, spot_id=spot_id, draft=draft, now=timesource.now())
    return Status(201, _page(request, spot_id))


@router.post("/spots/{int:spot_id}/plans", response={201: shapes.SpotDetail}, summary="Plan supervision")
@made_once
def add_plan(request: HttpRequest, spot_id: int, body: shapes.PlanIn) -> Status[dict[str, Any]]:
    """A post looks there every so many days; it is told when a look is due."""
    access: Access = request.auth  # type: ignore[attr-defined]
    spots.set_plan(access=access, spot_id=spot_id, now=timesource.now(), **body.dict())
    return Status(201, _page(request, spot_id))


@router.post("/spots/{int:spot_id}/plans/{int:plan_id}/end", response=shapes.SpotDetail, summary="End a plan")
def end_plan(request: HttpRequest, spot_id: int, plan_id: int) -> dict[str, Any]:
    access: Access = request.auth  # type: ignore[attr-defined]
    spots.end_plan(access=access, spot_id=spot_id, plan_id=plan_id, now=timesource.now())
    return _page(request, spot_id)


@router.post("/spots/{int:spot_id}/checks/{int:check_id}", response=shapes.SpotDetail, summary="I was there")
def do_check(request: HttpRequest, spot_id: int, check_id: int, body: shapes.CheckIn) -> dict[str, Any]:
    """What was found; the next look is made."""
    access: Access = request.auth  # type: ignore[attr-defined]
    checks.do_check(access=access, spot_id=spot_id, check_id=check_id, now=timesource.now(), **body.dict())
    return _page(request, spot_id)


@router.get("/spots/checks/mine", response=shapes.DuePage, summary="Looks that wait for my post")
def my_checks(request: HttpRequest) -> dict[str, Any]:
    """Due today or in the next two days, late ones first."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("spot.check")
    return {"items": due_for(access, now=timesource.now()), "next": None}


@router.post(
    "/spots/{int:spot_id}/checks/{int:check_id}/arrive", response=shapes.SpotDetail, summary="I am there"
)
def arrive(request: HttpRequest, spot_id: int, check_id: int, body: shapes.ArriveIn) -> dict[str, Any]:
    """With the phone's place, the distance from the spot is kept, never the place itself."""
    access: Access = request.auth  # type: ignore[attr-defined]
    checks.arrive(access=access, spot_id=spot_id, check_id=check_id, now=timesource.now(), **body.dict())
    return _page(request, spot_id)


@router.post(
    "/spots/{int:spot_id}/checks/{int:check_id}/pictures",
    response={201: shapes.PictureSaved},
    summary="A photo of what is to be seen",
)
def add_check_picture(
    request: HttpRequest, spot_id: int, check_id: int, file: File[UploadedFile]
) -> Status[dict[str, str]]:
    """JPEG, PNG or WebP, at most six."""
    access: Access = request.auth  # type: ignore[attr-defined]
    sha = checks.add_picture(
        access=access, spot_id=spot_id, check_id=check_id, data=bounded(file), now=timesource.now()
    )
    return Status(201, {"sha": sha})


@router.get("/spots/{int:spot_id}/pictures/{sha}", summary="A photo of a look; size=thumb gives a small JPEG")
def check_picture(
    request: HttpRequest, spot_id: int, sha: str, size: Literal["full", "thumb"] = "full"
) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    spot = access.get("spot.read", BlackSpot.objects.all(), id=spot_id)
    if not Check.objects.filter(plan__spot=spot, pictures__contains=[sha]).exists():
        raise NotFound
    response = HttpResponse(blobs.read(sha, size), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response


@router.get("/frequent-rules", response=list[shapes.FrequentOut], summary="When a black spot is proposed")
def frequent_rules(request: HttpRequest) -> list[dict[str, Any]]:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("spot.list")
    return list(FrequentRule.objects.order_by("prefix").values("prefix", "source", *frequent.NUMBERS))


@router.get("/frequent-rules/{prefix}/history", response=shapes.EditPage, summary="Edits of a frequent rule")
def frequent_history(request: HttpRequest, prefix: Prefix) -> dict[str, Any]:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("spot.list")
    return {"items": edits(f"frequent_rule:{'' if prefix == 'all' else prefix}"), "next": None}


@router.post(
    "/frequent-rules/{prefix}/preview", response=shapes.FrequentPreview, summary="Try a rule on the past"
)
def preview_frequent(request: HttpRequest, prefix: Prefix, body: shapes.FrequentIn) -> dict[str, Any]:
    """Nothing is changed: the places it would name today, under the rules in force and with this one."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("matter.edit")
    key = "" if prefix == "all" else prefix
    return dry_run(prefix=key, row=body.dict(), now=timesource.now())


@router.put("/frequent-rules/{prefix}", response=shapes.FrequentOut, summary="Set when one is proposed")
def put_frequent_rule(request: HttpRequest, prefix: Prefix, body: shapes.FrequentIn) -> dict[str, Any]:
    """prefix: of a matter's code; "all" for the general rule."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("matter.edit")
    key = "" if prefix == "all" else prefix
    row = frequent.set_rule(prefix=key, row=body.dict(), who=access.who, now=timesource.now())
    return {name: getattr(row, name) for name in ("prefix", "source", *frequent.NUMBERS)}
