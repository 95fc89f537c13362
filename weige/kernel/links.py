"""Links for people without an account: signed, expiring, revocable, for exactly one subject.

    token, link = links.issue(purpose="paper", subject="paper:17", label="花语", who=who, now=now, real_now=real_now,
                              expires_at=real_now + timedelta(days=30))
    links.address(token)                    # "/l#<token>": the part after # never reaches a server's log
    held = links.held(request.auth, "paper")    # in an endpoint with auth=[link_bearer, authenticate]
    held.subject, held.who                  # "paper:17", Who(kind="link", name="花语")

The browser sends the token in the header X-Weige-Link. What is stored is its SHA-256; a token whose row was changed
(another subject, a later end) is refused, because its signature covers them.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from weige.kernel import log
from weige.kernel.access import Who
from weige.kernel.errors import NotFound, Problem
from weige.kernel.events import LinkIssued, LinkOpened, LinkRevoked
from weige.kernel.models import Link, LinkTally, Setting

BYTES = 24  # of randomness: 192 bits
SIGNATURE = 22  # characters of it: 88 bits beside the 192 that must be known anyway
LONGEST = timedelta(days=400)  # (our default)
A_MINUTE, MOST_A_MINUTE = (
    timedelta(minutes=1),
    120,
)  # uses of one link: a page with its pictures, often (our default)
WINDOW, MOST_WRONG = timedelta(minutes=15), 30  # unknown tokens from one address (our default)
PAGE = "/l"
PARTY, PARTY_EN = "当事人", "the party"  # the label of who is not to be named on it
DESK_PHONE = "desk_phone"  # the setting with the office's number for people who hold links


@dataclass(frozen=True)
class Held:
    """Who came with a link: the one subject it opens, and the actor to be written down."""

    id: int
    purpose: str
    subject: str
    label: str
    expires_at: datetime
    language: str = ""

    @property
    def who(self) -> Who:
        return Who(kind="link", name=self.label)


@transaction.atomic
def issue(
    *,
    purpose: str,
    subject: str,
    label: str,
    who: Who,
    now: datetime,
    real_now: datetime,
    expires_at: datetime,
) -> tuple[str, Link]:
    """A new link: its token (given out here and never again) and its row (2 statements).

    now: domain time, for the log; real_now, expires_at: real time. Raises ValueError for an end that is not after
    real_now or more than 400 days away.
    """
    if not real_now < expires_at <= real_now + LONGEST:
        raise ValueError("a link ends after it begins and within 400 days")
    if settings.LINK_SECONDS:
        expires_at = min(expires_at, real_now + timedelta(seconds=settings.LINK_SECONDS))
    secret = secrets.token_urlsafe(BYTES)
    token = f"{secret}.{_signature(secret, purpose, subject, expires_at)}"
    row = Link.objects.create(
        purpose=purpose,
        subject=subject,
        label=label[:120],
        digest=_digest(token),
        issued_at=real_now,
        issued_by_user_id=who.user_id,
        issued_by_post_id=who.post_id,
        expires_at=expires_at,
    )
    event = LinkIssued(link_id=row.pk, purpose=purpose, about=subject, expires_at=expires_at.isoformat())
    log.append(event, who=who, now=now, subject=f"link:{row.pk}")
    return token, row


@transaction.atomic
def revoke(
    *, subject: str, why: str, who: Who, now: datetime, real_now: datetime, link_id: int | None = None
) -> int:
    """Ends the living links of a subject, or one of them; gives how many. Takes effect with the next request."""
    found = Link.objects.select_for_update().filter(
        subject=subject, revoked_at__isnull=True, expires_at__gt=real_now
    )
    if link_id is not None:
        found = found.filter(pk=link_id)
    ids = list(found.values_list("pk", flat=True))
    if ids:
        Link.objects.filter(pk__in=ids).update(revoked_at=real_now, revoked_why=why[:200])
    for pk in ids:
        log.append(
            LinkRevoked(link_id=pk, about=subject, reason=why[:200]), who=who, now=now, subject=f"link:{pk}"
        )
    return len(ids)


def resolve(token: str, *, address: str, now: datetime, real_now: datetime) -> Held:
    """Who holds this token (3 statements; one more on the first look of a minute, which goes into the log).

    Raises NotFound (nobody issued it, or it was altered), Problem link_revoked and link_expired (410),
    link_too_often (429).
    """
    if _throttled(address, real_now):
        raise Problem("link_too_often", status=429)
    with transaction.atomic():
        row = Link.objects.select_for_update().filter(digest=_digest(token)).first()
        if row is None or not _fits(token, row):
            row = None
        refusal = _refusal(row, real_now) if row else None
        if row is not None and refusal is None:
            _count(row, now, real_now)
    if row is None:
        _note_wrong(address, real_now)
        raise NotFound
    if refusal:
        raise refusal
    return Held(row.pk, row.purpose, row.subject, row.label, row.expires_at)


def held(auth: Any, purpose: str) -> Held:
    """What request.auth must be in an endpoint for links of one purpose. Raises NotFound for anybody else."""
    if not isinstance(auth, Held) or auth.purpose != purpose:
        raise NotFound
    return auth


def address(token: str) -> str:
    """Where a link leads: behind the installation's first public origin (WEIGE_ORIGINS), else without one."""
    origins: list[str] = settings.CSRF_TRUSTED_ORIGINS
    return f"{origins[0] if origins else ''}{PAGE}#{token}"


