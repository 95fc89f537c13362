"""What is known of a period beside its signals: what people said of warnings, what they found, who was on duty."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Q

from weige.cases.queries.problems import problems
from weige.kernel.streettime import LOCAL
from weige.people.models import Shift
from weige.registry.models import Shop
from weige.scenarios.rules.assess import AFTER, BEFORE, Facts, Judged, Place, Problem
from weige.sensing.models import Device
from weige.sensing.services import past
from weige.sensing.services.past import level_name
from weige.territory.models import Building
from weige.territory.queries.called import called_all

DUTY = "duty_officer"
HALVES = (time(8), time(20))  # a day's two shifts where there was no roster (our default)


def gather(
    *, scenario: str, matter: str, start: datetime, end: datetime, seen: Iterable[tuple[str, int]]
) -> Facts:
    """Everything a replay of the period is judged by; seen: (subject, device id) of all its warnings and stays."""
    judged = [
        Judged(
            id=one.id,
            subject=one.subject,
            verdict=one.verdict,
            since=one.since,
            at=one.opened_at,
            until=one.until,
            level=level_name(one.level),
            title_zh=one.title_zh,
            title_en=one.title_en,
            reason=one.reason,
            case_id=one.case_id,
            pictures=one.pictures,
        )
        for one in past.verdicts(scenario=scenario, start=start - timedelta(days=1), end=end)
        if one.until >= start
    ]
    linked = {one.case_id for one in judged}
    shifts, assumed = duty_shifts(start, end)
    pairs = set(seen)
    devices = {row.pk: row for row in Device.objects.filter(pk__in={device for _, device in pairs})}
    return Facts(
        start=start,
        end=end,
        judged=judged,
        problems=[
            _problem(row)
            for row in problems(matter, start - BEFORE, end + AFTER)
            if str(row.pk) not in linked and row.warning_id is None
        ],
        places=places({one.subject for one in judged} | {subject for subject, _ in pairs}),
        devices={str(key): (row.code, row.name_zh, row.name_en) for key, row in devices.items()},
        shifts=shifts,
        assumed=assumed,
    )


def _problem(row: Any) -> Problem:
    return Problem(
        id=str(row.pk),
        number=row.number,
        title_zh=row.title_zh,
        title_en=row.title_en,
        lon=row.lon,
        lat=row.lat,
        at=row.found_at,
        source=row.source,
    )


def duty_shifts(start: datetime, end: datetime) -> tuple[list[tuple[datetime, datetime]], bool]:
    """The duty officers' shifts that touch the period, by start; True when they are only assumed (1 statement)."""
    rows = Shift.objects.filter(post__role__code=DUTY, start__lt=end, end__gt=start)
    found = sorted(set(rows.values_list("start", "end")))
    if found and found[0][0] <= start:
        return found, False
    day, halves = start.astimezone(LOCAL).date() - timedelta(days=1), []
    while day <= end.astimezone(LOCAL).date():
        halves += [datetime.combine(day, at, LOCAL) for at in HALVES]
        day += timedelta(days=1)
    return [(first, last) for first, last in pairwise(halves) if first < end and last > start], True


def places(subjects: Iterable[str]) -> dict[str, Place]:
    """Where each subject is, and what stands there (3 statements, 2 more for houses without a name)."""
    codes: dict[str, set[str]] = {}
    for subject in subjects:
        kind, _, code = subject.partition(":")
        codes.setdefault(kind, set()).add(code)
    found: dict[str, Place] = {}
    for shop in Shop.objects.filter(code__in=codes.get("shop", ())):
        found[f"shop:{shop.code}"] = Place(shop.name_zh, shop.name_en or shop.name_zh, shop.lon, shop.lat)
    houses = list(Building.objects.filter(code__in=codes.get("building", ())).defer("footprint"))
    names = called_all(houses)
    for house in houses:
        found[f"building:{house.code}"] = Place(*names[house.pk], house.lon, house.lat)
    zones = {tuple(code.split("/", 1)) for code in codes.get("zone", ()) if "/" in code}
    wanted = codes.get("device", set()) | {device for device, _ in zones}
    for row in Device.objects.filter(Q(code__in=wanted)):
        found[f"device:{row.code}"] = Place(row.name_zh, row.name_en, row.lon, row.lat)
        for zone in row.zones:
            if (row.code, zone["id"]) in zones:
                found[f"zone:{row.code}/{zone['id']}"] = _zone(row, zone)
    return found


def _zone(row: Device, zone: dict[str, Any]) -> Place:
    name = zone.get("name") or {"zh": row.name_zh, "en": row.name_en}
    lon, lat = zone.get("lon"), zone.get("lat")
    return Place(name["zh"], name["en"], row.lon if lon is None else lon, row.lat if lat is None else lat)
