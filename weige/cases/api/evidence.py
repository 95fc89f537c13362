"""/api/evidence: the stored files, seen by those who may read their case."""

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router

from weige.cases.models import Evidence
from weige.kernel import blobs
from weige.kernel.access import Access
from weige.kernel.errors import NotFound

router = Router(tags=["cases"])


@router.get("/{int:evidence_id}", summary="A picture or paper; size=thumb gives a small JPEG")
def read(request: HttpRequest, evidence_id: int, size: Literal["full", "thumb"] = "full") -> HttpResponse:
    """The stored derivative: metadata is gone but time and place."""
    rows = Evidence.objects.select_related("blob", "case")
    access: Access = request.auth  # type: ignore[attr-defined]
    row = access.get("case.read", rows, id=evidence_id)
    if size == "thumb" and not row.blob.thumb:
        raise NotFound
    kind = "image/jpeg" if size == "thumb" else row.blob.media_type
    response = HttpResponse(blobs.read(row.blob_id, size), content_type=kind)
    response["Content-Disposition"] = f"inline; filename={row.blob_id[:12]}"
    response["Cache-Control"] = "private, max-age=86400, immutable"
    response["ETag"] = f'"{row.blob_id[:32]}-{size}"'
    return response
