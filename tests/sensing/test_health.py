"""How devices do: every reason is found by its figures, begins and ends, and counts what data/health.toml says."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.sensing.conftest import NOW, reading
from weige.kernel import log
from weige.kernel.access import SYSTEM
from weige.sensing import services
from weige.sensing.events import StoodStill
from weige.sensing.models import Ailment, Device, Examination
from weige.sensing.queries import health as reads
from weige.sensing.queries.rules import in_force
from weige.sensing.rules.health import (
    Facts,
    ailments,
    band,
    building_figure,
    device_figure,
    said,
    shift_of,
    weights,
)
from weige.sensing.services.health import examine
from weige.sensing.services.history import Told, import_history

TODAY = date(2026, 11, 20)
CALM = [1.0, 1.01, 0.99] * 56  # 7 days by the hour


def found(near=(), **facts):
    return ailments(Facts({}, "tilt", **facts), near, TODAY)


@pytest.mark.parametrize(
    ("told", "reasons"),
    [
        ({"battery": 80}, set()),
        ({"battery": 19}, {"battery_low"}),
        ({"battery": 9.9}, {"battery_empty"}),
        ({"battery": "full"}, set()),
        ({"battery": True}, set()),
        ({"selftest": "OK"}, set()),
        ({"selftest": "fail: gyro"}, {"selftest"}),
    ],
)
def test_what_a_device_says_of_itself(told, reasons):
    assert set(ailments(Facts(told), (), TODAY)) == reasons


def test_frozen_needs_a_day_of_equal_readings_and_a_kind_that_never_stands_still():
    assert set(found(day=(24, 5.2, 5.2))) == {"frozen"}
    assert not found(day=(23, 5.2, 5.2))
    assert not found(day=(200, 5.2, 5.21))
    assert not ailments(Facts({}, "level", day=(200, 0, 0)), (), TODAY)


def test_drift_is_measured_against_itself_and_against_its_neighbours():
    moved = [2.0] * 24
    assert shift_of(Facts({}, "tilt", hours=moved, before=CALM)).shift == pytest.approx(1.0)
    assert found(hours=moved, before=CALM)["drift"]["times"] > 6
    assert not found(hours=[1.3] * 24, before=CALM), "less than the least shift of its kind"
    noisy = [0.0, 4.0] * 84
    assert not found(hours=[4.0] * 24, before=noisy), "within its usual spread"
    assert not found((1.0, 0.9), hours=moved, before=CALM), "its neighbours moved with it"
    alone = found((0.0, 0.01), hours=moved, before=CALM)["drift"]
    assert alone["neighbours"] == 2
    assert "邻近" in said("drift", alone, "‰", "zh")
    assert not found(hours=[2.0] * 5, before=CALM), "five hours are no day"


@pytest.mark.parametrize(
    ("days", "reasons"),
    [(-1, {"calibration_over"}), (0, {"calibration_soon"}), (30, {"calibration_soon"}), (31, set())],
)
def test_a_calibration_ends(days, reasons):
    assert set(found(calibrated_until=TODAY + timedelta(days=days))) == reasons


def test_late_is_less_than_nine_in_ten():
    assert not found(spans=100, heard=90)
    assert found(spans=100, heard=89)["late"]["share"] == 89


def test_figures_are_the_sums_the_data_file_says():
    points = weights()["points"]
    figure, parts = device_figure(["battery_low", "drift"])
    assert figure == 100 - points["battery_low"] - points["drift"]
    assert [one.name for one in parts] == ["drift", "battery_low"]
    assert device_figure(list(points))[0] == 0
    assert building_figure([("tilt", 100), ("level", 60)], []) == round((3 * 100 + 60) / 4)
    assert (
        building_figure([("tilt", 100)], ["red", "blue"])
        == 100 - weights()["warnings"]["red"] - weights()["warnings"]["blue"]
    )
    assert building_figure([], ["red"]) is None
    assert [band(one) for one in (80, 79, 59, None)] == ["good", "fair", "poor", "unknown"]


def test_every_reason_has_points_and_words_in_both_languages():
    data = weights()
    assert set(data["points"]) == set(data["words"])
    for reason in data["points"]:
        told = [key for key in data["told"] if key.startswith(reason)]
        assert told, reason
        for key in told:
            assert set(data["told"][key]) == {"zh", "en"}


def past(town, value, hours=192, step=1800, device="QX-1", gap=()):
    """A history of one reading every half hour."""
    start = NOW - timedelta(hours=hours)
    count = hours * 3600 // step
    import_history(
        signals=[
            Told(f"{device}-{n}", "past", device, "tilt", start + timedelta(seconds=n * step), value(n))
            for n in range(count)
            if n not in gap
        ],
        now=NOW,
    )


def test_an_examination_writes_what_is_wrong_once_and_when_it_ended(town, rules):
    past(town, lambda n: 3.0)
    assert examine(now=NOW) == 1
    row = Ailment.objects.get(device=town.tilt)
    assert (row.reason, row.since, row.figures["value"]) == ("frozen", NOW, 3.0)
    assert examine(now=NOW + timedelta(minutes=5)) == 0, "not before its turn"
    assert examine(now=NOW + timedelta(minutes=11)) == 1
    assert Ailment.objects.get(device=town.tilt).since == NOW
    later = NOW + timedelta(hours=1)
    import_history(signals=[Told("x", "past", "QX-1", "tilt", later, 4.0)], now=later)
    examine(now=later)
    assert Ailment.objects.get(device=town.tilt).ended_at == later


def test_drift_between_neighbours_in_the_database(town, rules):
    for code in ("QX-2", "QX-3"):
        services.register_device(
            code=code, kind="tilt", name_zh=code, name_en=code, lon=town.tilt.lon, lat=town.tilt.lat,
            building=town.house, now=NOW,
        )  # fmt: skip
        past(town, lambda n: 1 + n % 3 / 100, device=code)
    past(town, lambda n: (1 if n < 336 else 3) + n % 3 / 100)
    examine(now=NOW)
    drift = Ailment.objects.get(reason="drift")
    assert (drift.device, drift.figures["neighbours"]) == (town.tilt, 2)
    assert Examination.objects.count() == 3


def test_the_share_on_time_counts_whole_spans_and_forgives_nothing_late(town, rules):
    past(town, lambda n: n / 10, hours=48)
    shown = reads.on_time([town.tilt], in_force().kinds, NOW)[town.tilt.pk]
    assert sum(day["spans"] for day in shown) == sum(day["heard"] for day in shown) == 95
    assert shown[0]["day"] == date(2026, 11, 18)
    assert not reads.on_time([Device(pk=1, kind="camera", events_only=True)], in_force().kinds, NOW)


def test_the_share_on_time_blames_nobody_for_our_own_standstill(town, rules):
    """Twelve hours in which nothing ran: neither counted nor missed."""
    past(town, lambda n: n / 10, hours=48, gap=range(57, 80))
    before = reads.on_time([town.tilt], in_force().kinds, NOW)[town.tilt.pk]
    still = StoodStill(seconds=43200.0, since=NOW - timedelta(hours=20))
    log.append(still, who=SYSTEM, now=NOW - timedelta(hours=8), subject="lane:0")
    after = reads.on_time([town.tilt], in_force().kinds, NOW)[town.tilt.pk]
    assert sum(day["heard"] for day in before) < sum(day["spans"] for day in before) == 95
    assert sum(day["heard"] for day in after) == sum(day["spans"] for day in after) in range(69, 72)


def test_a_reading_that_comes_a_day_late_is_not_on_time(town, rules, send):
    now = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    Device.objects.filter(pk=town.tilt.pk).update(registered_at=now - timedelta(hours=2))
    town.tilt.refresh_from_db()
    assert send(reading(0, 1.0), reading(90, 1.0), now=now)[0].status == "accepted"
    shown = reads.on_time([town.tilt], in_force().kinds, now)[town.tilt.pk]
    assert (shown[0]["spans"], shown[0]["heard"]) == (4, 1)


def test_an_examination_costs_the_same_for_one_and_for_many(town, rules, django_assert_max_num_queries):
    for n in range(5):
        services.register_device(
            code=f"N-{n}",
            kind="tilt",
            name_zh="n",
            name_en="n",
            lon=town.tilt.lon,
            lat=town.tilt.lat,
            now=NOW,
        )
        past(town, lambda n: n / 7, device=f"N-{n}", hours=24)
    with django_assert_max_num_queries(13):
        assert examine(now=NOW) == 5
