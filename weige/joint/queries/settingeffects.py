"""What an edit of a kind of call, an outside unit or a force would do to calls, those that run and those to come."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from weige.joint.models import Called, CallIn, CallKind, Force, Partner
from weige.joint.queries.partners import links_of
from weige.joint.rules.calls import Unit as State
from weige.joint.rules.places import distance_m
from weige.kernel.queries.calendar import current_calendar
from weige.kernel.reference import Effect, Values
from weige.kernel.streettime import LOCAL
from weige.kernel.worktime import Clock, Limit, Unit, WorktimeError

MOVED_M = 1  # less is rounding


def of_kind(kind: CallKind, values: Values, now: datetime) -> list[Effect]:
    """When a call sent now would be due, by the old limits and the new; which calls keep theirs (3 statements)."""
    clock, found = Clock(current_calendar()), []
    changed = {}
    for which in ("answer", "arrive", "urge"):
        limit = Limit(Decimal(values[f"{which}_amount"]).normalize(), Unit(values[f"{which}_unit"]))
        if limit != kind.limit(which):
            changed[which] = limit
    for which in ("answer", "arrive"):
        if which in changed:
            try:
                due = [clock.due(now, one).at for one in (kind.limit(which), changed[which])]
            except WorktimeError as error:
                return [Effect("office_calendar_impossible", {"reason": error.code}, "warn")]
            old, new = (at.astimezone(LOCAL).strftime("%m-%d %H:%M") if at else "—" for at in due)
            found.append(Effect(f"joint_kind_{which}", {"old": old, "new": new}))
    if found:
        running = CallIn.objects.filter(kind=kind.code, closed_at__isnull=True).count()
        found.append(Effect("joint_kind_keep", {"n": running}))
    if "urge" in changed or values["urges"] != kind.urges:
        waiting = Called.objects.filter(call__kind=kind.code, state=State.WAITING.value).count()
        found.append(Effect("joint_kind_urge", {"n": waiting}, "warn" if waiting else "info"))
    return found


def of_partner(row: Partner | None, values: Values) -> list[Effect]:
    """Whether it can be called, which links end and which calls still wait for it (4 statements)."""
    if row is None:
        return [Effect("joint_partner_new" if values["active"] else "joint_partner_off_new")]
    found = []
    waiting = Called.objects.filter(partner=row, state=State.WAITING.value).count()
    if row.active and not values["active"]:
        based = Force.objects.filter(partner=row, active=True).count()
        params = {"links": len(links_of(row, of_open_calls=True)), "calls": waiting, "forces": based}
        found.append(Effect("joint_partner_closes", params, "warn"))
    if values["active"] and not row.active:
        found.append(Effect("joint_partner_reopens"))
    if (row.name_zh, row.name_en) != (values["name_zh"], values["name_en"]):
        found.append(Effect("joint_partner_named", {"n": Called.objects.filter(partner=row).count()}))
    if row.level != values["level"]:
        found.append(Effect("joint_partner_level", tone="warn"))
    return found or [Effect("joint_partner_words", {"n": waiting})]


def of_force(rows: Sequence[Force], old: Force | None, values: Values) -> list[Effect]:
    """rows: the forces in use. How many can be called before and after, by kind, and how it stands by distance."""
    others = [one for one in rows if old is None or one.pk != old.pk]
    before: list[Any] = [(one.kind, one.people) for one in rows]
    after = [(one.kind, one.people) for one in others]
    after += [(values["kind"], values["people"])] if values["active"] else []
    found = []
    for kind in ("on_call", "social"):
        was, then = ([people for name, people in side if name == kind] for side in (before, after))
        if sorted(was) != sorted(then):
            params = {"old": len(was), "old_people": sum(was), "new": len(then), "new_people": sum(then)}
            found.append(Effect(f"joint_force_{kind}", params, "info" if then else "warn"))
    if old is None or not values["active"]:
        return found or [Effect("joint_force_words")]
    moved = distance_m(old.lon, old.lat, float(values["lon"]), float(values["lat"]))
    if moved >= MOVED_M:
        found.append(Effect("joint_force_moved", {"m": round(moved)}))
    unit = old.post or old.department or old.partner
    if unit is not None and unit.code != values["unit"].partition(":")[2]:
        found.append(Effect("joint_force_unit", tone="warn"))
    return found or [Effect("joint_force_words")]
