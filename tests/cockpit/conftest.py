"""A small street with people, cases, warnings and devices for the cockpit's tests."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from tests.cases.town import IN_L01, Town, clock, town
from weige.sensing.models import Device, Warning
from weige.territory.models import Area

__all__ = ["clock", "street", "town"]


class Street:
    """Makes what the modules behind the cockpit would have."""

    def __init__(self, town: Town, areas: dict[str, Area]) -> None:
        self.town = town
        self.areas = areas

    @property
    def now(self) -> datetime:
        return self.town.clock.now

    def place(self, code: str) -> dict[str, Any]:
        area = self.areas[code]
        return {**IN_L01, "cells": area.path, "leaf_cells": [area.pk]}

    def device(self, code: str, kind: str = "camera", state: str = "online", area: str = "L01") -> Device:
        return Device.objects.create(
            code=code,
            kind=kind,
            name_zh=code,
            name_en=code,
            state=state,
            registered_at=self.now,
            **self.place(area),
        )

    def warning(self, state: str = "open", level: int = 2, area: str = "L01") -> Warning:
        return Warning.objects.create(
            id=uuid4(),
            scenario="goods-on-pavement",
            version=1,
            subject=f"shop:{uuid4()}",
            level=level,
            state=state,
            title_zh="店外经营",
            title_en="Goods on the pavement",
            place_zh="示范路 1 号",
            place_en="1 Model Road",
            opened_at=self.now,
            last_at=self.now,
            plan={"matter": "09005", "condition": 1, "send_to": ["segment duty"]},
            **self.place(area),
        )

    def get(self, who: str, path: str, status: int = 200) -> Any:
        answer = self.town.client_for(who).get(path)
        assert answer.status_code == status, answer.content.decode()
        return answer.json()


@pytest.fixture
def street(town: Town, territory: dict[str, Area]) -> Street:
    return Street(town, territory)
