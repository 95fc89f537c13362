"""/api/me/track and /api/me/patrol: one's own way on duty, seen by oneself only."""

from typing import Any

from django.http import HttpRequest
from ninja import Status

from weige.kernel import timesource
from weige.people.api.roster import me_router
from weige.people.policy import GrantAccess
from weige.people.rules.track import Point
from weige.people.schemas import MyTrack, TrackIn, TrackKept
from weige.people.services import track


@me_router.get("/track", response=MyTrack, summary="My duty, my track of this shift, my latest rounds")
def read_track(request: HttpRequest) -> dict[str, Any]:
    """Nobody else has an address for it. The points go with the shift."""
    access: GrantAccess = request.auth  # type: ignore[attr-defined]
    return track.mine(access.user, timesource.now())


@me_router.post("/track", response=TrackKept, summary="Add points to my track (on duty only)")
def add_points(request: HttpRequest, body: TrackIn) -> dict[str, Any]:
    """Points outside the present shift are not kept; 409 not_on_duty outside one's shifts."""
    access: GrantAccess = request.auth  # type: ignore[attr-defined]
    points = [Point(one.at, one.lon, one.lat) for one in body.points]
    kept, until = track.add_points(user=access.user, points=points, now=timesource.now())
    return {"kept": kept, "until": until}


@me_router.delete("/track", response={204: None}, summary="Forget my track now")
def forget_track(request: HttpRequest) -> Status[None]:
    access: GrantAccess = request.auth  # type: ignore[attr-defined]
    track.forget(user=access.user)
    return Status(204, None)


@me_router.post("/patrol/begin", response=MyTrack, summary="Begin a round")
def begin(request: HttpRequest) -> dict[str, Any]:
    """In the area of the present shift; 409 not_on_duty outside one's shifts."""
    access: GrantAccess = request.auth  # type: ignore[attr-defined]
    now = timesource.now()
    track.begin(user=access.user, now=now)
    return track.mine(access.user, now)


@me_router.post("/patrol/end", response=MyTrack, summary="End the round: its length is kept, not its way")
def end(request: HttpRequest) -> dict[str, Any]:
    access: GrantAccess = request.auth  # type: ignore[attr-defined]
    now = timesource.now()
    track.end(user=access.user, now=now)
    return track.mine(access.user, now)
