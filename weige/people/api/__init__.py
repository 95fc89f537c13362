"""People's endpoints: sign-in and own profile, the roster, posts, a worker's position."""

from weige.people.api import track as _track  # adds its addresses to me_router
from weige.people.api.auth import router as auth_router
from weige.people.api.roster import me_router, posts_router, roster_router

__all__ = ["_track", "auth_router", "me_router", "posts_router", "roster_router"]
