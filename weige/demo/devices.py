"""The demonstration's devices, derived from its shops, houses and roads: always the same ones at the same places."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db import transaction

from weige.kernel.access import SYSTEM
from weige.registry.models import Shop
from weige.sensing.models import Device, DeviceCredential
from weige.sensing.services import issue_credential, register_device
from weige.sensing.services.devices import secret_of
from weige.territory.models import Area, Building

SHOPS_A_CAMERA, CAMERAS_A_SEGMENT = 4, 4
CRACKS, BINS_A_SEGMENT, MANHOLES, SMOKES = 16, 2, 14, 12
VIBRATIONS, NOISES = 6, 4
LON_M, LAT_M = 1 / 95_400, 1 / 110_900
"""Degrees a metre at 31.2° N: good to a centimetre over the few metres used here."""
FRIGATE, FRIGATE_NUMBER = "WG-DEMO-FRIGATE", 2
"""The second camera of a segment runs Frigate and sends its messages as they come (weige.simulator.frigate)."""
Zone = dict[str, Any]


IN_SERVICE = timedelta(days=8)  # longer than the past that is remembered, so that its wall has devices


@transaction.atomic
def load_devices(now: datetime) -> int:
    """Registers cameras, tilt and crack sensors, bin, manhole and smoke sensors, each with a credential.

    Needs ground and shops. Gives how many there are. The limits are demonstration values signed by nobody real.
    """
    until = date(now.year + 1, 6, 30)
    count = 0
    for device in [*cameras(), *house_sensors(until), *street_sensors(until)]:
        made = register_device(now=now - IN_SERVICE, **device)
        issue_credential(device=made, label="demo", who=SYSTEM, now=now)
        count += 1
    certify(now.date())
    return count


def certify(today: date) -> None:
    """Invented audit certificates for the cameras: every fifth has expired, every seventh stands unpublished."""
    for number, device in enumerate(Device.objects.filter(kind="camera").order_by("code"), start=1):
        Device.objects.filter(pk=device.pk).update(
            certificate_no=f"DEMO-{today.year - 1}-{number:03d}",
            certificate_until=date(today.year - 1 if number % 5 == 0 else today.year + 1, 12, 31),
            published=number % 7 != 0,
        )


def secrets() -> dict[str, str]:
    """device code → secret of its first credential, for the simulator."""
    rows = DeviceCredential.objects.filter(number=1, revoked_at=None).select_related("device")
    return {row.device.code: secret_of(row.pk) for row in rows}


def segments() -> list[Area]:
    return list(Area.objects.filter(level="segment", valid_to=None).order_by("code"))


def cameras() -> Iterator[dict[str, Any]]:
    """Up to four cameras a segment, each over four neighbouring shops and a stretch of kerb before them."""
    for segment in segments():
        shops = list(Shop.objects.filter(leaf_cells__contains=[segment.pk]))
        shops.sort(key=lambda shop: (round(shop.lat + shop.lon, 4), shop.code))
        # The cast's merchants are seen: their login would have nothing to show otherwise.
        groups = sorted(batches(shops), key=lambda group: not any(shop.owner_id for shop in group))
        for number, group in enumerate(groups[:CAMERAS_A_SEGMENT], start=1):
            lon = sum(shop.lon for shop in group) / len(group)
            lat = sum(shop.lat for shop in group) / len(group)
            yield {
                "code": f"CAM-{segment.code}-{number}",
                "kind": "camera",
                "name_zh": f"{segment.name_zh}{number}号摄像头",
                "name_en": f"Camera {number}, {segment.name_en}",
                "model": FRIGATE if number == FRIGATE_NUMBER else "WG-DEMO-4MP",
                "height_m": 4.5,
                "lon": lon,
                "lat": lat,
                "zones": [*map(frontage, group), no_parking(segment, number, lon, lat)],
            }


def batches(shops: Sequence[Shop]) -> Iterator[Sequence[Shop]]:
    for start in range(0, len(shops), SHOPS_A_CAMERA):
        yield shops[start : start + SHOPS_A_CAMERA]


def frontage(shop: Shop) -> Zone:
    """The pavement before a shop."""
    return {
        "id": f"F-{shop.code}",
        "kind": "frontage",
        "shop": shop.code,
        "name": {"zh": f"{shop.name_zh}门前", "en": f"Before {shop.name_en or shop.name_zh}"},
        "lon": shop.lon,
        "lat": shop.lat,
    }


def no_parking(segment: Area, number: int, lon: float, lat: float) -> Zone:
    """Twenty by six metres of the road's nearest point, where nobody may park."""
    line = segment.geometry["coordinates"]
    at = min(between(line), key=lambda p: ((p[0] - lon) / LON_M) ** 2 + ((p[1] - lat) / LAT_M) ** 2)
    half_lon, half_lat = 10 * LON_M, 3 * LAT_M
    west, east, south, north = at[0] - half_lon, at[0] + half_lon, at[1] - half_lat, at[1] + half_lat
    return {
        "id": f"NP-{segment.code}-{number}",
        "kind": "no_parking",
        "name": {
            "zh": f"{segment.name_zh}禁停带{number}",
            "en": f"No-parking strip {number}, {segment.name_en}",
        },
        "lon": at[0],
        "lat": at[1],
        "polygon": [[west, south], [east, south], [east, north], [west, north], [west, south]],
    }


