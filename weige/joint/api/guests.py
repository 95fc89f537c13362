"""/api/joint/guest: what an outside unit does with its link; giving the link out and taking it back."""

from django.http import HttpRequest, HttpResponse
from ninja import File, Router
from ninja.files import UploadedFile

from weige.cases.services.evidence import bounded
from weige.joint.api.common import answer
from weige.joint.schemas.calls import Answer, UnitMove
from weige.joint.services import guests
from weige.kernel import links, timesource
from weige.kernel.access import Access

router = Router(tags=["joint"])
guest_router = Router(tags=["links"])


@router.post(
    "/calls/units/{int:called_id}/link", response={201: Answer}, summary="A link for an outside unit"
)
def give(request: HttpRequest, called_id: int) -> HttpResponse:
    """The address is shown this once; the link before it opens nothing any more."""
    access: Access = request.auth  # type: ignore[attr-defined]
    token, row = guests.give(
        access=access, called_id=called_id, now=timesource.now(), real_now=timesource.real_now()
    )
    return answer({"address": links.address(token), "expires_at": row.expires_at}, 201)


@router.post(
    "/calls/units/{int:called_id}/link/revoke", response=Answer, summary="Revoke an outside unit's link"
)
def take_back(request: HttpRequest, called_id: int) -> HttpResponse:
    access: Access = request.auth  # type: ignore[attr-defined]
    count = guests.take_back(
        access=access, called_id=called_id, now=timesource.now(), real_now=timesource.real_now()
    )
    return answer({"revoked": count})


@guest_router.get("", response=Answer, summary="What my unit is asked to do, by its link")
def read(request: HttpRequest) -> HttpResponse:
    """Place, task, limits and the desk's contact; nothing of who reported. When it is over, only that."""
    held = links.held(request.auth, guests.PURPOSE)  # type: ignore[attr-defined]
    return answer(guests.shown(guests.unit_of(held)))


@guest_router.post(
    "/moves/{move}", response=Answer, summary="on_site, decline, arrive, result or rate_matter, by a link"
)
def act(request: HttpRequest, move: str, body: UnitMove) -> HttpResponse:
    """As a called unit's move; 409 when `version` is not the one that stands."""
    held = links.held(request.auth, guests.PURPOSE)  # type: ignore[attr-defined]
    return answer(guests.shown(guests.act(held=held, code=move, data=body, now=timesource.now())))


@guest_router.post("/pictures", response={201: Answer}, summary="A photo, by a link")
def add_picture(request: HttpRequest, file: File[UploadedFile]) -> HttpResponse:
    held = links.held(request.auth, guests.PURPOSE)  # type: ignore[attr-defined]
    return answer({"sha": guests.add_picture(held=held, data=bounded(file), now=timesource.now())}, 201)
