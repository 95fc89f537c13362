"""What people, cases and the house did in a past to what the rules see, by time: a replay lets it take part."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Q

from weige.kernel.models import Event
from weige.kernel.queries.calendar import calendars_made
from weige.sensing.events import DeviceDoubted, DeviceTrusted, StoodStill
from weige.sensing.models import Device, Permit, Warning
from weige.sensing.rules import permits as permitbook
from weige.sensing.rules.levels import rank
from weige.sensing.rules.replay import Act
from weige.sensing.rules.signals import micros
from weige.sensing.rules.warning import DISMISSED, ENDED


def acts(scenarios: Sequence[str], start: datetime, end: datetime) -> list[Act]:
    """Everything done in [start, end), by time (7 statements). How all stood at `start` comes first."""
    span = (start, end)
    found = [*_standing(scenarios, start), *_weights(scenarios, *span), *_warnings(scenarios, *span)]
    found += _permits(*span)
    found += [Act(micros(at), "calendar", calendar=one) for at, one in calendars_made(start, end)]
    taken = Device.objects.filter(trial=False, accepted_at__gte=start, accepted_at__lt=end)
    found += [
        Act(micros(at), "accept", device_id=key) for key, at in taken.values_list("pk", "accepted_at") if at
    ]
    still = Event.objects.filter(kind=StoodStill.KIND, at__gte=start, at__lt=end)
    found += [Act(micros(at), "forgive") for at in still.order_by("at", "id").values_list("at", flat=True)]
    return sorted(found, key=lambda act: act.at)


def _warnings(scenarios: Sequence[str], start: datetime, end: datetime) -> list[Act]:
    found: list[Act] = []
    span = {"gte": start, "lt": end}
    touched = Q(**{f"confirmed_at__{word}": at for word, at in span.items()})
    touched |= Q(**{f"over_at__{word}": at for word, at in span.items()})
    for row in Warning.objects.filter(touched, scenario__in=scenarios).order_by("opened_at", "pk"):
        group = (row.scenario, row.subject)
        if row.confirmed_at is not None and row.confirmed_by_id is not None:
            found.append(Act(micros(row.confirmed_at), "confirm", group))
        if row.over_at is not None and row.state in {DISMISSED, ENDED}:
            at = micros(row.over_at)
            found.append(Act(at, "dismiss", group) if row.state == DISMISSED else Act(at, "end", group))
    return [act for act in found if micros(start) <= act.at < micros(end)]


def _permits(start: datetime, end: datetime) -> list[Act]:
    found: list[Act] = []
    for permit in Permit.objects.order_by("pk"):
        held = _permit(permit)
        if start <= permit.created_at < end:
            found.append(Act(micros(permit.created_at), "permit", permit=held))
        if permit.revoked_at is not None and start <= permit.revoked_at < end:
            found.append(Act(micros(permit.revoked_at), "revoke", permit=held))
    return found


def _weights(scenarios: Sequence[str], start: datetime, end: datetime) -> list[Act]:
    """Whose word lost or regained its weight; how it stood at `start` is an act of that moment (2 statements)."""
    rows = Event.objects.filter(
        kind__in=(DeviceDoubted.KIND, DeviceTrusted.KIND), payload__scenario__in=list(scenarios), at__lt=end
    ).order_by("at", "id")
    told = list(rows.only("at", "kind", "payload"))
    codes = {one.payload["device_code"] for one in told}
    ids = dict(Device.objects.filter(code__in=codes).values_list("code", "pk"))
    found: list[Act] = []
    for one in told:
        at, group = max(micros(one.at), micros(start)), (one.payload["scenario"], "")
        key = ids.get(one.payload["device_code"], 0)
        found.append(Act(at, "doubt" if one.kind == DeviceDoubted.KIND else "trust", group, device_id=key))
    return found


def _standing(scenarios: Sequence[str], first: datetime) -> list[Act]:
    """The confirmed warnings whose case went on at `first` (1 statement).

    They live whatever is measured. Those nobody had confirmed follow from the signals heard before the period.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT w.scenario, w.subject, (SELECT e.payload->>'level' FROM kernel_event e"
            "  WHERE e.subject = 'warning:' || w.id::text AND e.kind = ANY(%s) AND e.at < %s"
            "  ORDER BY e.at DESC, e.id DESC LIMIT 1)"
            " FROM sensing_warning w WHERE w.scenario = ANY(%s) AND w.confirmed_at < %s"
            " AND (w.over_at IS NULL OR w.over_at >= %s)",
            [
                [f"sensing.warning_{what}" for what in ("opened", "raised", "lowered")],
                *(first, list(scenarios), first, first),
            ],
        )
        return [
            Act(micros(first), "stands", (scenario, subject), level=rank(level))
            for scenario, subject, level in cursor.fetchall()
            if level
        ]


def permits_at(moment: datetime) -> list[permitbook.Permit]:
    """Permits on record at that moment (1 statement)."""
    rows = Permit.objects.filter(created_at__lt=moment).exclude(revoked_at__lt=moment)
    return [_permit(row) for row in rows.order_by("pk")]


def _permit(row: Permit) -> permitbook.Permit:
    return permitbook.Permit(
        id=row.pk,
        kind=row.kind,
        place=row.place,
        first_day=row.first_day.isoformat(),
        last_day=row.last_day.isoformat(),
        weekdays=tuple(row.weekdays),
        hours=tuple(row.hours),
        holder=row.holder,
    )
