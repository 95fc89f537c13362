"""The screens (built front end) and the health page."""

from collections.abc import Callable
from functools import cache
from html import escape
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern, re_path
from django.views.decorators.csrf import ensure_csrf_cookie

from weige.config.seeds import is_demo
from weige.config.words import catalogue
from weige.kernel import timesource
from weige.kernel.links import desk_phone
from weige.kernel.periodic import standing_still
from weige.people.api.auth import open_session
from weige.people.models import User

WALL, LOOPBACK = "wall", {"127.0.0.1", "::1"}
SCREENS = {"cockpit": "cockpit", "desk": "console", "m": "h5", "login": "login", "l": "link"}
OPEN = {
    "login",
    "link",
}  # pages one sees without an account; what "link" shows is asked with the link's own token


def healthz(_: HttpRequest) -> JsonResponse:
    """Whether the server and its database answer, and what time the street's clock shows. Public.

    standing_still names periodic work that failed or is overdue: the server answers, but nobody is told of anything
    any more. A watcher outside should look at it; the screens show it.
    """
    try:
        # One statement: that the database answers, and whether what it holds is invented (every screen says so).
        demo = is_demo()
        # The dead-man's switch: what should run every so often and does not (worker, intake, their tasks).
        still = [run.name for run in standing_still(machine_now=timesource.real_now())]
        status, code = "ok", 200
    except Exception:
        demo, still, status, code = False, [], "database unreachable", 503
    try:
        release = version("weige")
    except PackageNotFoundError:
        release = "source"
    body = {
        "status": status,
        "time": timesource.now().isoformat(),
        "speed": timesource.source().speed,
        "version": release,
        "demo": demo,
        "standing_still": still,
    }
    return JsonResponse(body, status=code)


def worker(_: HttpRequest) -> HttpResponse:
    """The phone's service worker; it may only serve pages below its own address, so it stands under /m."""
    file = Path(settings.PACKAGE) / "web_dist" / "sw.js"
    if not file.exists():
        return HttpResponse(status=404)
    response = HttpResponse(file.read_bytes(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = "/m"
    return response


def home(request: HttpRequest) -> HttpResponseRedirect:
    """The wall. In a demonstration a visitor at this very computer need not sign in to watch it.

    The account "wall" reads and does nothing; its password is printed by the start like everybody's. Other
    installations, and other computers, meet the login page.
    """
    at_this_computer = request.META.get("REMOTE_ADDR") in LOOPBACK and not request.META.get(
        "HTTP_X_FORWARDED_FOR"
    )
    if "_auth_user_id" not in request.session and at_this_computer and is_demo():
        wall = User.objects.filter(username=WALL, is_active=True).first()
        if wall is not None:
            open_session(request, wall)
    return HttpResponseRedirect("/cockpit")


@cache
def page(entry: str) -> bytes:
    """The built page of an entry. Raises FileNotFoundError when the front end was not built."""
    return (Path(settings.PACKAGE) / "web_dist" / f"{entry}.html").read_bytes()


def with_phone(built: bytes) -> bytes:
    """The page of a link with the office's own number in it: whoever holds a link can call when all else fails."""
    try:
        phone = desk_phone()
    except DatabaseError:
        phone = ""
    told = f'<meta name="office-phone" content="{escape(phone)}" />'.encode()
    return built.replace(b"<head>", b"<head>\n    " + told, 1) if phone else built


def screens() -> list[URLPattern]:
    """/cockpit, /desk/…, /m/…, /login, /l: one page each, routed further in the browser."""
    return [re_path(rf"^{address}(?:/.*)?$", screen(entry)) for address, entry in SCREENS.items()]


def screen(entry: str) -> Callable[[HttpRequest], HttpResponse]:
    """A view that serves one built page and sets the CSRF cookie."""

    @ensure_csrf_cookie
    def view(request: HttpRequest) -> HttpResponse:
        if entry not in OPEN and "_auth_user_id" not in request.session:
            return HttpResponseRedirect(f"/login?next={quote(request.get_full_path())}")
        try:
            built = with_phone(page(entry)) if entry == "link" else page(entry)
            response = HttpResponse(built, content_type="text/html; charset=utf-8")
        except FileNotFoundError:
            words = catalogue()["doctor_front_end_missing"]
            said = "\n".join(words[language].format(names=entry) for language in ("zh", "en"))
            return HttpResponse(said, status=503, content_type="text/plain; charset=utf-8")
        response.headers["Cache-Control"] = "no-cache"
        return response

    return view
