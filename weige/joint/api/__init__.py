"""Joint action over HTTP: calls, forces, times, settings, meetings, tasks, calendars."""

from ninja import Router

from weige.joint.api.calls import router as calls
from weige.joint.api.emergency import router as emergency
from weige.joint.api.guests import guest_router
from weige.joint.api.guests import router as guests
from weige.joint.api.meetings import feed_key, feed_router
from weige.joint.api.meetings import router as meetings
from weige.joint.api.settings import router as settings

router = Router(tags=["joint"])
router.add_router("/calls", calls)
router.add_router("/emergencies", emergency)
router.add_router("", guests)
router.add_router("", meetings)
router.add_router("", settings)

__all__ = ["feed_key", "feed_router", "guest_router", "router"]
