"""A storm: two thousand alarms in one minute become a handful of groups and one duty call."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases.town import LOCAL, body
from tests.sensing.rulekit import tilt
from tests.stories.corner import Corner
from weige.people.models import Shift
from weige.sensing.models import Device, Held
from weige.sensing.services import climb, install_rule
from weige.territory.models import Area

pytestmark = pytest.mark.django_db(transaction=True)
ALARMS = 2000
SEGMENTS = ("L01", "L02", "L03")
WORDS = {"zh": "{place} 水浸", "en": "Water at {place}"}


@pytest.fixture
def sensors(corner: Corner) -> list[str]:
    """Two thousand water sensors in three segments, a rule that warns red at the first wet one, the roster."""
    areas = {code: Area.objects.get(code=code) for code in SEGMENTS}
    model = Device.objects.get(code="QX-1")
    rows = []
    for number in range(ALARMS):
        area = areas[SEGMENTS[number % 3]]
        one = Device(
            code=f"W-{number}",
            kind="tilt",
            name_zh=f"水浸 {number}",
            name_en=f"Water {number}",
            lon=model.lon + number % 50 * 0.001,
            lat=model.lat + number // 50 * 0.001,
            cells=area.path,
            leaf_cells=[area.pk],
            registered_at=corner.clock.now,
            limits=model.limits,
        )
        rows.append(one)
    Device.objects.bulk_create(rows)
    spec = tilt(
        scenario="water", title=WORDS, one_per="device", levels=[{"level": "red", "for_s": 0}], for_s=0,
        confirm={"mode": "human"},
    )  # fmt: skip
    install_rule(spec=msgspec.to_builtins(spec), kinds={}, now=corner.clock.now)
    cast = corner.cast
    Shift.objects.all().delete()
    for name, code in [("duty", "310101999"), ("worker01", "L01"), ("worker02", "L02"), ("worker03", "L03")]:
        start, end = corner.clock.now - timedelta(hours=1), corner.clock.now + timedelta(hours=9)
        Shift.objects.create(post=cast[name].post, area=Area.objects.get(code=code), start=start, end=end)
    return [one.code for one in rows]


def rain(corner: Corner, codes: list[str]) -> None:
    """Every sensor says at this moment that it is wet; one batch over HTTP."""
    at = corner.clock.now.astimezone(LOCAL).isoformat()
    batch = [
        {"id": f"r-{code}", "source": "rain", "device": code, "kind": "tilt", "time": at, "value": 9.0}
        for code in codes
    ]
    answer = body(corner.town.client_for("gateway").post("/api/signals", json=batch))
    assert answer["accepted"] == len(codes)


def test_two_thousand_alarms_in_a_minute(corner: Corner, sensors: list[str]) -> None:
    # 15:22 The sewer gives way: four batches within one minute, two thousand red warnings.
    told: list[Any] = []
    for quarter in range(4):
        rain(corner, sensors[quarter * 500 : quarter * 500 + 500])
        with CaptureQueriesContext(
            connection,
        ) as seen:
            corner.deliver()
        told += [
            one for one in seen.captured_queries if one["sql"].startswith('INSERT INTO "messaging_notice"')
        ]
        corner.clock.on(seconds=15)

    # Every warning is there …
    groups = body(corner.town.client_for("duty").get("/api/warning-groups"))["items"]
    assert sum(group["count"] for group in groups) == ALARMS
    # … in a handful of groups, told in a handful of statements,
    assert len(groups) <= 7
    assert len(told) <= 4
    # each once, to the duty officer and to the worker of the segment; nobody else hears of his own street's neighbour.
    rung = {(one["channel"]) for one in calls(corner, groups)}
    assert rung == {"in_app", "phone"}
    assert len(corner.notices("duty")) == len(groups)
    assert 1 <= len([text for text in corner.notices("worker01") if "预警" in text]) <= len(groups)
    # The duty officer's telephone rings once.
    phone = [one for one in calls(corner, groups) if one["channel"] == "phone"]
    assert len(phone) == 1
    # All others say why nobody was told of them by name.
    carried = ALARMS - Held.objects.filter(what="notice", why="group").count()
    assert carried <= 4 * len(groups)
    one = corner.warnings(state="open")[7]
    card = corner.warning("duty", one)
    assert card["group"]["count"] > 1

    # 15:24 She has seen it, group by group; nobody is called at 15:27 or later.
    for group in groups:
        lead = {"id": group["lead"]}
        corner.judge("duty", lead, "acknowledge")
    corner.clock.on(minutes=20)
    assert climb(now=corner.clock.now) <= len(groups)  # only how many more came
    assert len([one for one in calls(corner, groups) if one["channel"] == "phone"]) == 1
    assert corner.warning("duty", one)["phase"] == "acknowledged"


def calls(corner: Corner, groups: list[Any]) -> list[Any]:
    """What the duty officer's post was told, by which channel, as the cards of the leads say."""
    found = []
    for group in groups:
        card = corner.warning("duty", {"id": group["lead"]})
        post = corner.cast["duty"].post
        assert post
        found += [by for one in card["explain"]["told"] if one["zh"] == post.name_zh for by in one["by"]]
    return found
