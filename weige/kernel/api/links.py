"""/api/links: what somebody without an account may open with the link they were given."""

from dataclasses import replace
from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.security.base import AuthBase

from weige.kernel import links, timesource
from weige.kernel.errors import NotFound

router = Router(tags=["links"])


class LinkBearer(AuthBase):
    """None without the header (the next authentication is asked). Raises as links.resolve()."""

    openapi_type = "apiKey"
    openapi_in = "header"
    openapi_name = "X-Weige-Link"

    def __call__(self, request: HttpRequest) -> links.Held | None:
        token = request.headers.get(self.openapi_name, "").strip()
        if not token:
            return None
        found = links.resolve(
            token,
            address=request.META.get("REMOTE_ADDR", ""),
            now=timesource.now(),
            real_now=timesource.real_now(),
        )
        spoken = request.headers.get("Accept-Language", "").lower()
        return replace(found, language="en" if spoken.startswith("en") else "zh")


link_bearer = LinkBearer()


class LinkOut(Schema):
    """What the link is for; the page then asks the module of that purpose. expires_at: real time."""

    purpose: str
    label: str
    expires_at: datetime


@router.get("/held", response=LinkOut, summary="What my link opens")
def what_it_opens(request: HttpRequest) -> LinkOut:
    """404 for an unknown link, 410 for one that has ended (link_expired, link_revoked)."""
    mine = request.auth  # type: ignore[attr-defined]
    if not isinstance(mine, links.Held):
        raise NotFound
    return LinkOut(purpose=mine.purpose, label=mine.label, expires_at=mine.expires_at)
