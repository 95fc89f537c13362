"""Outside units (the gas company): made, edited, closed at the desk; every edit stands in the log, phones masked.
Who is closed can be called no more, and its links open nothing from that moment on."""

from datetime import datetime
from typing import Any

from django.db import transaction

from weige.joint.events import SettingChanged
from weige.joint.models import Partner
from weige.joint.queries.partners import links_of
from weige.joint.schemas.calls import PartnerIn
from weige.joint.services.settings import street_cells
from weige.kernel import links, log
from weige.kernel.access import Access
from weige.kernel.errors import Conflict, NotFound
from weige.kernel.reference import NO_NOTE, Note
from weige.kernel.services.reference import record
from weige.people.queries import masking

TABLE_CODE = "joint_partners"  # of its history
PLAIN = ("name_zh", "name_en", "level", "duty_zh", "duty_en", "active")
CLOSED = "partner_closed"  # why links end


def told(partner: Partner) -> dict[str, Any]:
    """How a partner stands, for the log: the phone masked."""
    phone = masking.phone(partner.phone) if partner.phone else ""
    return {name: getattr(partner, name) for name in PLAIN} | {"phone": phone}


def plain_partner(partner: Partner) -> dict[str, Any]:
    """A partner as the office's history keeps it: the phone masked."""
    return {"code": partner.code} | told(partner)


@transaction.atomic
def set_partner(
    *, access: Access, code: str, data: PartnerIn, now: datetime, real_now: datetime, note: Note = NO_NOTE
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
    before, was = (told(there), plain_partner(there)) if there else ({}, None)
    row = there or Partner(code=code, version=0, cells=street_cells())
    for name in PLAIN:
        setattr(row, name, getattr(data, name))
    if data.phone is not None:
        row.phone = data.phone.strip()
    row.version += 1
    row.save()
    after = plain_partner(row)
    record(table=TABLE_CODE, key=code, before=was, after=after, who=access.who, now=now, note=note)
    event = SettingChanged(what="partner", key=code, before=before, after=told(row))
    log.append(event, who=access.who, now=now, subject=f"joint:partner:{code}", cells=row.cells)
    ended = 0 if row.active else _end_links(row, access, now, real_now)
    return row, ended


def _end_links(row: Partner, access: Access, now: datetime, real_now: datetime) -> int:
    return sum(
        links.revoke(subject=one.subject, why=CLOSED, who=access.who, now=now, real_now=real_now)
        for one in links_of(row)
        if links.state(one, real_now) == "living"
    )
