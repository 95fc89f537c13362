"""Who is calling, for connections that outlive one request."""

from copy import copy

from django.http import HttpRequest

from weige.kernel.access import Access
from weige.people.auth import authenticate


def caller_now(request: HttpRequest) -> Access | None:
    """The access of whoever sent this request, perhaps an hour later: as session, token, posts and grants stand now.

    None when there are no valid credentials any more.
    """
    again = copy(request)
    again.__dict__.pop("_weige_access", None)
    again.session = type(request.session)(request.session.session_key)
    return authenticate(again)
