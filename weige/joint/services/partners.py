"""Outside units (the gas company): made, edited, closed at the desk; every edit stands in the log, phones masked.
Who is closed can be called no more, and its links open nothing from that moment on."""

from datetime import datetime
from typing import Any

from django.db import transaction

from weige.joint.events import SettingChanged
from weige.joint.models import Called, Partner
from weige.joint.rules.calls import link_subject as subject
from weige.joint.schemas.calls import PartnerIn
from weige.joint.services.settings import street_cells
from weige.kernel import links, log
from weige.kernel.access import Access
from weige.kernel.errors import Conflict, NotFound
from weige.people.queries import masking

PLAIN = ("name_zh", "name_en", "level", "duty_zh", "duty_en", "active")
CLOSED = "partner_closed"  # why links end


def told(partner: Partner) -> dict[str, Any]:
    """How a partner stands, for the log: the phone masked."""
    phone = masking.phone(partner.phone) if partner.phone else ""
    return {name: getattr(partner, name) for name in PLAIN} | {"phone": phone}


@transaction.atomic
def set_partner(
    *, access: Access, code: str, data: PartnerIn, now: datetime, real_now: datetime
) -> tuple[Partner, int]:
    """Makes (version 0) or edits an outside unit of this street; gives it and how many of its links ended.

    Raises NotFound, Conflict (edited meanwhile; the code is taken).
    """
    access.require("call.manage")
    there = Partner.objects.select_for_update().filter(code=code).first()
    if there is not None and not access.may("call.manage", there):
        raise NotFound
    if (there.version if there else 0) != data.version:
        raise Conflict("partner_changed" if data.version else "partner_there", unit=code)
    before = told(there) if there else {}
    row = there or Partner(code=code, version=0, cells=street_cells())
    for name in PLAIN:
        setattr(row, name, getattr(data, name))
    if data.phone is not None:
        row.phone = data.phone.strip()
    row.version += 1
    row.save()
    event = SettingChanged(what="partner", key=code, before=before, after=told(row))
    log.append(event, who=access.who, now=now, subject=f"joint:partner:{code}", cells=row.cells)
    ended = 0 if row.active else _end_links(row, access, now, real_now)
    return row, ended


def _end_links(row: Partner, access: Access, now: datetime, real_now: datetime) -> int:
    units = Called.objects.filter(partner=row).values_list("pk", flat=True)
    return sum(
        links.revoke(subject=link.subject, why=CLOSED, who=access.who, now=now, real_now=real_now)
        for link in links.of([subject(pk) for pk in units])
        if links.state(link, real_now) == "living"
    )
