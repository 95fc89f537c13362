"""Joint action over HTTP: calls, forces, times, settings, meetings."""

from ninja import Router

from weige.joint.api.calls import router as calls
from weige.joint.api.settings import router as settings

router = Router(tags=["joint"])
router.add_router("/calls", calls)
router.add_router("", settings)

__all__ = ["router"]
