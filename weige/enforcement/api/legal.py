"""/api/legal: terms, texts and rules of the procedures; list, history, preview, edit, confirmation."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from weige.enforcement.api.common import access_of
from weige.enforcement.models import Legal
from weige.enforcement.queries import legal as queries
from weige.enforcement.rules.legal import packaged
from weige.enforcement.schemas.legal import (
    LegalConfirm,
    LegalDetail,
    LegalEdit,
    LegalList,
    LegalPreview,
    LegalValues,
)
from weige.enforcement.services import legal as services
from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.errors import NotFound
from weige.kernel.queries.calendar import current_calendar

router = Router(tags=["enforcement"])


def readable(access: Access) -> None:
    """Whoever keeps templates or reads papers of this street. Raises NotFound."""
    if not access.may("paper.template", Legal()):
        access.require("paper.list")


def detail(code: str) -> dict[str, Any]:
    """A row with its history. Raises NotFound."""
    if code not in packaged():
        raise NotFound
    row = queries.line(queries.standing([code])[code])
    return row | {"drafts": queries.drafts_with(code), "history": queries.history(code)}


@router.get("", response=LegalList, summary="Terms, texts and rules of the procedures")
def list_legal(request: HttpRequest) -> dict[str, Any]:
    """Each with where it comes from and whether it may be relied on."""
    readable(access_of(request))
    return {"items": queries.rows()}


@router.get("/{legal_code}", response=LegalDetail, summary="One of them with its history")
def read_legal(request: HttpRequest, legal_code: str) -> dict[str, Any]:
    readable(access_of(request))
    return detail(legal_code)


@router.put("/{legal_code}", response=LegalDetail, summary="Edit a term or text")
def edit_legal(request: HttpRequest, legal_code: str, body: LegalEdit) -> dict[str, Any]:
    """What was confirmed must be confirmed again. Papers already issued keep theirs."""
    access = access_of(request)
    access.require("paper.template")
    values = body.dict(exclude_none=True, exclude={"version", "reason"})
    services.edit(
        code=legal_code,
        values=values,
        version=body.version,
        reason=body.reason,
        who=access.who,
        now=timesource.now(),
    )
    return detail(legal_code)


@router.post("/{legal_code}/preview", response=LegalPreview, summary="What an edit would do")
def preview_legal(request: HttpRequest, legal_code: str, body: LegalValues) -> dict[str, Any]:
    """Nothing is changed."""
    readable(access_of(request))
    values = body.dict(exclude_none=True)
    return services.preview(code=legal_code, values=values, calendar=current_calendar(), now=timesource.now())


@router.post("/{legal_code}/confirm", response=LegalDetail, summary="Confirm a term or text")
def confirm_legal(request: HttpRequest, legal_code: str, body: LegalConfirm) -> dict[str, Any]:
    """By somebody with legal.confirm who did not write it: compared with the published text that is named."""
    access = access_of(request)
    access.require("legal.confirm")
    services.confirm(
        code=legal_code, version=body.version, source=body.source, who=access.who, now=timesource.now()
    )
    return detail(legal_code)
