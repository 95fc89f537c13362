"""A request of a city's app becomes a report like any other, and a public row that says nothing of the reporter."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from weige.cases.queries.presenting import stage_of
from weige.cases.services.outside import report_from_app
from weige.kernel.access import Access
from weige.kernel.errors import Invalid
from weige.kernel.worktime import Calendar
from weige.sharing.models import Service, ServiceRequest, Update
from weige.sharing.rules import attributes, params
from weige.sharing.rules.faults import Fault, bad, unknown
from weige.territory.models import Address

A_MINUTE = 60  # requests a key may send in a minute (our default)


@transaction.atomic
def take(
    *, access: Access, told: Mapping[str, Sequence[str]], calendar: Calendar, now: datetime
) -> ServiceRequest:
    """POST Service Request. told: the form, name → values. Raises Fault; kernel errors of reporting as they come.

    What a reporter tells of himself (name, telephone, e-mail, device) is not asked for and not kept.
    """
    single = {name: values[-1] for name, values in told.items() if values}
    service = _service(params.given(single, "service_code"))
    _not_too_many(access, now)
    said = attributes.answers(attributes.load(service.attributes), attributes.told_in(told))
    address = _address(params.given(single, "address_id"))
    lon, lat = _place(single, address)
    words = params.given(single, "address_string")[:200] or (address.text if address else "")
    try:
        case = report_from_app(
            access=access,
            lon=lon,
            lat=lat,
            matter=service.matter.code,
            text=_text(single, service, said),
            place=words,
            calendar=calendar,
            now=now,
        )
    except Invalid as fault:
        if any(error.field == "lon" for error in fault.errors):
            raise bad("place_outside") from fault
        raise
    row = ServiceRequest.objects.create(
        case=case,
        service=service,
        key_id=access.who.user_id,
        address=words,
        address_id=params.given(single, "address_id"),
        answers=said,
        requested_at=now,
        updated_at=now,
    )
    first = Update(request=row, source="office", stage=stage_of(case), state=case.state, at=now)
    first.save()
    return row


def _service(code: str) -> Service:
    if not code:
        raise bad("service_code_missing")
    found = Service.objects.select_related("matter").filter(code=code, active=True).first()
    if found is None:
        raise unknown("service_unknown", code=code)
    return found


def _not_too_many(access: Access, now: datetime) -> None:
    """A key that runs wild stops itself, not the desk."""
    recent = ServiceRequest.objects.filter(
        key_id=access.who.user_id, requested_at__gt=now - timedelta(minutes=1)
    )
    if recent.count() >= A_MINUTE:
        raise Fault(429, "open311_too_many", {})


def _address(number: str) -> Address | None:
    if not number:
        return None
    found = (
        Address.objects.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 16 else None
    )
    if found is None:
        raise bad("address_unknown", id=number)
    return found


def _place(single: Mapping[str, str], address: Address | None) -> tuple[float, float]:
    """Longitude and latitude: as given, else of the address, by its number or by its very words."""
    point = params.place(single)
    if point is not None:
        return point
    words = params.given(single, "address_string")
    found = address or (Address.objects.filter(text=words).first() if words else None)
    if found is None:
        raise bad("place_missing")
    return found.lon, found.lat


def _text(single: Mapping[str, str], service: Service, said: Mapping[str, Sequence[str]]) -> str:
    """What the desk reads: the reporter's words, the answers, where a picture lies (it is not fetched)."""
    lines = [params.description(single), attributes.as_text(attributes.load(service.attributes), said)]
    picture = params.given(single, "media_url")
    if picture.startswith(("http://", "https://")):
        lines.append(picture[:500])
    return "\n".join(line for line in lines if line)
