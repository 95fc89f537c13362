"""/api/cases/{id}/file.zip: the case's file as an archive that a stranger can verify."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from weige.cases.queries import detail as details
from weige.cases.schemas.casefile import CaseFileIn
from weige.cases.services import casefile
from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.queries.calendar import current_calendar
from weige.kernel.tabular.http import language_of

router = Router(tags=["cases"])


@router.post("/{uuid:case_id}/file.zip", summary="The case's file: PDF, originals, proofs, verifier")
def export_file(request: HttpRequest, case_id: UUID, body: CaseFileIn) -> HttpResponse:
    """Without a purpose personal data are covered and no originals go out. Every export is an event of the case."""
    access: Access = request.auth  # type: ignore[attr-defined]
    case = access.get("case.read", details.loaded(), id=case_id)
    made = casefile.export(
        access=access,
        case=case,
        purpose=body.purpose,
        originals=body.originals,
        language=language_of(request),
        calendar=current_calendar(),
        now=timesource.now(),
    )
    response = HttpResponse(made.data, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response
