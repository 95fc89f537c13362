"""Loads and locks what a batch touches, so that the pure board can judge it.

Lock order, everywhere: devices by id, then subjects by number. Devices keep a stream's writers apart;
subjects keep two devices apart that feed one warning.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
from django.db import connection
from django.db.models import F, Q

from weige.sensing.models import Device, Permit, StreamState, Warning
from weige.sensing.queries.rules import Rules
from weige.sensing.rules import permits as permitbook
from weige.sensing.rules import routing
from weige.sensing.rules.board import Board, Group, Key, Live
from weige.sensing.rules.signals import Signal
from weige.sensing.rules.spec import RuleSpec
from weige.sensing.rules.stream import Stream
from weige.sensing.rules.warning import LIVE
from weige.sensing.services.rules import LOCK_SPACE


@dataclass
class Table:
    """What one transaction holds: devices as the rules see them, the board, the living warnings."""

    rules: Rules
    devices: dict[int, routing.Device]
    board: Board
    warnings: dict[Group, Warning]
    permits: dict[str, list[permitbook.Permit]]

    def spec(self, group: Group) -> RuleSpec:
        return self.rules.specs[group[0]]


def lock(ids: Iterable[int]) -> list[Device]:
    """The devices, locked in the order of their ids until the transaction ends (1 statement)."""
    return list(
        Device.objects.filter(pk__in=set(ids))
        .annotate(shop_code=F("shop__code"), building_code=F("building__code"))
        .select_for_update(no_key=True, of=("self",))
        .order_by("pk")
    )


def facts(device: Device) -> routing.Device:
    """A locked device as the rules see it.

    Raises msgspec.ValidationError when its zones or limits are broken.
    """
    return msgspec.convert(
        {
            "id": device.pk,
            "code": device.code,
            "kind": device.kind,
            "shop": device.shop_code,  # type: ignore[attr-defined]
            "building": device.building_code,  # type: ignore[attr-defined]
            "zones": device.zones,
            "limits": device.limits,
            "events_only": device.events_only,
            "trial": device.trial,
        },
        routing.Device,
    )


def load(
    rows: Sequence[Device], signals: Sequence[Signal], rules: Rules, groups: Iterable[Group] = ()
) -> Table:
    """Everything the locked devices, these signals and these groups touch (≤ 5 statements)."""
    devices = {row.pk: facts(row) for row in rows}
    streams = _streams(Q(device_id__in=devices), rules)
    touched = {(scenario, subject) for scenario, _, subject in streams} | set(groups)
    places = _reported(devices, signals, rules, touched)
    ordered = sorted(touched)
    lock_groups(ordered)
    if touched:
        streams |= _streams(any_of(ordered) & ~Q(device_id__in=devices), rules)
    warnings = {(row.scenario, row.subject): row for row in _living(ordered)}
    permits = _permits(places | {subject for _, subject in touched})
    live = {group: Live(row.state, row.level) for group, row in warnings.items()}
    board = Board(rules.specs, streams, live, permits)
    return Table(rules, devices, board, warnings, permits)


def _reported(
    devices: dict[int, routing.Device], signals: Sequence[Signal], rules: Rules, touched: set[Group]
) -> set[str]:
    """Adds the groups the signals speak of to `touched`; returns the further places whose permits count."""
    by_code = {device.code: device for device in devices.values()}
    places: set[str] = set()
    for signal in signals:
        for scenario, spec in rules.specs.items():
            for one in routing.seen(spec, by_code[signal.device], signal):
                touched.add((scenario, one.subject))
                if spec.unless:
                    places |= set(routing.places(one.subject, one.zone.shop if one.zone else None))
    return places


def _streams(wanted: Q, rules: Rules) -> dict[Key, Stream]:
    rows = StreamState.objects.filter(wanted, scenario__in=rules.specs)
    return {
        (row.scenario, row.device_id, row.subject): msgspec.convert(row.state, Stream, str_keys=True)
        for row in rows
    }


def any_of(groups: Sequence[Group]) -> Q:
    """Those rows whose scenario and subject stand together in the list (array columns: one plan for any
    size).
    """
    found = Q(pk__in=[])
    by_scenario: dict[str, list[str]] = {}
    for scenario, subject in groups:
        by_scenario.setdefault(scenario, []).append(subject)
    for scenario, subjects in by_scenario.items():
        found |= Q(scenario=scenario, subject__in=subjects)
    return found


def lock_groups(groups: Sequence[Group]) -> None:
    """Locks the subjects until the transaction ends, lowest number first (1 statement or none)."""
    if not groups:
        return
    numbers = sorted({_number(group) for group in groups})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(n) FROM (SELECT unnest(%s::bigint[]) AS n ORDER BY 1) numbers",
            [numbers],
        )


def _number(group: Group) -> int:
    """A 64-bit number of the group with our space in its upper 16 bits."""
    digest = hashlib.sha256("\x00".join(group).encode()).digest()
    return (LOCK_SPACE << 47) | (int.from_bytes(digest[:8], "big") >> 17)


def _living(groups: Sequence[Group]) -> list[Warning]:
    if not groups:
        return []
    return list(
        Warning.objects.filter(any_of(groups), state__in=LIVE).select_related("shop", "device").order_by("pk")
    )


def _permits(places: set[str]) -> dict[str, list[permitbook.Permit]]:
    """Unrevoked permits by place (1 statement or none)."""
    found: dict[str, list[permitbook.Permit]] = {}
    if not places:
        return found
    for row in Permit.objects.filter(place__in=places, revoked_at__isnull=True).order_by("pk"):
        permit = permitbook.Permit(
            id=row.pk,
            kind=row.kind,
            place=row.place,
            first_day=row.first_day.isoformat(),
            last_day=row.last_day.isoformat(),
            weekdays=tuple(row.weekdays),
            hours=tuple(row.hours),
            holder=row.holder,
        )
        found.setdefault(row.place, []).append(permit)
    return found
