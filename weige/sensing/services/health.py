"""Examining devices: their readings are looked at in turn, and what ails them is written down with its beginning."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from weige.kernel import gentle
from weige.sensing.models import Ailment, Device, Examination
from weige.sensing.queries import health as reads
from weige.sensing.queries.rules import in_force
from weige.sensing.rules.health import Facts, ailments, shift_of

EVERY = timedelta(minutes=10)  # a device is not examined more often (our default)
AT_ONCE = (
    1000  # devices of one turn, which reads the readings of eight days whatever their number (our default)
)


def examine(*, now: datetime, most: int = AT_ONCE) -> int:
    """Examines the devices whose turn it is, the longest unexamined first; returns how many.

    Twice at one time changes nothing. A constant number of statements whatever the number of devices.
    """
    due = Q(examined__isnull=True) | Q(examined__at__lte=now - EVERY) | Q(examined__at__gt=now)
    devices = list(
        Device.objects.filter(due, in_service=True, trial=False, last_seen_at__isnull=False)
        .order_by(F("examined__at").asc(nulls_first=True), "pk")
        .defer("zones", "limits")[:most]
    )
    if not devices:
        return 0
    kinds = in_force().kinds
    with gentle.reading():  # readings of eight days: it would take a core from those who wait for an answer
        facts = reads.facts_of(devices, kinds, now)
    with transaction.atomic():
        Examination.objects.bulk_create(
            [Examination(device=one, at=now, figures=_figures(facts[one.pk])) for one in devices],
            update_conflicts=True,
            unique_fields=["device"],
            update_fields=["at", "figures"],
        )
        near, today = reads.neighbours_of(devices), timezone.localdate(now)
        found = {one.pk: ailments(facts[one.pk], near[one.pk], today) for one in devices}
        _write(devices, found, now)
    return len(devices)


def _figures(facts: Facts) -> dict[str, Any]:
    """What is kept of an examination: the shift, for its neighbours, and the share heard on time."""
    shift = shift_of(facts)
    kept: dict[str, Any] = {"spans": facts.spans, "heard": facts.heard}
    return kept | ({"shift": shift.shift, "spread": shift.spread} if shift else {})


def _write(devices: list[Device], found: Mapping[int, Mapping[str, dict[str, Any]]], now: datetime) -> None:
    """What is new begins now, what has gone ends now, what goes on keeps its beginning and gets its new figures."""
    before = reads.standing(devices)
    fresh, kept, gone = [], [], []
    for one in devices:
        known, now_found = before.get(one.pk, {}), found[one.pk]
        gone += [row.pk for reason, row in known.items() if reason not in now_found]
        for reason, figures in now_found.items():
            if reason in known:
                known[reason].figures = figures
                kept.append(known[reason])
            else:
                fresh.append(Ailment(device=one, reason=reason, since=now, figures=figures))
    Ailment.objects.filter(pk__in=gone).update(ended_at=now)
    Ailment.objects.bulk_update(kept, ["figures"])
    Ailment.objects.bulk_create(fresh, ignore_conflicts=True)