def of(subjects: Iterable[str]) -> list[Link]:
    """The links of some subjects, newest first (1 statement)."""
    return list(Link.objects.filter(subject__in=list(subjects)).order_by("-pk"))


def label_in(label: str, language: str) -> str:
    """A label as it is shown: names stay as they are, the party without a name is said in the language."""
    return PARTY_EN if label == PARTY and language == "en" else label


def state(row: Link, real_now: datetime) -> str:
    """Whether it opens: "living", "revoked" or "expired"."""
    if row.revoked_at is not None:
        return "revoked"
    return "living" if row.expires_at > real_now else "expired"


def desk_phone() -> str:
    """The number whoever holds a link may call; "" when the office gave none (1 statement)."""
    said = Setting.objects.filter(key=DESK_PHONE).values_list("value", flat=True).first()
    return said if isinstance(said, str) else ""


def _refusal(row: Link, real_now: datetime) -> Problem | None:
    """Why it opens nothing; of one that ended, whom to ask: the office's own number stands in the answer."""
    known = state(row, real_now)
    if known != "living":
        phone = desk_phone()
        ask = {"zh": "，或到街道办事处询问", "en": ", or ask at the street office"}
        if phone:
            ask = {"zh": f"，或拨打街道 {phone}", "en": f", or call the street office, {phone}"}
        ended = Problem("link_revoked" if known == "revoked" else "link_expired", status=410, ask=ask)
        ended.members = {"contact": phone}
        return ended
    fresh = row.minute_at is None or real_now - row.minute_at >= A_MINUTE
    if not fresh and row.minute_uses >= MOST_A_MINUTE:
        return Problem("link_too_often", status=429)
    return None


def _count(row: Link, now: datetime, real_now: datetime) -> None:
    """One more use; the first of a minute is a look of its own in the log."""
    if row.minute_at is None or real_now - row.minute_at >= A_MINUTE:
        row.minute_at, row.minute_uses = real_now, 0
        event = LinkOpened(link_id=row.pk, purpose=row.purpose, about=row.subject)
        log.append(event, who=Who(kind="link", name=row.label), now=now, subject=f"link:{row.pk}")
    row.minute_uses += 1
    row.uses += 1
    row.last_used_at = real_now
    row.save(update_fields=["minute_at", "minute_uses", "uses", "last_used_at"])


def _throttled(address: str, real_now: datetime) -> bool:
    tally = LinkTally.objects.filter(address=address[:64]).first()
    return tally is not None and real_now - tally.since < WINDOW and tally.failures >= MOST_WRONG


@transaction.atomic
def _note_wrong(address: str, real_now: datetime) -> None:
    new = {"since": real_now}
    tally, _ = LinkTally.objects.select_for_update().get_or_create(address=address[:64], defaults=new)
    if real_now - tally.since >= WINDOW:
        tally.since, tally.failures = real_now, 0
    tally.failures += 1
    tally.save()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _fits(token: str, row: Link) -> bool:
    """Whether the signature in the token is that of what the row says now. Constant time."""
    secret, _, signature = token.partition(".")
    return constant_time_compare(signature, _signature(secret, row.purpose, row.subject, row.expires_at))


def _signature(secret: str, purpose: str, subject: str, expires_at: datetime) -> str:
    said = "|".join((secret, purpose, subject, str(int(expires_at.timestamp()))))
    return salted_hmac("weige.kernel.links", said, algorithm="sha256").hexdigest()[:SIGNATURE]