def between(line: Sequence[Sequence[float]]) -> Iterator[tuple[float, float]]:
    """Points along a line, ten to a piece: fine enough to stand beside a camera."""
    for (x, y), (u, v) in pairwise(line):
        for step in range(10):
            yield x + (u - x) * step / 10, y + (v - y) * step / 10


def signed(value: float, unit: str, rate: float | None = None) -> dict[str, Any]:
    """A limit as an engineer would sign it, marked as the demonstration's (domain.md 2.15: own knowledge)."""
    return {
        "value": value,
        "unit": unit,
        "signed_by_zh": "演示工程师",
        "signed_by_en": "Demonstration engineer",
        "signed_on": "2026-10-12",
        "demo": True,
        "rate": rate,
    }


def house_sensors(until: date) -> Iterator[dict[str, Any]]:
    """A tilt sensor on every protected house, crack gauges, vibration, smoke and door sensors on some."""
    houses = list(Building.objects.exclude(protection="").order_by("code"))
    for number, house in enumerate(houses, start=1):
        name_zh, name_en = house.name_zh or "历史建筑", house.name_en or "Historic house"
        yield at_house(house, f"QX-{number:03}", "tilt", f"{name_zh}倾斜仪", f"Tilt sensor, {name_en}") | {
            "limits": {"tilt": signed(7.0, "‰")},
            "calibrated_until": until,
        }
        if number <= CRACKS:
            yield at_house(
                house, f"LF-{number:03}", "crack", f"{name_zh}裂缝计", f"Crack gauge, {name_en}"
            ) | {
                "limits": {"crack": signed(10.0, "mm")},
                "calibrated_until": until - timedelta(days=90),
            }
        if number <= VIBRATIONS:
            name = (f"{name_zh}振动传感器", f"Vibration sensor, {name_en}")
            yield at_house(house, f"ZD-{number:03}", "vibration", *name) | {
                "limits": {"vibration": signed(0.2, "mm/s")},
                "calibrated_until": until,
            }
        if number <= SMOKES:
            yield at_house(house, f"YG-{number:03}", "smoke", f"{name_zh}烟感", f"Smoke detector, {name_en}")
            yield at_house(house, f"MC-{number:03}", "door", f"{name_zh}门磁", f"Door contact, {name_en}")


def at_house(house: Building, code: str, kind: str, name_zh: str, name_en: str) -> dict[str, Any]:
    return {
        "code": code,
        "kind": kind,
        "name_zh": name_zh,
        "name_en": name_en,
        "model": f"WG-DEMO-{kind.upper()}",
        "lon": house.lon,
        "lat": house.lat,
        "building": house,
    }


def street_sensors(until: date) -> Iterator[dict[str, Any]]:
    """Bin level sensors on every segment, noise meters on some, water gauges in some manholes."""
    for index, segment in enumerate(segments()):
        places = list(between(segment.geometry["coordinates"]))
        for number in range(1, BINS_A_SEGMENT + 1):
            lon, lat = places[len(places) * number // (BINS_A_SEGMENT + 1)]
            yield on_road(f"TX-{segment.code}-{number}", "level", lon, lat) | {
                "name_zh": f"{segment.name_zh}{number}号果壳箱",
                "name_en": f"Litter bin {number}, {segment.name_en}",
            }
        if index < NOISES:
            lon, lat = places[len(places) // 3]
            yield on_road(f"HJ-{segment.code}", "environment", lon, lat) | {
                "name_zh": f"{segment.name_zh}噪声监测点",
                "name_en": f"Noise meter, {segment.name_en}",
                "calibrated_until": until,
            }
        if index < MANHOLES:
            lon, lat = places[len(places) // 2]
            yield on_road(f"JG-{segment.code}", "manhole", lon, lat) | {
                "name_zh": f"{segment.name_zh}雨水井",
                "name_en": f"Storm drain, {segment.name_en}",
                "calibrated_until": until,
            }


def on_road(code: str, kind: str, lon: float, lat: float) -> dict[str, Any]:
    return {"code": code, "kind": kind, "model": f"WG-DEMO-{kind.upper()}", "lon": lon, "lat": lat}
