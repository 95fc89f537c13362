"""A corner of the street for stories: a shop, a camera, a historic house with a tilt sensor, the packs in force.

Signals come in over HTTP from the gateway; `deliver` does what the worker process does when something happened.
"""

import base64
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from tests.cases.town import IN_L01, LOCAL, Clock, Town, body, picture
from tests.cast import Api, Member
from weige.kernel import outbox, timesource
from weige.registry.models import Shop
from weige.scenarios.services import load_packs, run_next, switch_due
from weige.sensing.services import register_device
from weige.territory.models import Building
from weige.territory.queries import locate

YEAR = date(2026, 11, 20)
LIMIT = {"value": 7.0, "unit": "‰", "signed_by_zh": "李工", "signed_by_en": "Li", "signed_on": "2026-05-12"}


class Corner:
    """What happens at the corner, in the words of those who are there."""

    def __init__(self, town: Town, cast: dict[str, Member]) -> None:
        self.town, self.clock, self.cast = town, town.clock, cast
        self.sent = 0

    def signal(self, device: str, kind: str, **content: Any) -> dict[str, Any]:
        """One signal of a device at this moment, sent by the gateway; its answer."""
        self.sent += 1
        at = self.clock.now.astimezone(LOCAL).isoformat()
        raw = {"id": f"s{self.sent}", "source": "story", "device": device, "kind": kind, "time": at}
        answer = body(self.town.client_for("gateway").post("/api/signals", json=[raw | content]))
        found: dict[str, Any] = answer["items"][0]
        return found

    def goods_seen(self, *, until: str, colour: str = "green") -> None:
        """The camera reports goods before the shop each minute from now on, up to and including `until`."""
        end = self.clock.now.astimezone(LOCAL).replace(hour=int(until[:2]), minute=int(until[3:]))
        shots = 0
        while self.clock.now <= end:
            shot = base64.b64encode(picture(f"hsl({shots * 30}, 60%, 50%)")).decode()
            data = {"label": "goods", "confidence": 0.88, "shop": "S-1", "pictures": [shot]}
            assert self.signal("CAM-1", "detection", data=data)["status"] == "accepted"
            self.clock.on(minutes=1)
            shots += 1
        self.clock.on(minutes=-1)
        self.deliver()

    def house_leans(self, *values: float, every_minutes: float = 2) -> None:
        """The tilt sensor reports these values, one every so often; the clock stands at the last one."""
        for number, value in enumerate(values):
            if number:
                self.clock.on(minutes=every_minutes)
            assert self.signal("QX-1", "tilt", value=value)["status"] == "accepted"
            self.deliver()

    def deliver(self) -> None:
        """The worker process at work: everybody hears what happened, until nobody has more to say."""
        while outbox.run_once(now=self.clock.now, machine_now=timesource.real_now()):
            continue

    def worker_ticks(self) -> None:
        """The worker's clocks: versions whose time has come are switched on, waiting replays are done."""
        switch_due(now=self.clock.now)
        while run_next(monotonic=time.monotonic) is not None:
            continue
        self.deliver()

    def warnings(self, by: str = "duty", **wanted: str) -> list[Any]:
        return body(self.town.client_for(by).get("/api/warnings", wanted))["items"]  # type: ignore[no-any-return]

    def warning(self, by: str, warning: Any) -> Any:
        return body(self.town.client_for(by).get(f"/api/warnings/{warning['id']}"))

    def judge(self, by: str, warning: Any, verdict: str, status: int = 200, **said: str) -> Any:
        """Confirms or dismisses the warning, and lets everybody hear of it."""
        path = f"/api/warnings/{warning['id']}/{verdict}"
        answer = body(self.town.client_for(by).post(path, json=said), status)
        self.deliver()
        return answer

    def move(self, by: str, case: Any, code: str, **given: Any) -> Any:
        """A move of the case, and everybody hears of it."""
        after = self.town.move(by, case, code, **given)
        self.deliver()
        return after

    def notices(self, by: str) -> list[str]:
        """What a person was told, newest first."""
        items = body(self.town.client_for(by).get("/api/notices"))["items"]
        return [item["text_zh"] for item in items]

    def cases(self, by: str, **wanted: Any) -> list[Any]:
        return body(self.town.client_for(by).get("/api/cases", wanted))["items"]  # type: ignore[no-any-return]

    def counters(self, by: str = "duty") -> dict[str, Any]:
        """The figures that do not change with time alone."""
        found: dict[str, Any] = body(self.town.client_for(by).get("/api/cases/counters"))
        return {name: figure for name, figure in found.items() if name not in {"at", "hourly"}}


@pytest.fixture
def corner(
    town: Town, clock: Clock, cast: dict[str, Member], client_for: Callable[[str | None], Api]
) -> Corner:
    """Shop S-1 (花语, its owner is `merchant`), camera CAM-1, house B-1 with sensor QX-1; all in segment L01."""
    cells = locate(**IN_L01, on=YEAR)
    where = IN_L01 | {"cells": cells.cells, "leaf_cells": cells.leaf_cells}
    owner = cast["merchant"].user if "merchant" in cast else None
    shop = {"name_zh": "花语", "name_en": "Hua Yu", "trade": "flowers", "address": "示范路 1 号"}
    Shop.objects.create(code="S-1", owner=owner, **shop, **where)
    lane = {"name_zh": "元芳弄 7 号", "name_en": "7 Yuanfang Lane", "height_m": 9, "height_source": "survey"}
    ground = {"footprint": {"type": "Polygon", "coordinates": []}, "protection": "class_2"}
    house = Building.objects.create(code="B-1", **lane, **ground, **where)
    began = clock.now - timedelta(days=30)
    frontage = {"id": "f1", "kind": "frontage", "shop": "S-1"}
    names = {"name_zh": "示范路 1 号摄像头", "name_en": "Camera 1"}
    register_device(code="CAM-1", kind="camera", zones=[frontage], now=began, **names, **IN_L01)
    gauge: dict[str, Any] = {"name_zh": "元芳弄 7 号倾斜仪", "name_en": "Tilt sensor 7", "building": house}
    register_device(code="QX-1", kind="tilt", limits={"tilt": LIMIT}, now=began, **gauge, **IN_L01)
    load_packs(now=began)
    outbox.discover()
    return Corner(town, cast)
