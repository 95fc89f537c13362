"""Shapes of the notices' endpoints."""

from datetime import datetime

from ninja import Schema


class NoticeOut(Schema):
    """A notice to one of the caller's posts or to the caller. subject: "case:<uuid>" or "warning:<uuid>"."""

    id: str
    subject: str
    template: str
    text_zh: str
    text_en: str
    sent_at: datetime
    read_at: datetime | None


class NoticePage(Schema):
    """Newest first; next is the cursor of the following page."""

    items: list[NoticeOut]
    next: str | None
