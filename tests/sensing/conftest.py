"""A shop, a historic house, a camera, tilt and crack sensors in the cast's little town, and two rules in
force.
"""

import base64
import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from PIL import Image

from tests.cast import SOUTH, STEP, WEST, Api, Member
from tests.sensing.rulekit import goods, tilt
from weige.kernel import timesource
from weige.registry.models import Shop
from weige.sensing import services
from weige.sensing.models import Device
from weige.sensing.services import Answer, Incoming, Speaker
from weige.territory.models import Area, Building
from weige.territory.queries import locate

NOW = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)  # 15:22 on Friday
Send = Callable[..., list[Answer]]


def jpeg(seed: int = 0) -> bytes:
    """A small JPEG, different for every seed."""
    picture = Image.effect_noise((96, 64), 40 + seed % 50).convert("RGB")
    picture.putpixel((0, 0), (seed % 256, seed // 256 % 256, random.Random(seed).randrange(256)))
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


def inside(column: float, row: float = 0.5) -> tuple[float, float]:
    """A point of the little town: column 0–4 is the street, 10–12 its neighbour."""
    return WEST + column * STEP, SOUTH + row * STEP


@dataclass(frozen=True)
class Town:
    """What stands in the little town."""

    areas: dict[str, Area]
    shop: Shop
    house: Building
    camera: Device
    tilt: Device
    crack: Device
    far: Device


@pytest.fixture
def town(cast: dict[str, Member], territory: dict[str, Area]) -> Town:
    """Shop S-1 and house B-1 in segment L01 with camera CAM-1, QX-1 and CK-1; camera CAM-9 in the
    neighbour.
    """
    lon, lat = inside(0.5)
    cells = locate(lon, lat, on=date(2026, 11, 20))
    where = {"lon": lon, "lat": lat, "cells": cells.cells, "leaf_cells": cells.leaf_cells}
    shop = Shop.objects.create(
        code="S-1", name_zh="花语", name_en="Hua Yu", trade="flowers", address="南京东路 1 号", **where
    )
    house = Building.objects.create(
        code="B-1", name_zh="元芳弄 7 号", name_en="7 Yuanfang Lane", height_m=9, height_source="survey",
        footprint={"type": "Polygon", "coordinates": []}, protection="protected", **where,
    )  # fmt: skip
    zones = [
        {"id": "f1", "kind": "frontage", "shop": "S-1"},
        {"id": "p1", "kind": "no_parking", "name": {"zh": "广东路 3 号带", "en": "Guangdong Road 3"}},
    ]
    limit = {
        "value": 7.0,
        "unit": "‰",
        "signed_by_zh": "李工",
        "signed_by_en": "Li",
        "signed_on": "2026-05-12",
    }

    def make(code: str, kind: str, column: float = 0.5, **more: Any) -> Device:
        x, y = inside(column)
        return services.register_device(
            code=code, kind=kind, name_zh=f"{kind} {code}", name_en=code, lon=x, lat=y, now=NOW, **more
        )

    return Town(
        areas=territory,
        shop=shop,
        house=house,
        camera=make("CAM-1", "camera", zones=zones),
        tilt=make("QX-1", "tilt", building=house, limits={"tilt": limit}, calibrated_until=date(2027, 5, 12)),
        crack=make("CK-1", "crack", building=house),
        far=make("CAM-9", "camera", 10.5),
    )


WORDS = {
    "sentence": {"zh": "停留满{for}", "en": "for {for}"},
    "title": {"zh": "{place} {value}", "en": "{place} {value}"},
}


@pytest.fixture
def rules(town: Town) -> None:
    """The goods and tilt rules of tests.sensing.rulekit in force."""
    for spec in (goods(**WORDS), tilt(**WORDS, case={"matter": "05009", "condition": 1})):
        services.install_rule(spec=msgspec.to_builtins(spec), kinds={}, now=NOW)


@pytest.fixture
def send(town: Town) -> Send:
    """send(signals…, now=) takes a batch for any device of the street."""

    def deliver(*raws: Any, now: datetime | None = None, proven: str | None = None) -> list[Answer]:
        speaker = Speaker("test", Device.objects.all())
        incoming = [Incoming(raw, proven) for raw in raws]
        return services.intake(incoming=incoming, speaker=speaker, now=now or NOW + timedelta(hours=2))

    return deliver


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """clock(moment) sets the domain clock."""

    def put(moment: datetime) -> None:
        monkeypatch.setattr(timesource, "now", lambda: moment)

    return put


def detection(minutes: float, *, shop: str = "S-1", device: str = "CAM-1", **more: Any) -> dict[str, Any]:
    """Goods before a shop, so many minutes after NOW."""
    pictures = more.pop("pictures", None)
    data = {"label": "goods", "confidence": 0.9, "shop": shop} | more.pop("data", {})
    if pictures:
        data["pictures"] = [base64.b64encode(one).decode() for one in pictures]
    return signal(minutes, "detection", device=device, data=data, **more)


def reading(
    minutes: float, value: Any, *, kind: str = "tilt", device: str = "QX-1", **more: Any
) -> dict[str, Any]:
    return signal(minutes, kind, device=device, value=value, **more)


def signal(minutes: float, kind: str, **more: Any) -> dict[str, Any]:
    """A raw signal; its id is its device, kind and time unless given."""
    at = NOW + timedelta(minutes=minutes)
    base = {
        "id": f"{more['device']}/{kind}/{minutes:g}",
        "source": "test",
        "kind": kind,
        "time": at.isoformat(),
    }
    return base | more


@pytest.fixture
def as_(client_for: Callable[[str | None], Api]) -> Callable[[str | None], Api]:
    return client_for
