"""The API: every module's router in its place; the only list of them."""

from ninja import NinjaAPI

from weige.config import errors
from weige.people.auth import authenticate

api = NinjaAPI(
    title="Weige 微格",
    version="1",
    description="街镇基层治理平台 · the street office's open platform",
    urls_namespace="api",
    openapi_url="/openapi.json",
    docs_url=None,
    auth=[authenticate],
)
errors.install(api)

# Routers: one line a module.
