"""The simulated street: the same seed gives the same day, and no refusal ends anybody's day."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.simulator.world import MORNING, PaperBroker, PaperServer, paper, street_at
from weige.simulator import camera
from weige.simulator.actors import cars, shops
from weige.simulator.run import FIRST_GOODS_S, LEANING_AFTER_S, populate
from weige.simulator.street import Street, Trouble, metres


@pytest.fixture(autouse=True)
def _quick_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hours of a street are hundreds of pictures; what they look like is tested elsewhere."""
    monkeypatch.setattr(camera, "take", lambda scene, **given: scene.encode())


def live(server: PaperServer, hours: float, seed: int = 1) -> tuple[Street, PaperBroker]:
    """So many hours of the street, from eight in the morning."""

    async def day() -> tuple[Street, PaperBroker]:
        street = await street_at(server, seed)
        broker = PaperBroker({one["code"]: "secret" for one in street.devices})
        populate(street, broker)  # type: ignore[arg-type]
        await server.clock.run_until(MORNING + timedelta(hours=hours))
        going_on = list(street.tasks.values())
        street.alive = len(going_on)  # type: ignore[attr-defined]
        for task in going_on:
            task.cancel()
        await asyncio.gather(*going_on, return_exceptions=True)
        return street, broker

    return asyncio.run(day())


def told(server: PaperServer) -> list[tuple[Any, ...]]:
    """What cameras sent, without ids and pictures."""
    return [
        (one["time"], one["device"], one["kind"], one["data"].get("label"), one["data"].get("confidence"))
        for one in server.signals
    ]


def test_the_same_seed_gives_the_same_day() -> None:
    first, second, other = paper(), paper(), paper()
    _, mqtt1 = live(first, 9)
    _, mqtt2 = live(second, 9)
    live(other, 1, seed=2)
    assert told(first) == told(second)
    assert first.reports == second.reports
    assert [(device, kind, one["value"]) for device, kind, one in mqtt1.sent] == [
        (device, kind, one["value"]) for device, kind, one in mqtt2.sent
    ]
    assert told(first) != told(other)
    assert {one[3] for one in told(first)} >= {None, "goods", "vehicle"}
    assert first.reports, "residents and patrols report something in a day"


def test_no_two_signals_have_the_same_id() -> None:
    server = paper()
    _, broker = live(server, 6)
    ids = [one["id"] for one in server.signals] + [one["id"] for _, _, one in broker.sent]
    assert len(ids) == len(set(ids)) > 200


def test_the_opening_story_begins_at_once() -> None:
    server = paper()
    live(server, 0.2)
    goods = [one for one in server.signals if one["data"].get("label") == "goods"]
    assert (
        goods[0]["time"]
        == (MORNING + timedelta(seconds=FIRST_GOODS_S)).astimezone(server.clock.now().tzinfo).isoformat()
    )
    assert "pictures" in goods[0]["data"]
    pictured = [one["data"] for one in server.signals if "pictures" in one["data"]]
    assert all(one["model"] and one["model_version"] for one in pictured), "a picture says what recognised it"


def test_one_house_leans_and_the_others_stand() -> None:
    server = paper()
    _, broker = live(server, 2)
    late = (MORNING + timedelta(seconds=LEANING_AFTER_S, minutes=40)).isoformat()
    tilt = {
        device: one["value"] for device, kind, one in broker.sent if kind == "tilt" and one["time"] > late
    }
    assert sorted(value > 5.6 for value in tilt.values()) == [False, True]


def test_cameras_are_heard_even_when_they_see_nothing() -> None:
    server = paper()
    live(server, 1)
    beats = [one for one in server.signals if one["kind"] == "heartbeat"]
    assert {one["device"] for one in beats} == {"CAM-1", "CAM-2"}
    assert len(beats) > 50


@pytest.mark.parametrize(
    "refusal",
    [
        httpx.Response(409, json={"code": "case_changed"}),
        httpx.Response(404, json={"code": "not_found"}),
        httpx.Response(422, json={"code": "invalid"}),
    ],
    ids=["409", "404", "422"],
)
def test_a_refused_step_ends_nobody(refusal: httpx.Response) -> None:
    """For an hour the server refuses everything; then everybody goes on."""
    quiet = paper()
    expected, _ = live(quiet, 0)
    server = paper()
    server.refuse = lambda request: (
        refusal if server.clock.at < MORNING + timedelta(hours=1) and _work(request) else None
    )
    street, _ = live(server, 10)
    assert street.alive >= expected.alive  # type: ignore[attr-defined]
    assert server.reports
    assert any(one["data"].get("label") == "goods" for one in server.signals)
    asked = server.asked[len(server.asked) // 2 :]
    for desk in ("/api/warnings", "/api/cases"):
        assert f"GET {desk}" in asked


def _work(request: httpx.Request) -> bool:
    """Not the sign-in and not the reading of the street at the start."""
    begin = ("/api/auth", "/healthz", "/api/shops", "/api/devices", "/api/posts")
    return not request.url.path.startswith(begin)


def test_a_trouble_ends_when_somebody_ends_it() -> None:
    async def story() -> tuple[list[dict[str, Any]], bool]:
        server = paper()
        street = await street_at(server)
        street.start(shops.goods_out(street, street.shops[0], "CAM-1", None))
        await server.clock.run_until(MORNING + timedelta(minutes=9.5))
        trouble = street.nearest(street.shops[0]["lon"], street.shops[0]["lat"])
        assert trouble is not None
        street.end(trouble)
        await server.clock.run_until(MORNING + timedelta(minutes=30))
        return server.signals, bool(street.tasks)

    signals, going_on = asyncio.run(story())
    assert len(signals) == 10
    assert not going_on


def test_one_thing_is_done_once_at_a_time() -> None:
    async def story() -> list[int]:
        server, done = paper(), []

        async def work(number: int) -> None:
            await server.clock.sleep(60)
            done.append(number)

        street = await street_at(server)
        for number in range(3):
            street.once("desk:1", work(number))
        await server.clock.run_until(MORNING + timedelta(minutes=2))
        street.once("desk:1", work(9))
        await server.clock.run_until(MORNING + timedelta(minutes=4))
        return done

    assert asyncio.run(story()) == [0, 9]


def test_what_is_near_is_what_is_really_there() -> None:
    async def story() -> None:
        street = await street_at(paper())
        car = street.begin(Trouble("car", 121.4815, 31.2305, {"zone": "p1"}, "car", "frontage"))
        assert street.nearest(121.4816, 31.2305) is car
        assert street.nearest(121.4816, 31.2305, kind="goods") is None
        assert street.nearest(121.4900, 31.2305) is None

    asyncio.run(story())
    assert metres(121.48, 31.23, 121.49, 31.23) == pytest.approx(955, abs=5)


def test_only_no_parking_zones_are_parked_in() -> None:
    async def zones() -> list[str]:
        street = await street_at(paper())
        return [zone["id"] for device in street.devices for zone in cars.no_parking(device)]

    assert asyncio.run(zones()) == ["p1"]
