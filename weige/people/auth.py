"""Who is calling: session or bearer token → the access object of the request."""

from django.http import HttpRequest

from weige.kernel.access import Access


def authenticate(request: HttpRequest) -> Access | None:
    return None
