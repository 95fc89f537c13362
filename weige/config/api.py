"""The API: every module's router in its place; the only list of them."""

from weige.cases.api import (
    bulk_router,
    casefile_router,
    cases_router,
    evidence_router,
    filters_router,
    matters_router,
    policies_router,
    reasons_router,
    sameness_router,
)
from weige.cases.api.handovers import router as handovers_router
from weige.cases.api.hotline import router as hotline_router
from weige.cases.api.hotline_days import router as hotline_days_router
from weige.cases.api.hotline_mapping import router as hotline_mapping_router
from weige.cases.api.intake import router as intake_router
from weige.cases.api.openly import held_router as open_router
from weige.cases.api.openly import router as report_links_router
from weige.cases.api.routing import router as routing_router
from weige.cockpit.api import router as cockpit_router
from weige.config import errors
from weige.config.describing import DescribedAPI
from weige.config.parsing import StrictParser
from weige.enforcement.api import HELD as ENFORCEMENT_HELD
from weige.enforcement.api import ROUTERS as ENFORCEMENT
from weige.evaluation.api import router as evaluation_router
from weige.joint.api import feed_key, feed_router, guest_router
from weige.joint.api import router as joint_router
from weige.kernel.api.calendar import router as calendar_router
from weige.kernel.api.links import link_bearer
from weige.kernel.api.links import router as links_router
from weige.kernel.api.log import router as log_router
from weige.kernel.api.reference import router as office_router
from weige.knowledge.api import router as knowledge_router
from weige.messaging.api import router as notices_router
from weige.people.api import auth_router, me_router, posts_router, roster_router
from weige.people.api.duty import stations_router
from weige.people.api.grants import router as grants_router
from weige.people.auth import authenticate
from weige.registry.api import router as shops_router
from weige.registry.api.headcounts import router as headcounts_router
from weige.registry.api.tags import router as tags_router
from weige.registry.api.words import router as words_router
from weige.scenarios.api import replays_router
from weige.scenarios.api import router as scenarios_router
from weige.sensing.api import device_secret, signals_router
from weige.sensing.api import router as sensing_router
from weige.sharing.api import offer_router
from weige.territory.api import router as territory

api = DescribedAPI(
    title="Weige 微格",
    version="1",
    description="街镇基层治理平台 · the street office's open platform",
    urls_namespace="api",
    openapi_url="/openapi.json",
    docs_url=None,
    auth=[authenticate],
    parser=StrictParser(),
)
errors.install(api)

# Routers: one line a module.
api.add_router("/auth", auth_router)
api.add_router("/calendar", calendar_router)
api.add_router("/me", me_router)
api.add_router("/posts", posts_router)
api.add_router("/roster", roster_router)
api.add_router("/stations", stations_router)
api.add_router("", territory)
api.add_router("/cases", cases_router)
api.add_router("/cases", casefile_router)
api.add_router("/cases", bulk_router)
api.add_router("/case-filters", filters_router)
api.add_router("/evidence", evidence_router)
api.add_router("/handovers", handovers_router)
api.add_router("/hotline", hotline_router)
api.add_router("/hotline", hotline_mapping_router)
api.add_router("/hotline", hotline_days_router)
api.add_router("/intake", intake_router)
api.add_router("/routing", routing_router)
api.add_router("/matters", matters_router)
api.add_router("/return-reasons", reasons_router)
api.add_router("", sameness_router)
api.add_router("", policies_router)
api.add_router("", knowledge_router)
api.add_router("", signals_router, auth=[device_secret, authenticate], tags=["sensing"])
api.add_router("", sensing_router)
api.add_router("", cockpit_router)
api.add_router("/joint", joint_router)
api.add_router("/evaluation", evaluation_router)
api.add_router("/joint/calendar", feed_router, auth=[feed_key, authenticate])
api.add_router("/joint/guest", guest_router, auth=[link_bearer, authenticate])
api.add_router("/shops", shops_router)
api.add_router("/headcounts", headcounts_router)
api.add_router("/tags", tags_router)
api.add_router("/words", words_router)
api.add_router("/scenarios", scenarios_router)
api.add_router("/replays", replays_router)
api.add_router("/notices", notices_router)
api.add_router("/log", log_router)
api.add_router("/office", office_router)
api.add_router("/grants", grants_router)
for _path, _router in ENFORCEMENT.items():
    api.add_router(_path, _router)
for _router in ENFORCEMENT_HELD:
    api.add_router("/held", _router, auth=[link_bearer, authenticate])
api.add_router("/links", links_router, auth=[link_bearer, authenticate])
api.add_router("/open311", offer_router)
api.add_router("/held", open_router, auth=[link_bearer, authenticate])
api.add_router("/report-links", report_links_router)
