"""Who is calling, for endpoints that authenticate by themselves and connections that outlive one request."""

from copy import copy

from django.http import HttpRequest

from weige.kernel.access import Access
from weige.people.auth import authenticate


def caller(request: HttpRequest) -> Access | None:
    """The access of whoever sent this request, as for every endpoint. None without valid credentials."""
    return authenticate(request)


def caller_now(request: HttpRequest) -> Access | None:
    """The same asked anew, perhaps an hour later: session, token, posts and grants as they stand now."""
    again = copy(request)
    again.__dict__.pop("_weige_access", None)
    again.session = type(request.session)(request.session.session_key)
    return authenticate(again)
