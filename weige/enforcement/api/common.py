"""What the endpoints of all procedures share: files in and out, links, pages."""

from datetime import datetime, timedelta
from typing import Any, Literal

import segno
from django.http import HttpRequest, HttpResponse
from ninja.files import UploadedFile

from weige.enforcement.models import Attachment, Procedural
from weige.enforcement.queries.presenting import file_of
from weige.enforcement.services import telling
from weige.kernel import blobs, links, timesource
from weige.kernel.access import Access
from weige.kernel.errors import NotFound

Record = dict[str, Any]
MOST = blobs.MAX_BYTES + 1


def access_of(request: HttpRequest) -> Access:
    """The signed-in caller's access. Raises NotFound for the holder of a link."""
    access = request.auth  # type: ignore[attr-defined]
    if isinstance(access, links.Held):
        raise NotFound
    found: Access = access
    return found


def sent(row: Attachment, size: Literal["full", "thumb"]) -> HttpResponse:
    """A file as it is stored; size=thumb a small JPEG of a picture."""
    if size == "thumb" and not row.blob.thumb:
        raise NotFound
    kind = "image/jpeg" if size == "thumb" else row.blob.media_type
    response = HttpResponse(blobs.read(row.blob_id, size), content_type=kind)
    response["Content-Disposition"] = f"inline; filename={row.blob_id[:12]}"
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response


def file_or_404(row: Procedural, file_id: int) -> Attachment:
    """One file of a procedure. Raises NotFound."""
    found = Attachment.objects.select_related("blob").filter(subject=row.own_subject, pk=file_id).first()
    if found is None:
        raise NotFound
    return found


def bounded(file: UploadedFile) -> bytes:
    """The bytes of an upload, never more than the kernel would refuse anyway."""
    data: bytes = file.read(MOST)
    return data


def added(row: Attachment) -> Record:
    """A file that was just added."""
    return file_of(Attachment.objects.select_related("blob").get(pk=row.pk))


def make_link(row: Procedural, purpose: str, days: int, *, access: Access, now: datetime) -> Record:
    """A new link to a procedure, with its QR code; the token is shown here and never again."""
    real = timesource.real_now()
    token, link = links.issue(
        purpose=purpose,
        subject=row.own_subject,
        label=telling.label_of(row),
        who=access.who,
        now=now,
        real_now=real,
        expires_at=real + timedelta(days=days),
    )
    url = links.address(token)
    qr = segno.make(url, error="m").svg_data_uri(scale=6, border=2)
    return {"id": link.pk, "url": url, "qr": qr, "expires_at": link.expires_at}


def paged(rows: Any, limit: int, after: int) -> tuple[list[Any], str | None]:
    """A page by offset of a newest-first list, and where the next one begins."""
    page = list(rows[after : after + limit + 1])
    return page[:limit], str(after + limit) if len(page) > limit else None
