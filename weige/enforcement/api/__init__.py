"""Addresses of enforcement."""

from weige.enforcement.api.holding import router as held_router
from weige.enforcement.api.legal import router as legal_router
from weige.enforcement.api.offsite import router as offsite_router
from weige.enforcement.api.outside import router as outside_router
from weige.enforcement.api.papers import kinds_router
from weige.enforcement.api.papers import router as papers_router
from weige.enforcement.api.powers import router as powers_router
from weige.enforcement.api.remedies import router as remedies_router
from weige.enforcement.api.transfers import router as transfers_router

#: path → router; what stands under /held is for holders of links.
ROUTERS = {
    "/legal": legal_router,
    "/powers": powers_router,
    "/papers": papers_router,
    "/paper-kinds": kinds_router,
    "/offsite": offsite_router,
    "/transfers": transfers_router,
    "": remedies_router,
}
HELD = (held_router, outside_router)

__all__ = ["HELD", "ROUTERS"]
