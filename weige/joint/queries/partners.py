"""Outside units as the desk edits them, and the links they were given: living, ended, and why."""

from datetime import datetime
from typing import Any

from weige.joint.models import Called, Partner
from weige.joint.rules.calls import link_subject as subject
from weige.kernel import links
from weige.kernel.access import Access
from weige.kernel.models import Link
from weige.people.queries import masking

LATEST = 100  # links shown
NAMES = ("code", "name_zh", "name_en", "level", "duty_zh", "duty_en", "active", "version")


def partners(access: Access, *, open_phone: bool = False) -> list[dict[str, Any]]:
    """The outside units of this street, those in use first (1 statement)."""
    rows = access.rows("call.list", Partner.objects.all()).order_by("-active", "code")
    return [partner_row(one, open_phone=open_phone) for one in rows]


def partner_row(one: Partner, *, open_phone: bool = False) -> dict[str, Any]:
    """A partner for the screen; its phone masked unless a purpose was stated."""
    phone = one.phone if open_phone or not one.phone else masking.phone(one.phone)
    return {"form": "partner", "zh": one.name_zh, "en": one.name_en or one.name_zh, "phone": phone} | {
        name: getattr(one, name) for name in NAMES
    }


def links_of(row: Partner, *, of_open_calls: bool = False) -> list[Link]:
    """Links of this partner that nobody took back, or those of its open calls alone (2 statements)."""
    units = Called.objects.filter(partner=row)
    if of_open_calls:
        units = units.filter(call__closed_at__isnull=True)
    known = links.of([subject(pk) for pk in units.values_list("pk", flat=True)])
    return [one for one in known if one.revoked_at is None]


def link_rows(access: Access, code: str, real_now: datetime) -> list[dict[str, Any]]:
    """The links of one partner, newest first, each with its call (3 statements). Raises NotFound."""
    partner = access.get("call.manage", Partner.objects.all(), code=code)
    units = access.rows("call.list", Called.objects.filter(partner=partner)).select_related("call")
    known = {subject(unit.pk): unit for unit in units.order_by("-pk")[:LATEST]}
    return [
        {
            "call_id": str(known[link.subject].call_id),
            "call_number": known[link.subject].call.number,
            "state": links.state(link, real_now),
            "issued_at": link.issued_at,
            "expires_at": link.expires_at,
            "ended_at": link.revoked_at,
            "why": link.revoked_why,
            "uses": link.uses,
            "last_used_at": link.last_used_at,
        }
        for link in links.of(known)[:LATEST]
    ]
