"""Editing the forces on call and the social forces of the street; every edit stands in the log, phones masked."""

from datetime import datetime
from typing import Any

from django.db import transaction

from weige.joint.events import SettingChanged
from weige.joint.models import Force
from weige.joint.schemas.calls import ForceIn, UnitAsk
from weige.joint.services.common import refuse
from weige.joint.services.units import Named, unit_of
from weige.kernel import log
from weige.kernel.access import Access
from weige.kernel.errors import Conflict, NotFound
from weige.kernel.reference import NO_NOTE, Note
from weige.kernel.services.reference import record
from weige.people.queries import masking
from weige.people.services.stationing import degrees
from weige.territory.models import Area

TABLE_CODE = "joint_forces"  # of its history
LOADED = ("area", "post__role", "department", "partner")
PLAIN = ("kind", "people", "skill_zh", "skill_en", "duty", "lon", "lat", "active")


def told(force: Force) -> dict[str, Any]:
    """How a force stands, for the log: the phone masked."""
    unit = force.post or force.department or force.partner
    return {name: getattr(force, name) for name in PLAIN} | {
        "unit": unit.code if unit else "",
        "area": force.area.code,
        "phone": masking.phone(force.phone) if force.phone else "",
    }


def plain_force(force: Force) -> dict[str, Any]:
    """A force as the office's history keeps it: codes, degrees as text, the phone masked."""
    form = "post" if force.post else "department" if force.department else "partner"
    own = told(force)
    place = {name: degrees(getattr(force, name)) for name in ("lon", "lat")}
    return own | place | {"unit": f"{form}:{own['unit']}"}


def wanted(data: ForceIn, old: Force | None) -> tuple[Area, Named]:
    """Area and unit meant. Raises Invalid; a unit that is gone meanwhile stays where it stands."""
    area = Area.objects.filter(code=data.area, valid_to__isnull=True).first()
    if area is None:
        raise refuse("area", "unknown_area", ref=data.area)
    asked = UnitAsk(post=data.post, department=data.department, partner=data.partner)
    named = unit_of(asked, area.path, "call.answer")
    if named is None and old is not None:
        kept = {name: getattr(old, name) for name in ("post", "department", "partner")}
        codes = {name: one.code if one else "" for name, one in kept.items()}
        named = kept if codes == {name: getattr(data, name) for name in codes} else None
    if named is None:
        raise refuse("unit", "unknown_unit")
    return area, named


@transaction.atomic
def set_force(
    *, access: Access, force_id: int | None, data: ForceIn, now: datetime, note: Note = NO_NOTE
) -> Force:
    """Makes (force_id None) or edits a force. Raises NotFound, Conflict (edited meanwhile), Invalid (unit, area)."""
    access.require("call.manage")
    force = None
    if force_id is not None:
        rows = Force.objects.select_for_update(of=("self",))
        force = access.get("call.manage", rows.select_related(*LOADED), pk=force_id)
        if force.version != data.version:
            raise Conflict("force_changed")
    before, was = (told(force), plain_force(force)) if force else ({}, None)
    area, named = wanted(data, force)
    force = force or Force(version=0)
    force.area, force.post = area, named["post"]
    force.department, force.partner = named["department"], named["partner"]
    for name in PLAIN:
        setattr(force, name, getattr(data, name))
    if data.phone is not None:
        force.phone = data.phone.strip()
    if not access.may("call.manage", force):
        raise NotFound
    force.version += 1
    force.save()
    key, after = str(force.pk), plain_force(force)
    record(table=TABLE_CODE, key=key, before=was, after=after, who=access.who, now=now, note=note)
    event = SettingChanged(what="force", key=key, before=before, after=told(force))
    log.append(event, who=access.who, now=now, subject=f"joint:force:{key}", cells=area.path)
    return force
