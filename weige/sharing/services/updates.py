"""Updates in both directions: what cases tell is noted for readers; what an app adds joins the case's reports."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from weige.cases.models import Case
from weige.cases.queries.presenting import stage_of
from weige.cases.services.outside import report_from_app
from weige.kernel.access import Access
from weige.kernel.worktime import Calendar
from weige.sharing.models import ALL, Service, ServiceRequest, Update
from weige.sharing.queries.georeport import whole
from weige.sharing.rules import params
from weige.sharing.rules.faults import bad, unknown


def note(*, case_id: str, stage: str, state: str, event_id: int, at: datetime) -> Update | None:
    """A case moved: an update of its request, if it has one. The same event is noted once."""
    row = ServiceRequest.objects.filter(case_id=case_id).first()
    if row is None:
        return None
    newest = row.updates.filter(source="office").order_by("-at", "-id").first()
    if newest is not None and (newest.stage, newest.state) == (stage, state):
        return None
    update, _ = Update.objects.get_or_create(
        event_id=event_id,
        defaults={"request": row, "source": "office", "stage": stage, "state": state, "at": at},
    )
    row.updated_at = max(row.updated_at, at)
    row.save(update_fields=["updated_at"])
    return update


def publish(*, case_id: str, matter: str, at: datetime) -> ServiceRequest | None:
    """A case of a matter whose service publishes all of them gets its public row, once."""
    service = Service.objects.filter(matter__code=matter, publish=ALL, active=True).order_by("order").first()
    case = Case.objects.filter(pk=case_id).first() if service else None
    if service is None or case is None:
        return None
    row, _ = ServiceRequest.objects.get_or_create(
        case=case,
        defaults={
            "service": service,
            "address": case.place_zh,
            "requested_at": case.reported_at,
            "updated_at": at,
        },
    )
    return row


def add(*, access: Access, told: Mapping[str, str], calendar: Calendar, now: datetime) -> Update:
    """An app adds to a request of its own: a further report of the case. The app's own number makes it once.

    Raises Fault: request unknown (or another key's), ended, nothing said.
    """
    number, words = params.given(told, "service_request_id"), params.description(told)
    row = (
        ServiceRequest.objects.select_related("case")
        .filter(case__number=number, key_id=access.who.user_id)
        .first()
    )
    if row is None:
        raise unknown("request_unknown", id=number)
    if not words:
        raise bad("description_missing")
    if whole(row.case).ended_at is not None:
        raise bad("request_ended")
    remote = params.given(told, "update_id")[:60]
    try:
        return _add(access=access, row=row, words=words, remote=remote, calendar=calendar, now=now)
    except IntegrityError:
        known = row.updates.filter(remote_id=remote).first()
        if not remote or known is None:
            raise
        return known


@transaction.atomic
def _add(
    *, access: Access, row: ServiceRequest, words: str, remote: str, calendar: Calendar, now: datetime
) -> Update:
    case = whole(row.case)
    update = Update.objects.create(
        request=row, source="app", stage=stage_of(case), state=case.state, at=now, remote_id=remote
    )
    report_from_app(
        access=access, lon=case.lon, lat=case.lat, text=words, attach_to=case.pk, calendar=calendar, now=now
    )
    row.updated_at = now
    row.save(update_fields=["updated_at"])
    return update
