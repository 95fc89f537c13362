"""Both ways at once (W8): the officer in the application, the merchant in the application or by text with a link."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from weige.enforcement.models import OffsiteFile, Paper, Procedural, Transfer
from weige.enforcement.queries.speaking import titles
from weige.kernel.access import Who
from weige.messaging.services import Message, tell_all

LINK_DAYS = 30  # how long a party's link lives (our default)
PURPOSES = {"paper": "paper", "offsite": "offsite", "transfer": "transfer"}


def told_of(row: Procedural) -> dict[str, Any]:
    """What every notice about it may say."""
    kind = row.kind if isinstance(row, Paper) else None
    return {
        "number": row.number,
        **titles(row),
        "due_at": row.due_at.isoformat() if row.due_at else None,
        "office_zh": kind.office_zh if kind else "",
        "office_en": (kind.office_en or kind.office_zh) if kind else "",
        "kind_zh": kind.name_zh if kind else "",
        "kind_en": kind.name_en if kind else "",
    }


def to_party(
    row: Paper, template: str, *, who: Who, now: datetime, about: Procedural | None = None, **more: Any
) -> int:
    """Tells the merchant: by account where there is one, and by text through the office's gateway; how many notices.

    about: what the link opens when it is not the paper itself (an off-site file).
    """
    shop, opened = row.shop, about or row
    params = told_of(row) | more
    said: list[Message] = []
    if shop is not None and shop.owner_id is not None:
        said.append(
            Message(template=template, params=params, subject=opened.own_subject, user_id=shop.owner_id)
        )
    outside = f"shop:{shop.code}" if shop is not None else f"party:{opened.own_subject}"
    said.append(
        Message(
            template=template,
            params=params,
            subject=opened.own_subject,
            channel="sms",
            outside=outside,
            link={
                "purpose": PURPOSES[opened.NAME],
                "subject": opened.own_subject,
                "label": label_of(opened),
                "days": LINK_DAYS,
            },
        )
    )
    return len(tell_all(messages=said, now=now, who=who))


def remind_party(row: Paper, *, who: Who, now: datetime, about: Procedural | None = None, **more: Any) -> int:
    """A reminder goes to the account where there is one, else by text: its page says the same."""
    shop = row.shop
    if shop is None or shop.owner_id is None:
        return to_party(row, "term_for_party", who=who, now=now, about=about, **more)
    params = told_of(row) | more
    subject = (about or row).own_subject
    said = [Message(template="term_for_party", params=params, subject=subject, user_id=shop.owner_id)]
    return len(tell_all(messages=said, now=now, who=who))


def label_of(row: Procedural) -> str:
    """Whom a link is made out to: the shop, the other body, else the party without a name."""
    if isinstance(row, Transfer):
        return row.other
    shop = row.shop if isinstance(row, Paper) else None
    if shop is not None:
        return shop.name_zh
    return "当事人" if isinstance(row, OffsiteFile | Paper) else ""


def to_posts(
    row: Procedural, template: str, *, who: Who, now: datetime, more: Mapping[str, Any] | None = None
) -> int:
    """Tells the post that made it and the one that handles its case, but not the one who acts; how many."""
    posts = {row.maker_post_id, row.case.handler_post_id if row.case else None} - {None, who.post_id}
    params = told_of(row) | dict(more or {})
    subject = row.subject if row.case_id else row.own_subject
    said = [
        Message(template=template, params=params, subject=subject, post_id=post)
        for post in sorted(posts, key=str)
    ]
    return len(tell_all(messages=said, now=now, who=who)) if said else 0
