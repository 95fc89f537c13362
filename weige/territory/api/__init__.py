"""The territory over HTTP: areas, buildings, and the cells of a point."""

from ninja import Router

from weige.territory.api import areas, buildings, imports, plans

router = Router(tags=["territory"])
router.add_router("", areas.router)
router.add_router("", buildings.router)
router.add_router("", imports.router)
router.add_router("", plans.router)
