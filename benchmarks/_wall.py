"""A generated street of a wall's largest sizes, and what goes on in it while a browser looks."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

M_LON, M_LAT = 1 / 95_400, 1 / 110_900  # degrees a metre at 31.2° north
WEST, SOUTH = 121.4700, 31.2150


@dataclass(frozen=True)
class Sizes:
    """How much stands in the street."""

    buildings: int = 10_000
    shops: int = 10_000
    cameras: int = 3_000
    devices: int = 10_000  # besides the cameras


def fill(sizes: Sizes) -> dict[str, Any]:
    """The demonstration's street and cast, and houses, shops and devices up to the sizes, on a grid of its own."""
    from _house import demonstration

    from weige.registry.models import Shop
    from weige.sensing.models import Device
    from weige.territory.models import Area, Building

    demonstration()
    root = Area.objects.get(code="310101999")
    where = {"cells": root.path, "leaf_cells": [root.pk]}
    houses = [_house(number, where) for number in range(sizes.buildings - Building.objects.count())]
    Building.objects.bulk_create(houses, batch_size=2000)
    known = list(Building.objects.order_by("pk").values_list("pk", "lon", "lat"))
    missing = sizes.shops - Shop.objects.count()
    Shop.objects.bulk_create(
        (_shop(n, known[n % len(known)], where) for n in range(missing)), batch_size=2000
    )
    for kind, wanted in (("camera", sizes.cameras), ("smoke", sizes.devices)):
        have = (
            Device.objects.filter(kind="camera").count()
            if kind == "camera"
            else Device.objects.exclude(kind="camera").count()
        )
        made = (_device(kind, n, known[n % len(known)], where) for n in range(wanted - have))
        Device.objects.bulk_create(made, batch_size=2000)
    return {
        "buildings": Building.objects.count(),
        "shops": Shop.objects.count(),
        "devices": Device.objects.count(),
    }


def _house(number: int, where: dict[str, Any]) -> Any:
    from weige.territory.models import Building

    lon, lat = WEST + (number % 100) * 24 * M_LON, SOUTH + (number // 100) * 30 * M_LAT
    wide, deep = (12 + number % 7) * M_LON, (10 + number % 5) * M_LAT
    ring = [[lon, lat], [lon + wide, lat], [lon + wide, lat + deep], [lon, lat + deep], [lon, lat]]
    height = 6.0 + (number * 7919 % 23) * 3.0
    told = {
        "code": f"BENCH-{number}",
        "height_m": height,
        "height_source": "given",
        "floors": int(height // 3),
    }
    shape = {"type": "Polygon", "coordinates": [ring]}
    return Building(footprint=shape, lon=lon + wide / 2, lat=lat + deep / 2, **told, **where)


def _shop(number: int, at: tuple[int, float, float], where: dict[str, Any]) -> Any:
    from weige.registry.models import Shop

    told = {"code": f"BENCH-{number}", "name_zh": f"店铺{number}", "trade": "零售", "address": f"{number} 号"}
    return Shop(building_id=at[0], lon=at[1], lat=at[2], **told, **where)


def _device(kind: str, number: int, at: tuple[int, float, float], where: dict[str, Any]) -> Any:
    from weige.kernel import timesource
    from weige.sensing.models import Device

    code = f"BENCH-{kind}-{number}"
    told = {"code": code, "kind": kind, "name_zh": code, "name_en": code, "registered_at": timesource.now()}
    state = "offline" if number % 50 == 0 else "online"
    return Device(building_id=at[0], lon=at[1], lat=at[2], state=state, **told, **where)


@contextmanager
def events(a_second: float) -> Iterator[list[float]]:
    """While it lasts, so many events a second are written into the log; gives the moments they were."""
    done = threading.Event()
    written: list[float] = []
    writer = threading.Thread(target=_write, args=(a_second, done, written), daemon=True)
    writer.start()
    try:
        yield written
        if not writer.is_alive():
            raise RuntimeError("the events ended before the look did")
    finally:
        done.set()
        writer.join(10)


def _write(a_second: float, done: threading.Event, written: list[float]) -> None:
    from django.db import connection

    from weige.kernel import log, timesource
    from weige.kernel.access import SYSTEM
    from weige.sensing.events import DeviceBack
    from weige.sensing.models import Device

    rows = list(
        Device.objects.order_by("pk").values("code", "kind", "name_zh", "name_en", "lon", "lat", "cells")[
            :500
        ]
    )
    due = time.perf_counter()
    while not done.is_set():
        row = rows[len(written) % len(rows)]
        told = {name: row[name] for name in ("name_zh", "name_en", "lon", "lat")}
        event = DeviceBack(device_code=row["code"], device_kind=row["kind"], silent_since=None, **told)
        subject = f"device:{row['code']}"
        log.append(event, who=SYSTEM, now=timesource.now(), subject=subject, cells=row["cells"])
        written.append(time.perf_counter())
        due += 1 / a_second
        time.sleep(max(0.0, due - time.perf_counter()))
    connection.close()
