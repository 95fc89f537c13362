"""/api/replays: one try on the past: how far it is, what came out, the same period under other thresholds."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from weige.kernel.access import Access
from weige.scenarios import services
from weige.scenarios.models import Replay
from weige.scenarios.queries import trying
from weige.scenarios.schemas import RecountIn, RecountOut, ReplayDetail, ReplayLine

replays_router = Router(tags=["scenarios"])


def row_of(access: Access, replay_id: UUID) -> Replay:
    return access.get("scenario.list", Replay.objects.select_related("scenario", "asked_post"), pk=replay_id)


@replays_router.get("/{replay_id}", response=ReplayDetail, summary="A replay with its result")
def read_replay(request: HttpRequest, replay_id: UUID) -> dict[str, Any]:
    access: Access = request.auth  # type: ignore[attr-defined]
    return trying.replay_detail(row_of(access, replay_id))


@replays_router.post("/{replay_id}/stop", response=ReplayLine, summary="Stop it")
def stop_replay(request: HttpRequest, replay_id: UUID) -> dict[str, Any]:
    access: Access = request.auth  # type: ignore[attr-defined]
    row = row_of(access, replay_id)
    access.check("scenario.manage", row)
    return trying.replay_row(services.stop_replay(replay=row))


@replays_router.post("/{replay_id}/recount", response=RecountOut, summary="Other thresholds, at once")
def recount(request: HttpRequest, replay_id: UUID, body: RecountIn) -> dict[str, Any]:
    """What a slider shows while it is moved. 409 when the run must be done anew for these changes."""
    access: Access = request.auth  # type: ignore[attr-defined]
    return services.recount(replay=row_of(access, replay_id), changes=body.changes)
