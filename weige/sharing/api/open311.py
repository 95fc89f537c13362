"""Open311 GeoReport v2 under /open311/v2/: discovery, services, requests, tokens, updates; XML and JSON.

Reading is public, as the standard has it: only what sharing.queries.georeport gives, nothing about a reporter.
Writing needs api_key: the token of a machine account whose post may report.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import re_path
from django.views.decorators.csrf import csrf_exempt

from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.errors import Problem, words
from weige.kernel.queries.calendar import current_calendar
from weige.kernel.tabular.http import language_of
from weige.people.services.callers import access_by_token
from weige.sharing.queries import georeport
from weige.sharing.rules import params, wire
from weige.sharing.rules.faults import Fault, bad, forbidden, unknown
from weige.sharing.services import requests, updates

CHANGESET = "2026-11-22T00:00:00+08:00"  # of this interface; moves when it changes
Answer = tuple[str, Any]  # outermost name, content


@dataclass(frozen=True)
class Call:
    """One call: its parameters (the form's for POST, else the query's; the last of several) and its language."""

    request: HttpRequest
    language: str

    @property
    def told(self) -> dict[str, str]:
        given = self.request.POST if self.request.method == "POST" else self.request.GET
        return {name: str(values[-1]) for name, values in given.lists() if values}


def view(method: str, work: Callable[..., Answer]) -> Callable[..., HttpResponse]:
    """A Django view: format from the address, faults in that very format."""

    @csrf_exempt
    def answer(request: HttpRequest, form: str, **named: str) -> HttpResponse:
        language = language_of(request)
        try:
            if request.method != method and not (method == "GET" and request.method == "HEAD"):
                raise Fault(405, "open311_method_not_allowed", {})
            call = Call(request, language)
            check_signs(request)
            check_jurisdiction(call)
            name, content = work(call, **named)
            status = 200
        except Fault as fault:
            status, name = fault.status, "errors"
            content = [{"code": status, "description": words(fault.key, language, fault.params)}]
        except Problem as problem:
            status, name = (400 if problem.status == 422 else problem.status), "errors"
            content = [{"code": status, "description": text} for text in sentences(problem, language)]
        return HttpResponse(wire.body(form, name, content), content_type=wire.FORMATS[form], status=status)

    return answer


def sentences(problem: Problem, language: str) -> list[str]:
    """A kernel problem as sentences, field by field where it has fields."""
    found = [f"{error.field}: {words(error.code, language, error.params)}" for error in problem.errors]
    return found or [words(problem.code, language, problem.params)]


def check_signs(request: HttpRequest) -> None:
    """No name and no text has NUL. Raises Fault 404 in the address, 400 in a parameter."""
    if "\x00" in request.path_info:
        raise Fault(404, "not_found", {})
    given = (value for told in (request.GET, request.POST) for _, values in told.lists() for value in values)
    if any("\x00" in str(value) for value in given):
        raise Fault(400, "field_unfit_text", {})


def check_jurisdiction(call: Call) -> None:
    """One jurisdiction only: the parameter may be left out, but must be ours when it is there."""
    told = params.given(call.told, "jurisdiction_id")
    if told and told != settings.OPEN311["jurisdiction"]:
        raise unknown("jurisdiction_unknown", jurisdiction=told[:80])


def caller(call: Call) -> Access:
    """Whose key it is. Raises Fault 403."""
    key = params.given(call.told, "api_key")
    if not key:
        raise forbidden("key_missing")
    access = access_by_token(key, call.request, real_now=timesource.real_now())
    if access is None:
        raise forbidden("key_wrong")
    try:
        access.require("case.report")
    except Problem as problem:
        raise forbidden("key_wrong") from problem
    return access


def discovery(call: Call) -> Answer:
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": call.request.build_absolute_uri("/open311/v2"),
        "changeset": CHANGESET,
        "type": "production",
        "formats": [content.partition(";")[0] for content in wire.FORMATS.values()],
    }
    contact = settings.OPEN311["contact"]
    body = {"changeset": CHANGESET, "contact": contact, "key_service": contact, "endpoints": [endpoint]}
    return "discovery", body


def service_list(call: Call) -> Answer:
    return "services", georeport.services(call.language)


def service_definition(call: Call, *, code: str) -> Answer:
    found = georeport.definition(code, call.language)
    if found is None:
        raise unknown("service_unknown", code=code)
    return "service_definition", found


def listed(call: Call) -> Answer:
    wanted = params.wanted(call.told, timesource.now())
    return "service_requests", georeport.requests(wanted, call.language, extended=extended(call))


def single(call: Call, *, number: str) -> Answer:
    found = georeport.one(number, call.language, extended=extended(call))
    if not found:
        raise unknown("request_unknown", id=number)
    return "service_requests", found


def extended(call: Call) -> bool:
    """Extensions are off unless asked for."""
    return params.given(call.told, "extensions") == "true"


def send(call: Call) -> Answer:
    access = caller(call)
    told = {name: [str(value) for value in values] for name, values in call.request.POST.lists()}
    row = requests.take(access=access, told=told, calendar=current_calendar(), now=timesource.now())
    account = params.given(call.told, "account_id") or None
    number = row.case.number
    return "service_requests", [{"service_request_id": number, "service_notice": None, "account_id": account}]


def token(call: Call, *, token: str) -> Answer:  # noqa: ARG001 - every answer is given the call
    try:
        number = georeport.by_token(str(UUID(token)))
    except ValueError:
        number = None
    if number is None:
        raise unknown("token_unknown", id=token)
    return "service_requests", [{"service_request_id": number, "token": token}]


def update_list(call: Call) -> Answer:
    told = call.told
    wanted = params.wanted({**told, "status": "", "service_request_id": ""}, timesource.now())
    ids = params.several(told, "service_request_id")
    return "service_request_updates", georeport.updates(wanted.start, wanted.end, ids, call.language)


def update_send(call: Call) -> Answer:
    access = caller(call)
    if not params.given(call.told, "service_request_id"):
        raise bad("field_missing", field="service_request_id")
    found = updates.add(access=access, told=call.told, calendar=current_calendar(), now=timesource.now())
    return "service_request_updates", [{"update_id": str(found.pk)}]


def either(
    get: Callable[..., HttpResponse], post: Callable[..., HttpResponse]
) -> Callable[..., HttpResponse]:
    """One address for two methods."""

    @csrf_exempt
    def answer(request: HttpRequest, **named: str) -> HttpResponse:
        return (post if request.method == "POST" else get)(request, **named)

    return answer


ROOT, FORM = r"^open311/v2/", r"\.(?P<form>xml|json)$"
urlpatterns = [
    re_path(ROOT + "discovery" + FORM, view("GET", discovery)),
    re_path(ROOT + "services" + FORM, view("GET", service_list)),
    re_path(ROOT + r"services/(?P<code>[^/]+)" + FORM, view("GET", service_definition)),
    re_path(ROOT + "requests" + FORM, either(view("GET", listed), view("POST", send))),
    re_path(ROOT + r"requests/(?P<number>[^/]+)" + FORM, view("GET", single)),
    re_path(ROOT + r"tokens/(?P<token>[^/]+)" + FORM, view("GET", token)),
    re_path(
        ROOT + "servicerequestupdates" + FORM, either(view("GET", update_list), view("POST", update_send))
    ),
]
