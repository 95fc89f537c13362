"""/api/notices: what I was told, and that I have read it."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from weige.kernel import timesource
from weige.kernel.access import Access
from weige.messaging.models import Notice
from weige.messaging.queries import line, mine, notices
from weige.messaging.schemas import NoticeOut, NoticePage, ReadIn, ReadOut
from weige.messaging.services import mark_all_read, mark_read

router = Router(tags=["notices"])


@router.get("", response=NoticePage, summary="Notices to me and my posts")
def list_notices(
    request: HttpRequest,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[int | None, Query(ge=1)] = None,
    unread: bool = False,
) -> dict[str, Any]:
    access: Access = request.auth  # type: ignore[attr-defined]
    found = notices(access, limit=limit + 1, after=after, unread=unread)
    page = found[:limit]
    return {
        "items": [line(notice) for notice in page],
        "next": str(page[-1].pk) if len(found) > limit else None,
        "unread": mine(access).filter(read_at=None).count(),
    }


@router.post("/read", response=ReadOut, summary="I have read all I was shown")
def read_all(request: HttpRequest, body: ReadIn) -> dict[str, int]:
    """All up to `until`, however many pages they are; what came after it stays unread."""
    access: Access = request.auth  # type: ignore[attr-defined]
    assert access.who.user_id is not None, "only signed-in users get here"
    seen = mine(access).filter(pk__lte=body.until)
    return {"read": mark_all_read(notices=seen, user_id=access.who.user_id, now=timesource.now())}


@router.post("/{notice_id}/read", response=NoticeOut, summary="I have read it")
def read(request: HttpRequest, notice_id: int) -> dict[str, Any]:
    """Notes the first reading; one of several holders of a post reads for the post."""
    access: Access = request.auth  # type: ignore[attr-defined]
    notice = access.get("notice.list", Notice.objects.all(), pk=notice_id)
    assert access.who.user_id is not None, "only signed-in users get here"
    return line(mark_read(notice=notice, user_id=access.who.user_id, now=timesource.now()))
