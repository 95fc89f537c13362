"""Both ways at once (W8): the officer in the application, the merchant in the application or by text with a link."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Q

from weige.enforcement.models import OffsiteFile, Paper, Procedural, Remedy, Transfer
from weige.enforcement.queries.speaking import titles
from weige.enforcement.rules.words import both
from weige.kernel import links
from weige.kernel.access import Who
from weige.kernel.streettime import LOCAL
from weige.messaging.services import Message, tell_all
from weige.people.models import PostTerm

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
    return links.PARTY if isinstance(row, OffsiteFile | Paper) else ""


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


def to_deciders(row: Remedy, template: str, *, who: Who, now: datetime, reason: str = "") -> int:
    """Tells those whose decision it is what became of a review or lawsuit over it, but not the one who records it; how
    many. The posts that made the paper and its off-site file and the one that handles the case; and in person who
    reviewed, issued or decided it, where none of these posts is theirs (3 statements and those of tell_all)."""
    paper, case = row.decision, row.case
    file = OffsiteFile.objects.filter(decision=paper).first()
    posts = {row.maker_post_id, paper.maker_post_id, case.handler_post_id if case else None}
    users = {paper.reviewer_id, paper.issued_by_id}
    if file is not None:
        posts.add(file.maker_post_id)
        users |= {file.reviewer1_id, file.reviewer2_id, file.decided_by_id}
    seats, today = posts - {None}, now.astimezone(LOCAL).date()
    seated = PostTerm.objects.filter(Q(valid_to=None) | Q(valid_to__gt=today), valid_from__lte=today)
    users -= {None, who.user_id, *seated.filter(post__in=seats).values_list("user_id", flat=True)}
    params = told_of(paper) | contested(row) | {"reason": reason}
    tell = partial(Message, template=template, params=params, subject=paper.own_subject)
    said = [tell(post_id=post) for post in sorted(seats - {who.post_id}, key=str)]
    said += [tell(user_id=user) for user in sorted(users, key=str)]
    return len(tell_all(messages=said, now=now, who=who)) if said else 0


def contested(row: Remedy) -> dict[str, Any]:
    """What a notice says of a review or lawsuit: its kind, which body has it, how it ended."""
    kind = both("remedy", row.kind)
    return {
        "remedy_zh": kind["zh"],
        "remedy_en": kind["en"],
        "body": row.body,
        "outcome_zh": row.outcome_zh,
        "outcome_en": row.outcome_en,
    }
