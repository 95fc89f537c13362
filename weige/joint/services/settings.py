"""Editing what calls go by: kinds with their limits, kept baselines. Every edit stands in the log."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import transaction

from weige.cases.models import Matter
from weige.joint.events import SettingChanged
from weige.joint.models import Baseline, CallKind
from weige.joint.queries.kinds import WHICH, kind_row, kinds
from weige.joint.queries.times import baseline_row, durations
from weige.joint.rules.distribution import spread
from weige.joint.schemas.calls import BaselineIn, KindIn
from weige.joint.services.common import refuse
from weige.kernel import log
from weige.kernel.access import Access, Who
from weige.kernel.errors import Conflict, NotFound
from weige.kernel.links import DESK_PHONE
from weige.kernel.models import Setting
from weige.kernel.reference import NO_NOTE, Note
from weige.kernel.services.reference import record
from weige.kernel.streettime import LOCAL
from weige.territory.models import Area

KINDS = "joint_kinds"  # the code of their history


def _told(
    what: str, key: str, before: dict[str, Any], after: dict[str, Any], *, who: Who, now: datetime
) -> None:
    event = SettingChanged(what=what, key=key, before=before, after=after)
    log.append(event, who=who, now=now, subject=f"joint:{what}:{key}", cells=street_cells())


def street_cells() -> list[int]:
    """The areas of the installation's street: what is the whole street's belongs to them."""
    code = Setting.objects.filter(key="street").values_list("value", flat=True).first()
    return list(Area.objects.filter(code=code).values_list("pk", flat=True)) if code else []


def plain_kind(kind: CallKind) -> dict[str, Any]:
    """The limits of a kind as the office's history keeps them."""
    unsaid = ("code", "name_zh", "name_en", "order", "source")
    return {name: value for name, value in plain(kind_row(kind)).items() if name not in unsaid}


@transaction.atomic
def set_kind(*, access: Access, code: str, data: KindIn, now: datetime, note: Note = NO_NOTE) -> CallKind:
    """The limits of a kind of call; calls that run keep theirs. Raises NotFound, Invalid (limit zero)."""
    access.require("call.manage")
    known = kinds()
    if code not in known:
        raise NotFound
    given = data.dict()
    for which in WHICH:
        given[f"{which}_amount"] = Decimal(given[f"{which}_amount"])
        if given[f"{which}_amount"] <= 0:
            raise refuse(f"{which}_amount", "must_be_positive")
    before, was = kind_row(known[code]), plain_kind(known[code])
    names = {"name_zh": known[code].name_zh, "name_en": known[code].name_en, "order": known[code].order}
    row, _ = CallKind.objects.update_or_create(code=code, defaults=given | names | {"source": "office"})
    record(table=KINDS, key=code, before=was, after=plain_kind(row), who=access.who, now=now, note=note)
    _told("kind", code, plain(before), plain(kind_row(row)), who=access.who, now=now)
    return row


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """JSON values for the log."""
    return {
        name: value if isinstance(value, str | int | float | bool | None) else str(value)
        for name, value in row.items()
    }


@transaction.atomic
def set_desk_phone(*, access: Access, phone: str, now: datetime) -> str:
    """The number outside units see on their link's page; empty shows none. Raises NotFound."""
    access.require("call.manage")
    row, _ = Setting.objects.select_for_update().get_or_create(key=DESK_PHONE, defaults={"value": ""})
    if row.value != phone:
        before, row.value = {"phone": str(row.value)}, phone
        row.save(update_fields=["value"])
        _told("desk", DESK_PHONE, before, {"phone": phone}, who=access.who, now=now)
    return phone


@transaction.atomic
def set_baseline(*, access: Access, data: BaselineIn, now: datetime) -> Baseline:
    """Keeps a baseline: one given with its source, or one counted from our own calls of the period.

    It ends the one before for the same measure and group. Raises Invalid: period, source missing, nothing to count.
    """
    access.require("call.manage")
    since, until = data.since, data.until
    if until <= since:
        raise refuse("until", "until_before_since")
    if data.matter and data.unit:
        raise refuse("unit", "matter_or_unit")
    if data.matter and not Matter.objects.filter(code=data.matter).exists():
        raise refuse("matter", "unknown_matter")
    median, n, source = data.median_minutes, data.n, data.source.strip()
    if median is None:
        median, n = _counted(access, data, since, until)
        source = source or f"joint.calls {since}/{until}"
    elif not source:
        raise refuse("source", "field_missing")
    same = Baseline.objects.select_for_update().filter(
        measure=data.measure, matter_code=data.matter, unit_code=data.unit, ended_at__isnull=True
    )
    before = {str(one.pk): plain(baseline_row(one)) for one in same}
    same.update(ended_at=now)
    row = Baseline.objects.create(
        measure=data.measure,
        matter_code=data.matter,
        unit_code=data.unit,
        median_minutes=median,
        n=n,
        since=since,
        until=until,
        source=source,
        cells=street_cells(),
        set_by_id=access.who.post_id,
        set_at=now,
    )
    _told("baseline", str(row.pk), before, plain(baseline_row(row)), who=access.who, now=now)
    return row


def _counted(access: Access, data: BaselineIn, since: date, until: date) -> tuple[float, int]:
    """The median of our own calls in the local days [since, until)."""
    first = datetime.combine(since, time(), tzinfo=LOCAL)
    last = datetime.combine(until, time(), tzinfo=LOCAL)
    by = "unit" if data.unit else "matter"
    took, _ = durations(access, measure=data.measure, by=by, since=first, until=last)
    key = data.unit or data.matter
    found = spread([one.minutes for one in took if not key or one.key == key])
    if found.median is None:
        raise refuse("since", "too_few_to_count", n=found.n)
    return found.median, found.n


@transaction.atomic
def end_baseline(*, access: Access, baseline_id: int, now: datetime) -> Baseline:
    """Takes a baseline out of force; it stays readable. Raises NotFound, Conflict (ended already)."""
    row = access.get("call.manage", Baseline.objects.select_for_update(), pk=baseline_id)
    if row.ended_at is not None:
        raise Conflict("baseline_ended")
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    _told("baseline", str(row.pk), {}, plain(baseline_row(row)), who=access.who, now=now)
    return row
