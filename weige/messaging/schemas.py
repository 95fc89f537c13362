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
    """Newest first; next is the cursor of the following page. unread: of all of them, not only of this page."""

    items: list[NoticeOut]
    next: str | None
    unread: int


class ReadIn(Schema):
    """until: the newest that was seen; what came after it stays unread."""

    until: int


class ReadOut(Schema):
    """How many were unread and are read now."""

    read: int
