"""/api/scenarios and /api/replays: what the office has switched on, what else it would have said, and its versions."""

from weige.scenarios.api import changing, writing  # noqa: F401 - they add their addresses to the router
from weige.scenarios.api.packs import router
from weige.scenarios.api.replays import replays_router

__all__ = ["replays_router", "router"]
