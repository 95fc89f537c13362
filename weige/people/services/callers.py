"""Who is calling, for connections that outlive one request."""

from copy import copy
from datetime import datetime

from django.http import HttpRequest

from weige.kernel.access import Access
from weige.people.auth import access_for, authenticate
from weige.people.models import Token
from weige.people.services.tokens import digest


def caller_now(request: HttpRequest) -> Access | None:
    """The access of whoever sent this request, perhaps an hour later: as session, token, posts and grants stand now.

    None when there are no valid credentials any more.
    """
    again = copy(request)
    again.__dict__.pop("_weige_access", None)
    again.session = type(request.session)(request.session.session_key)
    return authenticate(again)


def access_by_token(secret: str, request: HttpRequest, *, real_now: datetime) -> Access | None:
    """The access of the account whose living token this is, for protocols that send it in a field of their own.

    real_now: real time (UTC). None for a token that is unknown, expired or revoked (2 statements).
    """
    found = (
        Token.objects.select_related("user")
        .filter(
            digest=digest(secret),
            revoked_at__isnull=True,
            expires_at__gt=real_now,
            user__is_active=True,
        )
        .first()
    )
    return access_for(found.user, request) if found else None
