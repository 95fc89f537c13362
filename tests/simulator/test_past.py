"""The street's past: the same seed tells the same, in order of time, with what was really there."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from weige.simulator.past import Past, lines

START = datetime.fromisoformat("2026-11-14T12:00:00+08:00")


DOOR = {"code": "MC-0", "kind": "door", "zones": []}


def devices() -> list[dict[str, Any]]:
    """Two cameras over eight shops with a strip each, and four houses."""
    found: list[dict[str, Any]] = []
    for camera in range(2):
        ring = [[121.48, 31.23], [121.49, 31.23], [121.49, 31.24], [121.48, 31.23]]
        zones: list[dict[str, Any]] = [{"id": f"NP{camera}", "kind": "no_parking", "polygon": ring}]
        zones += [{"id": f"F{n}", "kind": "frontage", "shop": f"S-{camera}{n}"} for n in range(4)]
        found.append({"code": f"CAM-{camera}", "kind": "camera", "zones": zones})
    return found + [{"code": f"QX-{n}", "kind": "tilt", "zones": []} for n in range(8)] + [DOOR]


def told(seed: int = 1) -> list[dict[str, Any]]:
    return list(lines(Past(devices(), START, START + timedelta(days=7), seed)))


def test_the_same_seed_tells_the_same_and_another_something_else() -> None:
    assert told() == told()
    assert told() != told(2)


def test_it_is_told_in_order_with_ids_of_its_own() -> None:
    found = told()
    times = [one["time"] for one in found]
    assert times == sorted(times)
    assert datetime.fromisoformat(times[0]) >= START
    assert datetime.fromisoformat(times[-1]) < START + timedelta(days=7)
    ids = [one["id"] for one in found if one["kind"] != "truth"]
    assert len(set(ids)) == len(ids)


def test_something_happened_and_the_street_knows_what() -> None:
    found = told()
    kinds = Counter(one["kind"] for one in found)
    assert kinds["tilt"] > 3000
    assert kinds["heartbeat"] > 3000
    assert kinds["detection"] > 500
    truths = [one for one in found if one["kind"] == "truth"]
    assert {one["real"] for one in truths} == {True, False}
    assert {one["reason"] for one in truths} <= {"", "passing", "weather_light"}


def test_some_houses_lean_settle_or_stand_in_the_sun() -> None:
    most: dict[str, float] = {}
    for one in told():
        if one["kind"] == "tilt":
            most[one["device"]] = max(most.get(one["device"], 0.0), one["value"])
    high = sorted(most.values())
    assert high[0] < 2.2, "most houses stand still"
    assert sum(value > 4.2 for value in high) >= 3


def test_a_door_says_something_every_day() -> None:
    """The demonstration's doors were called late for the days before it, of which nothing was told."""
    said = [one for one in told() if one["device"] == "MC-0"]
    assert {one["kind"] for one in said} == {"door"}
    assert len({one["time"][:10] for one in said}) == 8, "seven days from noon to noon touch eight"
    assert {one["data"]["open"] for one in said} == {True, False}
