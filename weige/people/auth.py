"""Who is calling: session cookie (with CSRF) or bearer token → the access object of the request."""

from datetime import timedelta
from urllib.parse import unquote

from asgiref.sync import sync_to_async
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from weige.kernel import lean, timesource
from weige.kernel.errors import Problem
from weige.people.models import Token, User
from weige.people.policy import GrantAccess
from weige.people.queries.held import held_posts
from weige.people.services.tokens import digest

BACKEND = "weige.people.backend.PostBackend"
SEEN, SINCE, IDLE = "seen", "since", "idle"  # session keys: epoch seconds, epoch seconds, seconds
SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
ABSOLUTE = timedelta(hours=12)  # a session ends after a working day even when used (our default)
PURPOSE_LENGTH = 200
VALID = """
FROM people_token t JOIN people_user u ON u.id = t.user_id
WHERE t.digest = %s AND t.revoked_at IS NULL AND t.expires_at > %s AND u.is_active
"""
OPEN_WHILE_OLD_PASSWORD = "/api/auth/"  # noqa: S105 - a path


def purpose_of(request: HttpRequest) -> str | None:
    """Header X-Purpose (UTF-8, percent-encoded) without control characters; None when empty."""
    text = "".join(c for c in unquote(request.headers.get("X-Purpose", "")) if c.isprintable()).strip()
    return text[:PURPOSE_LENGTH] or None


def enforce_csrf(request: HttpRequest) -> None:
    """Raises Problem csrf_failed (403) when the request lacks the CSRF token; ninja exempts its views."""
    if check_csrf(request) is not None:
        raise Problem("csrf_failed", status=403)


def bearer_token(request: HttpRequest) -> Token | None:
    """The valid, unexpired, unrevoked bearer token of the request, with its user (1 statement)."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    row = lean.first({"t": Token, "u": User}, VALID, [digest(token.strip()), timesource.real_now()])
    if row is None:
        return None
    found: Token = row[0]
    found.user = row[1]
    return found


def by_session(request: HttpRequest) -> User | None:
    """The user of a living session (2 statements). Ends it when idle or old; unsafe methods need CSRF."""
    session = request.session
    key = session.get(SESSION_KEY)
    if key is None or session.get(BACKEND_SESSION_KEY) != BACKEND:
        return None
    now = timesource.real_now().timestamp()
    idle = float(session.get(IDLE, 0))
    user = User.objects.filter(pk=key, is_active=True).first()
    if (
        user is None
        or not constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
        or now - float(session.get(SEEN, 0)) > idle
        or now - float(session.get(SINCE, 0)) > ABSOLUTE.total_seconds()
    ):
        session.flush()
        return None
    if request.method not in SAFE:
        enforce_csrf(request)
    if now - float(session[SEEN]) > min(60.0, idle / 10):
        session[SEEN] = now
    return user


def access_for(user: User, request: HttpRequest) -> GrantAccess:
    """The user's access in the street asked for (?street=, else the installation's), acting as X-Post says.

    One statement. Raises Problem post_not_held (403) when X-Post names a post the user does not sit in today.
    """
    on = timezone.localdate(timesource.now())
    posts, street = held_posts(user.pk, on=on, street=request.GET.get("street") or None)
    acting, wanted = posts, request.headers.get("X-Post")
    if wanted:
        acting = tuple(post for post in posts if post.code == wanted)
        if not acting:
            raise Problem("post_not_held", status=403)
    purpose, spoken = purpose_of(request), spoken_in(request)
    return GrantAccess(user=user, posts=posts, acting=acting, street=street, purpose=purpose, spoken=spoken)


def spoken_in(request: HttpRequest) -> str:
    """The language a request asks in: "zh", "en", or "" where it does not say."""
    header = request.headers.get("Accept-Language", "").lower()
    return next((one for one in ("zh", "en") if header.startswith(one)), "")


class SignedIn(AuthBase):
    """The default auth of the API. Gives None (→ 401) without valid credentials; cached on the request."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> GrantAccess | None:
        cached: GrantAccess | None = getattr(request, "_weige_access", None)
        if cached is not None:
            return cached
        if "Authorization" in request.headers:
            token = bearer_token(request)
            user = token.user if token else None
        else:
            user = by_session(request)
        if user is None:
            return None
        if user.must_change_password and not request.path.startswith(OPEN_WHILE_OLD_PASSWORD):
            raise Problem("password_change_required", status=403)
        access = access_for(user, request)
        request._weige_access = access  # type: ignore[attr-defined]
        return access


authenticate = SignedIn()
authenticate_later = sync_to_async(authenticate)  # for plain async views; ninja does this by itself
