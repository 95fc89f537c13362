"""What the demonstration prepares of joint action can be prepared, and looks as said."""

import pytest

from tests.cases.town import IN_L01
from tests.joint.world import World
from weige.demo.joint import load_calls, load_joint
from weige.joint.models import CallIn
from weige.registry.models import Shop
from weige.territory.queries import locate

pytestmark = pytest.mark.django_db


def test_a_running_kitchen_a_call_being_answered_a_meeting_on_tuesday(world: World) -> None:
    cells = locate(**IN_L01, on=world.clock.now.date())
    where = IN_L01 | {"cells": cells.cells, "leaf_cells": cells.leaf_cells}
    names = {"name_zh": "花语", "name_en": "Hua Yu", "trade": "flowers"}
    Shop.objects.bulk_create(
        Shop(code=f"S-{n:02}", address=f"示范路 {n} 号", **names, **where) for n in range(45)
    )
    assert load_calls(now=world.clock.now, seed=1, days=75) > 20
    assert load_joint(now=world.clock.now) == CallIn.objects.count() > 20
    live = world.get("duty", "calls", live=True)["items"]
    assert {unit["state"] for call in live for unit in call["units"]} == {"waiting", "coming"}
    regular = [one for one in world.get("duty", "meetings")["items"] if one["kind"] == "regular"]
    assert [one["starts_at"] for one in regular] == ["2026-11-24T06:00:00Z"]
    line = world.get("duty", "times", measure="answer")["all"]
    assert line["n"] > 20
    assert "演示数据" in line["baseline"]["source"]
