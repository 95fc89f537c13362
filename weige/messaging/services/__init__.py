"""Telling people: a notice to a post or a person, and marking it read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NotRequired, TypedDict, Unpack

from django.db import transaction
from django.db.models import QuerySet

from weige.kernel import links, log
from weige.kernel.access import SYSTEM, Who
from weige.kernel.models import Event
from weige.messaging import ports
from weige.messaging.events import Told
from weige.messaging.models import FAILED, IN_APP, QUEUED, SENT, Notice, Wording
from weige.messaging.queries.wordings import in_force, letter_in, said
from weige.messaging.rules.letters import letters, missing, needed

CHANNELS = (IN_APP, "sms", "phone")
RETRY = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
)  # waits between tries (our default)


class Said(TypedDict):
    """The fields of a Message that tell() takes."""

    template: str
    params: Mapping[str, Any]
    subject: str
    post_id: NotRequired[int | None]
    user_id: NotRequired[int | None]


@dataclass(frozen=True)
class Message:
    """What is to be told to one post, one user, or somebody outside (exactly one of the three).

    template: a key of data/notices.toml; params: JSON-able values of the fields its words name (others are not
    kept); subject: what it is about ("case:<uuid>"); channel: "in_app", "sms" or "phone". outside: as the gateway knows
    them ("shop:S-014"), never in_app; link: a link that goes with it: {"purpose", "subject", "label", "days"}.
    """

    template: str
    params: Mapping[str, Any]
    subject: str
    post_id: int | None = None
    user_id: int | None = None
    channel: str = IN_APP
    outside: str = ""
    link: Mapping[str, Any] | None = None


def tell(*, now: datetime, who: Who = SYSTEM, **message: Unpack[Said]) -> Notice:
    """Tells one post or one user in the application (3 statements). Raises as tell_all()."""
    return tell_all(messages=[Message(**message)], now=now, who=who)[0]


@transaction.atomic
def tell_all(
    *,
    messages: Sequence[Message],
    now: datetime,
    who: Who = SYSTEM,
    wordings: Mapping[str, Wording] | None = None,
) -> list[Notice]:
    """Tells many, in the application at once, by other channels through the queue (3 statements; wordings: those of
    the office, when the caller has looked them up).

    Raises KeyError for an unknown template, ValueError for missing params, addressee or channel.
    """
    own = in_force({one.template for one in messages}) if wordings is None else wordings
    notices = Notice.objects.bulk_create([_notice(one, own.get(one.template), now) for one in messages])
    events = [_told(notice, who, now) for notice in notices if notice.channel == IN_APP]
    log.append_all(events)
    return notices


def _notice(one: Message, wording: Wording | None, now: datetime) -> Notice:
    letter = letters().by_key[one.template]
    if sum((one.post_id is not None, one.user_id is not None, bool(one.outside))) != 1:
        raise ValueError("a notice goes to one post, one user or one outside")
    if missing(letter, one.params):
        raise ValueError(f"{one.template}: no {', '.join(missing(letter, one.params))}")
    if one.channel not in CHANNELS:
        raise ValueError(f"no such channel: {one.channel}")
    here = one.channel == IN_APP
    if here and one.outside:
        raise ValueError("who has no account is not told in the application")
    return Notice(
        outside=one.outside,
        link=dict(one.link) if one.link else None,
        post_id=one.post_id,
        user_id=one.user_id,
        subject=one.subject,
        template=one.template,
        params=needed(letter_in(letter, wording), one.params),
        wording=wording,
        channel=one.channel,
        sent_at=now,
        state=SENT if here else QUEUED,
        due_at=None if here else now,
    )


def _told(notice: Notice, who: Who, now: datetime) -> Event:
    return log.draft(
        Told(notice_id=notice.pk, template=notice.template, about=notice.subject, **said(notice, now)),
        who=who,
        now=now,
        subject=f"notice:{notice.pk}",
        post_ids=[notice.post_id] if notice.post_id is not None else [],
        user_ids=[notice.user_id] if notice.user_id is not None else [],
    )


def send_queued(*, now: datetime, real_now: datetime, limit: int = 50) -> int:
    """Hands what waits to its carrier; what fails is tried again later (RETRY). Returns how many were tried.

    real_now: real time, for the links that go with messages.

    A carrier may meet the same message twice when we die in between: it carries our id as its key.
    """
    with transaction.atomic():
        due = Notice.objects.filter(due_at__lte=now).select_related("post", "user", "wording")
        due = due.order_by("due_at", "pk")
        waiting = list(due.select_for_update(of=("self",), skip_locked=True)[:limit])
        rows = []
        for row in waiting:
            rows.append(row)
            if not _send(row, now, real_now):
                break  # the gateway is away: the others must not each wait for it
        Notice.objects.bulk_update(rows, ["state", "due_at", "tries", "carrier", "error"])
    return len(rows)


def _send(row: Notice, now: datetime, real_now: datetime) -> bool:
    to = row.outside or (row.post.code if row.post else row.user.username if row.user else "")
    carrier = ports.carrier()
    row.tries, row.carrier = row.tries + 1, carrier.name
    try:
        with transaction.atomic():  # a link that did not leave was never made
            end = _link(row, now, real_now) if row.link else ""
            texts = {language: text + end for language, text in said(row, row.sent_at).items()}
            carrier.send(ports.Outgoing(key=f"notice:{row.pk}", channel=row.channel, to=to, **texts))
    except ports.NotSent as error:
        row.error = str(error)[:300]
        last = row.tries > len(RETRY)
        row.state = FAILED if last else QUEUED
        row.due_at = None if last else now + RETRY[row.tries - 1]
        return False
    row.state, row.due_at, row.error = carrier.outcome, None, ""
    return True


def _link(row: Notice, now: datetime, real_now: datetime) -> str:
    """A new link, as the end of a message."""
    told = row.link or {}
    token, _ = links.issue(
        purpose=told["purpose"],
        subject=told["subject"],
        label=told["label"],
        who=SYSTEM,
        now=now,
        real_now=real_now,
        expires_at=real_now + timedelta(days=told["days"]),
    )
    return f" {links.address(token)}"


def mark_read(*, notice: Notice, user_id: int, now: datetime) -> Notice:
    """Notes who read it first and when; reading it again changes nothing (≤ 1 statement)."""
    if notice.read_at is None and Notice.objects.filter(pk=notice.pk, read_at=None).update(
        read_at=now, read_by_id=user_id
    ):
        notice.read_at, notice.read_by_id = now, user_id
    return notice


def mark_all_read(*, notices: "QuerySet[Notice]", user_id: int, now: datetime) -> int:
    """Notes of all of these that were unread who read them and when; gives how many (1 statement)."""
    return notices.filter(read_at=None).update(read_at=now, read_by_id=user_id)
