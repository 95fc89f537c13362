"""W4: a sensor that says nothing and a sensor that says always the same are told of; neither counts as health."""

from datetime import timedelta

import pytest

from tests.cases.town import wall
from tests.stories.corner import Corner
from weige.kernel import timesource
from weige.sensing.services.sweeping import sweep

pytestmark = pytest.mark.django_db(transaction=True)


def clock_looked_at(corner: Corner) -> None:
    """What the worker does twice a second: it looks for silence and at the rules' timers."""
    real = timesource.real_now()
    sweep(now=corner.clock.now, real_now=real)
    sweep(now=corner.clock.now, real_now=real + timedelta(seconds=1))
    corner.deliver()


def test_a_sensor_silent_for_an_hour(corner: Corner) -> None:
    # 09:00 The tilt sensor of 7 Yuanfang Lane speaks for the last time.
    corner.clock.at("2026-11-20 09:00")
    corner.house_leans(1.8, 1.9, every_minutes=10)
    clock_looked_at(corner)

    # 10:09 Not yet an hour.
    corner.clock.at("2026-11-20 10:09")
    clock_looked_at(corner)
    assert corner.warnings() == []

    # 10:10 An hour. It is told at its moment, however late somebody looks.
    corner.clock.at("2026-11-20 10:13")
    clock_looked_at(corner)
    (warning,) = corner.warnings()
    assert (warning["scenario"]["id"], warning["level"], warning["state"]) == (
        "silent-sensor",
        "blue",
        "open",
    )
    assert wall(warning["opened_at"]) == "2026-11-20 10:10"
    why = corner.warning("duty", warning)["explain"]
    assert why["arithmetic"][0]["zh"] == "最近一次信号 09:10，之后静默 1 小时，达到 1 小时"

    # The duty officer says that it is true: a case goes to public works, who keep the sensors.
    corner.judge("duty", warning, "confirm")
    (case,) = corner.cases("duty", open=True)
    assert (case["matter"]["code"], case["department"]["code"]) == ("L05103", "works")

    # 11:30 Its battery is changed; it speaks: the condition is over, the case goes on to its end.
    corner.clock.at("2026-11-20 11:30")
    corner.house_leans(1.9)
    assert corner.warning("duty", warning)["recovered_at"] is not None


def test_a_frozen_sensor(corner: Corner) -> None:
    # All day the sensor speaks every half hour, and always says the same.
    corner.clock.at("2026-11-20 06:00")
    corner.house_leans(*[1.84] * 24, every_minutes=30)
    clock_looked_at(corner)
    assert corner.warnings() == []

    # 18:00 Twelve hours without the least movement. It is not silent; it is not well either.
    corner.clock.on(minutes=30)
    corner.house_leans(1.84)
    (warning,) = corner.warnings()
    assert (warning["scenario"]["id"], warning["level"]) == ("frozen-sensor", "blue")
    assert wall(warning["opened_at"]) == "2026-11-20 18:00"
    assert "1.84‰" in warning["title_zh"]
    why = corner.warning("duty", warning)["explain"]
    assert why["arithmetic"][0]["en"] == "25 readings of 1.84‰, unchanged for 12 h, which reaches 12 h"

    # Tapped by the technician it moves again.
    corner.clock.on(minutes=30)
    corner.house_leans(1.91)
    assert corner.warnings(state="open") == []
