"""GET /cap/feed, /cap/{id}.xml: public by design. /alerts, /warnings/{id}/alerts: publishing, by a person's act."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from ninja import Query, Router, Status

from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.api.once import made_once
from weige.kernel.errors import FieldError, Invalid, NotFound
from weige.sensing import services
from weige.sensing.api.alertshapes import AlertIn, AlertInfo, AlertOut, AlertPage, CancelIn, WarningAlerts
from weige.sensing.models import PublicAlert, Warning
from weige.sensing.queries import alerts as reads
from weige.sensing.rules import cap

router = Router()
TITLE = "公开预警信息 · Public alerts"
FRESH = 60  # seconds a copy may be shown without asking again (our default)


@router.get("/cap/feed", auth=None, summary="Public alerts: Atom index")
def cap_feed(request: HttpRequest) -> HttpResponse:
    """The index of what the office has told the public (RFC 4287), for anybody; nothing else here is open."""
    now = timesource.now()
    rows = list(reads.in_feed(now))
    messages = [reads.message_of(row) for row in rows]
    listed = [
        cap.Listed(message, request.build_absolute_uri(f"/api/cap/{row.pk}.xml"))
        for row, message in zip(rows, messages, strict=True)
    ]
    author = f"{messages[0].sender_name.zh} · {messages[0].sender_name.en}" if messages else "Weige"
    updated = rows[0].sent if rows else now.replace(hour=0, minute=0, second=0, microsecond=0)
    address = request.build_absolute_uri("/api/cap/feed")
    text = cap.feed(listed, title=TITLE, author=author, address=address, updated=updated)
    return published(text, "application/atom+xml", updated)


@router.get("/cap/{uuid:alert_id}.xml", auth=None, summary="A public alert as CAP 1.2")
def cap_document(request: HttpRequest, alert_id: UUID) -> HttpResponse:  # noqa: ARG001 - nobody is asked who they are
    """One message as it was published, for anybody; it never changes."""
    row = PublicAlert.objects.filter(pk=alert_id).first()
    if row is None:
        raise NotFound
    return published(cap.document(reads.message_of(row)), cap.MIME, row.sent)


def published(text: bytes, media: str, changed: datetime) -> HttpResponse:
    answer = HttpResponse(text, content_type=f"{media}; charset=utf-8")
    answer.headers["Cache-Control"] = f"public, max-age={FRESH}"
    answer.headers["Last-Modified"] = http_date(changed.timestamp())
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


@router.get("/alerts", response=AlertPage)
def list_alerts(
    request: HttpRequest,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str, Query(max_length=80)] = "",
) -> dict[str, Any]:
    """What was published from this street, newest first."""
    access: Access = request.auth  # type: ignore[attr-defined]
    found = access.rows("alert.list", PublicAlert.objects.all()).order_by("-sent", "-pk")
    if after:
        try:
            before = found.get(pk=UUID(after))
        except (ValueError, PublicAlert.DoesNotExist) as error:
            raise Invalid([FieldError("after", "field_invalid", {"reason": "after"})]) from error
        found = found.filter(sent__lte=before.sent).exclude(sent=before.sent, pk__gte=before.pk)
    rows = list(found[: limit + 1])
    page, now = rows[:limit], timesource.now()
    last = reads.lasts(page)
    return {
        "items": [reads.row_out(row, last=row.pk in last, access=access, now=now) for row in page],
        "next": str(page[-1].pk) if len(rows) > limit else None,
    }


@router.get("/warnings/{warning_id}/alerts", response=WarningAlerts)
def alerts_of_warning(request: HttpRequest, warning_id: UUID) -> dict[str, Any]:
    """What the public was told about this warning, and what a message would start from."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("alert.list")
    row = access.get("warning.read", Warning.objects.all(), pk=warning_id)
    thread, now = reads.thread_of(row), timesource.now()
    last = {thread[0].pk} if thread else set()
    items = [reads.row_out(one, last=one.pk in last, access=access, now=now) for one in thread]
    may = access.may("alert.publish", PublicAlert(cells=row.cells)) and not any(
        one["in_force"] for one in items
    )
    return {
        "items": items,
        "suggestion": msgspec.to_builtins(services.suggest_alert(warning=row)),
        "actions": ["publish"] if may else [],
    }


@router.post("/warnings/{warning_id}/alerts", response={201: AlertOut})
@made_once
def publish_alert(request: HttpRequest, warning_id: UUID, body: AlertIn) -> Status[dict[str, Any]]:
    """Publishes a first message about a warning. 409 while another about it is in force."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("alert.list")
    row = access.get("warning.read", Warning.objects.all(), pk=warning_id)
    access.check("alert.publish", PublicAlert(cells=row.cells))
    alert = services.publish_alert(
        warning=row, info=info_of(body.info), expires=body.expires, who=access.who, now=timesource.now()
    )
    return Status(201, shown(access, alert))


@router.post("/alerts/{alert_id}/update", response={201: AlertOut})
@made_once
def update_alert(request: HttpRequest, alert_id: UUID, body: AlertIn) -> Status[dict[str, Any]]:
    """Publishes the next message of a thread; it refers to those before. 409 when it is not in force."""
    access: Access = request.auth  # type: ignore[attr-defined]
    row = own(access, alert_id)
    alert = services.follow_alert(
        alert=row,
        kind="update",
        info=info_of(body.info),
        expires=body.expires,
        who=access.who,
        now=timesource.now(),
    )
    return Status(201, shown(access, alert))


@router.post("/alerts/{alert_id}/cancel", response={201: AlertOut})
def cancel_alert(request: HttpRequest, alert_id: UUID, body: CancelIn) -> Status[dict[str, Any]]:
    """Publishes that it is over, with the reason. 409 when it is not in force."""
    access: Access = request.auth  # type: ignore[attr-defined]
    row = own(access, alert_id)
    told = info_of(body.info) if body.info else reads.message_of(row).info
    info = msgspec.structs.replace(told, response="AllClear", urgency="Past")
    alert = services.follow_alert(
        alert=row,
        kind="cancel",
        info=info,
        expires=row.expires,
        note=body.note,
        who=access.who,
        now=timesource.now(),
    )
    return Status(201, shown(access, alert))


def own(access: Access, alert_id: UUID) -> PublicAlert:
    """A message one may see and follow. Raises NotFound or Forbidden."""
    row = access.get("alert.list", PublicAlert.objects.select_related("warning"), pk=alert_id)
    access.check("alert.publish", row)
    return row


def info_of(told: AlertInfo) -> cap.Info:
    return msgspec.convert(told.dict(), cap.Info)


def shown(access: Access, row: PublicAlert) -> dict[str, Any]:
    return reads.row_out(row, last=True, access=access, now=timesource.now())
