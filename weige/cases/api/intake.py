"""/api/intake: what the one form of all channels is told before it is sent."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from weige.cases.api.common import answer
from weige.cases.queries import prefilling
from weige.cases.schemas.reports import PrefillIn, PrefillOut
from weige.kernel import timesource
from weige.kernel.access import Access

router = Router(tags=["cases"])


@router.post("/prefill", response=PrefillOut, summary="What the system can fill in of a report, and why")
def prefill(request: HttpRequest, body: PrefillIn) -> HttpResponse:
    """Place, cell, shop and building from map or words; the matter from the text; the source from the post."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("case.report")
    return answer(prefilling.prefill(access, body, now=timesource.now()))
