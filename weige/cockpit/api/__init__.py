"""The cockpit's endpoints: the live feed and the screens' figures."""

from ninja import Router

from weige.cockpit.api.brief import router as brief_router
from weige.cockpit.api.desk import router as desk_router
from weige.cockpit.api.live import router as live_router
from weige.cockpit.api.past import router as past_router
from weige.cockpit.api.places import router as places_router
from weige.cockpit.api.screens import router as screens_router
from weige.cockpit.api.stream import router as stream_router

router = Router()
router.add_router("", stream_router)
router.add_router("/cockpit", screens_router)
router.add_router("/cockpit", places_router)
router.add_router("/cockpit", past_router)
router.add_router("/cockpit", live_router)
router.add_router("/cockpit", brief_router)
router.add_router("", desk_router)
