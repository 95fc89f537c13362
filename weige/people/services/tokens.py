"""Bearer tokens: 256 random bits, of which only the SHA-256 is kept; they expire and can be revoked."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from weige.kernel import log
from weige.kernel.access import Who
from weige.kernel.errors import FieldError, Invalid
from weige.people.events import TokenIssued, TokensRevoked
from weige.people.models import Token, User

PERSON_HOURS = 12  # a working day (our default)
MACHINE_HOURS = 30 * 24  # (our default)
LONGEST = {"person": 12, "machine": 366 * 24}
BYTES = 32


def digest(token: str) -> str:
    """What is stored of a token. 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def issue_token(
    *, user: User, who: Who, now: datetime, real_now: datetime, label: str = "", hours: int | None = None
) -> tuple[str, Token]:
    """A new token (shown once) and its record. Lasts 12 h for a person, 30 days for a machine, or `hours`.

    Raises Invalid when hours is not from 1 to the longest for this kind of account (12 h; 366 days).
    """
    kind = "person" if user.kind == "person" else "machine"
    hours = hours if hours is not None else PERSON_HOURS if kind == "person" else MACHINE_HOURS
    if not 1 <= hours <= LONGEST[kind]:
        raise Invalid([FieldError("hours", "token_hours", {"longest": LONGEST[kind]})])
    secret = "wg_" + secrets.token_urlsafe(BYTES)
    expires = real_now + timedelta(hours=hours)
    token = Token.objects.create(
        digest=digest(secret), user=user, label=label, created_at=real_now, expires_at=expires
    )
    log.append(
        TokenIssued(user_id=user.pk, token_id=token.pk, label=label, expires_at=expires.isoformat()),
        who=who,
        now=now,
        subject=f"user:{user.pk}",
    )
    return secret, token


@transaction.atomic
def revoke_tokens(
    *, user: User, who: Who, now: datetime, real_now: datetime, token_id: int | None = None
) -> int:
    """Ends all tokens of a user, or one; gives how many. Takes effect with the next request."""
    found = Token.objects.select_for_update().filter(user=user, revoked_at__isnull=True)
    if token_id is not None:
        found = found.filter(pk=token_id)
    ids = list(found.values_list("pk", flat=True))
    if ids:
        Token.objects.filter(pk__in=ids).update(revoked_at=real_now)
        log.append(TokensRevoked(user_id=user.pk, token_ids=ids), who=who, now=now, subject=f"user:{user.pk}")
    return len(ids)
