"""An office edits what it offers over Open311: what is offered, in which words, with which questions."""

from datetime import datetime
from typing import Any

from django.db import transaction

from weige.cases.models import Matter
from weige.kernel import log
from weige.kernel.access import Access
from weige.kernel.errors import Conflict, FieldError, Invalid
from weige.sharing.events import ServiceSet
from weige.sharing.models import Service
from weige.sharing.queries.offer import COLUMNS, as_told
from weige.sharing.rules import attributes, offers
from weige.sharing.schemas import ServiceIn, ServiceSetIn


def set_service(*, access: Access, code: str, data: ServiceSetIn, now: datetime) -> Service:
    """Sets or adds a service. Raises NotFound, Invalid, and Conflict where another version stands than was seen.

    Requests that were sent stay what they were: their answers are kept with them.
    """
    access.require("offer.edit")
    wanted = checked(data)
    with transaction.atomic():
        found = (
            Service.objects.select_for_update(of=("self",)).select_related("matter").filter(code=code).first()
        )
        if (found.version if found else 0) != data.version:
            raise Conflict("service_changed")
        before = as_told(found) if found else {}
        row = found or Service(code=code, version=0)
        for name in COLUMNS:
            setattr(row, name, getattr(wanted, name))
        row.matter, row.version = wanted.matter, row.version + 1
        row.save()
        event = ServiceSet(code=code, before=before, after=as_told(row))
        log.append(event, who=access.who, now=now, subject=f"service:{code}")
    return row


def checked(data: ServiceIn, code: str = "") -> Service:
    """The service, not yet kept, if it may be offered. Raises Invalid: unknown matter, questions without sense."""
    told: dict[str, Any] = data.dict()
    asked = attributes.load(told["attributes"])
    errors = [FieldError(field, fault) for field, fault in offers.faults(asked)]
    matter = Matter.objects.filter(code=data.matter, kind="event", valid_to__isnull=True).first()
    if matter is None:
        errors.append(FieldError("matter", "service_matter_unknown", {"code": data.matter}))
    if errors:
        raise Invalid(errors)
    return Service(code=code, matter=matter, **{name: told[name] for name in COLUMNS})
