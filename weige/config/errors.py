"""How errors leave the house: problem+json in the user's language for the API, a plain page otherwise."""

import logging
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.defaults import page_not_found
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from weige.config.faults import told
from weige.kernel.errors import FieldError, Invalid, NotFound, Problem, to_json
from weige.sensing.jetstream import StreamAway

log = logging.getLogger("weige.api")
#: Names of endpoints' parameters that hold a whole body or all of a query; whoever calls has not written them.
SHAPED = frozenset({"body", "asked", "wanted"})


def language_of(request: HttpRequest) -> str:
    """Says "zh" or "en": the signed-in user's choice, else Accept-Language, else Chinese."""
    chosen = getattr(getattr(request, "auth", None), "language", None)
    if chosen in {"zh", "en"} and "Accept-Language" not in request.headers:
        return str(chosen)
    return "en" if request.headers.get("Accept-Language", "").lower().startswith("en") else "zh"


def respond(request: HttpRequest, problem: Problem) -> HttpResponse:
    return JsonResponse(
        to_json(problem, language_of(request)), status=problem.status, content_type="application/problem+json"
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django calls this when a form's or a script's CSRF token is missing or old."""
    return respond(request, Problem("csrf_failed", status=403, reason=reason))


def nowhere(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django calls this where no address fits: the API's form below /api/, a page elsewhere."""
    if request.path_info.startswith("/api/"):
        return respond(request, NotFound())
    return page_not_found(request, exception)


NO_KEY = {"uuid_parsing", "int_parsing", "int_parsing_size"}  # pydantic's names of the faults of a key


def from_validation(error: ValidationError) -> Problem:
    """ninja's validation errors as field errors: the path as the caller wrote it, without our parameters' names.

    An address with a key that no object can have is the address of nothing, not a form to correct: NotFound. A code
    that somebody chose and that is misspelt is such a form's.
    """
    if any(item.get("loc", ("",))[0] == "path" and item.get("type") in NO_KEY for item in error.errors):
        return NotFound()
    found = []
    for item in error.errors:
        path = [str(part) for part in item.get("loc", ())][1:]  # the first says body, query, path …
        if path and path[0] in SHAPED:
            path = path[1:]
        code, params = told(item)
        found.append(FieldError(".".join(path), code, params))
    return Invalid(found)


def unparsed(request: HttpRequest, error: Any) -> HttpResponse:
    """A body ninja could not parse: our parser's own reason, else what ninja says."""
    if isinstance(error.__cause__, Problem):
        return respond(request, error.__cause__)
    return respond(request, Problem("bad_request", status=error.status_code, reason=str(error)))


def install(api: NinjaAPI) -> None:
    """Every error of the API answers as problem+json."""

    def problem(request: HttpRequest, error: Any) -> HttpResponse:
        return respond(request, error)

    def unauthenticated(request: HttpRequest, _: Any) -> HttpResponse:
        return respond(request, Problem("unauthenticated", status=401))

    def validation(request: HttpRequest, error: Any) -> HttpResponse:
        return respond(request, from_validation(error))

    def missing(request: HttpRequest, _: Any) -> HttpResponse:
        return respond(request, NotFound())

    def too_big(request: HttpRequest, _: Any) -> HttpResponse:
        return respond(request, Problem("too_large", status=413, limit_mb=12))

    def away(request: HttpRequest, error: Any) -> HttpResponse:
        log.warning("the brokers are away at %s: %s", request.path, error)
        return respond(request, Problem("signals_not_kept", status=503))

    def unfit(request: HttpRequest, error: Any) -> HttpResponse:
        """What the database cannot hold though it has the right form, such as a time zone of +18:35."""
        log.warning("a value that cannot be held at %s: %s", request.path, error)
        return respond(request, Invalid([FieldError("", "field_unfit_value")]))

    def anything(request: HttpRequest, error: Any) -> HttpResponse:
        log.error("unhandled error at %s", request.path, exc_info=error)
        return respond(request, Problem("server_error", status=500))

    api.add_exception_handler(Problem, problem)
    api.add_exception_handler(AuthenticationError, unauthenticated)
    api.add_exception_handler(ValidationError, validation)
    api.add_exception_handler(Http404, missing)
    api.add_exception_handler(HttpError, unparsed)
    api.add_exception_handler(RequestDataTooBig, too_big)
    api.add_exception_handler(StreamAway, away)
    api.add_exception_handler(DataError, unfit)
    api.add_exception_handler(Exception, anything)
