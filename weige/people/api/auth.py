"""/api/auth: tokens, sessions, who am I, language, password."""

from typing import Any

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth import login as start_session
from django.http import HttpRequest
from ninja import Router, Status

from weige.kernel import timesource
from weige.kernel.access import Who
from weige.kernel.models import Setting
from weige.kernel.streettime import LOCAL
from weige.people.auth import BACKEND, IDLE, SEEN, SINCE, access_for, bearer_token, enforce_csrf
from weige.people.models import Post, Token, User
from weige.people.policy import GrantAccess
from weige.people.queries.duty import whom_to_ask
from weige.people.schemas import Language, Me, NewPassword, SignIn, TokenGiven, TokenRequest
from weige.people.services import accounts, signin, tokens
from weige.territory.models import Area

router = Router(tags=["auth"])
IDLE_MINUTES = 15  # after GB/T 22239 (domain.md 4.2); setting "idle_minutes", the demonstration uses 720


def address_of(request: HttpRequest) -> str:
    """Where the request came from; behind a proxy uvicorn puts the client's address here."""
    return str(request.META.get("REMOTE_ADDR", ""))


@router.post("/token", auth=None, response=TokenGiven, summary="Get a bearer token")
def token(request: HttpRequest, body: TokenRequest) -> dict[str, Any]:
    """A token for scripts and machines; send it as `Authorization: Bearer …`."""
    now, real = timesource.now(), timesource.real_now()
    user = signin.sign_in(
        username=body.username,
        password=body.password,
        address=address_of(request),
        method="token",
        now=now,
        real_now=real,
    )
    who = Who(kind="person", user_id=user.pk, name=user.name_zh)
    secret, row = tokens.issue_token(
        user=user, who=who, now=now, real_now=real, label=body.label, hours=body.hours
    )
    return {"token": secret, "expires_at": row.expires_at}


@router.post("/login", auth=None, response=Me, summary="Start a session")
def login(request: HttpRequest, body: SignIn) -> dict[str, Any]:
    """For the screens: needs the CSRF token of the login page, gives the session cookie and the profile."""
    enforce_csrf(request)
    real = timesource.real_now()
    user = signin.sign_in(
        username=body.username,
        password=body.password,
        address=address_of(request),
        method="session",
        now=timesource.now(),
        real_now=real,
    )
    open_session(request, user)
    return profile(access_for(user, request))


def open_session(request: HttpRequest, user: User) -> None:
    """Signs the browser in. The session gets a new key, so a planted one is worthless."""
    start_session(request, user, backend=BACKEND)
    idle = Setting.objects.filter(key="idle_minutes").values_list("value", flat=True).first()
    request.session[SEEN] = request.session[SINCE] = timesource.real_now().timestamp()
    request.session[IDLE] = 60 * float(idle or IDLE_MINUTES)


@router.post("/logout", response={204: None}, summary="End the session or revoke the token in use")
def logout(request: HttpRequest) -> Status[None]:
    access: GrantAccess = request.auth  # type: ignore[attr-defined]
    used: Token | None = bearer_token(request)
    if used is None:
        request.session.flush()
    else:
        tokens.revoke_tokens(
            user=access.user,
            who=access.who,
            now=timesource.now(),
            real_now=timesource.real_now(),
            token_id=used.pk,
        )
    return Status(204, None)


@router.get("/me", response=Me, summary="Who am I and what may I do")
def me(request: HttpRequest) -> dict[str, Any]:
    access: GrantAccess = request.auth  # type: ignore[attr-defined]
    return profile(access)


def profile(access: GrantAccess) -> dict[str, Any]:
    """The Me shape (4 statements)."""
    user = access.user
    seats = Post.objects.filter(pk__in=[post.id for post in access.posts]).select_related("area", "role")
    by_id = {post.pk: post for post in seats}
    street = Area.objects.filter(code=access.street).order_by("-valid_from").first()
    demo = Setting.objects.filter(key="demo").values_list("value", flat=True).first()
    name = user.name_en if user.language == "en" and user.name_en else user.name_zh
    posts = [by_id[post.id] for post in access.posts]
    staff = "roster.list" in access.verbs
    return {
        "ask": whom_to_ask(access.street, timesource.now().astimezone(LOCAL).date()) if staff else [],
        "user": {"id": user.pk, "username": user.username, "name": name},
        "posts": [
            {
                "id": post.pk,
                "code": post.code,
                "name_zh": post.name_zh,
                "name_en": post.name_en,
                "role": post.role.code,
                "area": post.area,
            }
            for post in posts
        ],
        "verbs": access.verbs,
        "language": user.language,
        "demo": bool(demo),
        "street": street or {"code": access.street, "name_zh": "", "name_en": ""},
        "must_change_password": user.must_change_password,
    }


@router.post("/language", response=Me, summary="Choose the language: zh or en")
def language(request: HttpRequest, body: Language) -> dict[str, Any]:
    access: GrantAccess = request.auth  # type: ignore[attr-defined]
    accounts.set_language(user=access.user, language=body.language)
    return profile(access)


@router.post("/password", response={204: None}, summary="Change one's own password")
def password(request: HttpRequest, body: NewPassword) -> Status[None]:
    """Ends all other sessions and all tokens; the session in use goes on under a new key."""
    access: GrantAccess = request.auth  # type: ignore[attr-defined]
    signin.change_password(
        user=access.user,
        old_password=body.old_password,
        new_password=body.new_password,
        address=address_of(request),
        now=timesource.now(),
        real_now=timesource.real_now(),
    )
    if bearer_token(request) is None:
        request.session.cycle_key()
        request.session[HASH_SESSION_KEY] = access.user.get_session_auth_hash()
    return Status(204, None)
