"""Three brokers and two lane workers; each role is killed (-9) in turn, and a digest proves nothing lost or doubled."""

import hashlib
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.db import connection

from tests.cast import Member
from tests.sensing.conftest import WORDS, Send, Town, inside
from tests.sensing.rulekit import tilt
from tests.sensing.scaled import City, wait_until
from weige.kernel import timesource
from weige.sensing import services
from weige.sensing.queries import keeping, lanes
from weige.sensing.services.lanes import set_lanes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

DEVICES, BATCHES, LANES = 24, 72, 4
SPEAK = (30, 45, 62)  # when a device speaks for itself: a broker is away; all are there; no intake reads
SHUT = 62  # … and with it its door for MQTT 5 is away
STEP = timedelta(minutes=5)
LIMIT = {"value": 7.0, "unit": "‰", "signed_by_zh": "李工", "signed_by_en": "Li", "signed_on": "2026-05-12"}


@pytest.fixture
def city(town: Town, tmp_path: Path) -> Iterator[City]:
    services.issue_credential(device=town.tilt, now=timesource.now())
    found = City(tmp_path)
    yield found
    found.end()
    with connection.cursor() as cursor:
        for day in keeping.days_there():
            cursor.execute(f"DROP TABLE {keeping.partition(day)}")


def register(prefix: str) -> list[str]:
    """Tilt sensors, each a place of its own."""
    codes = [f"{prefix}{number}" for number in range(DEVICES)]
    for code in codes:
        lon, lat = inside(0.5)
        services.register_device(
            code=code, kind="tilt", name_zh=code, name_en=code, lon=lon, lat=lat, now=timesource.now(),
            limits={"tilt": LIMIT},
        )  # fmt: skip
    return codes


def story() -> list[list[float]]:
    """BATCHES × DEVICES values: stretches of calm and of too much, of different lengths."""
    rng = random.Random(9)
    columns = []
    for _ in range(DEVICES):
        column: list[float] = []
        while len(column) < BATCHES:
            column += [rng.choice([1.0, 5.0, 6.5, 9.0])] * rng.randint(3, 14)
        columns.append(column[:BATCHES])
    return [[column[number] for column in columns] for number in range(BATCHES)]


def batches(codes: list[str]) -> list[list[dict[str, Any]]]:
    start = timesource.now() - STEP * (BATCHES + 2)
    return [
        [
            {
                "id": f"{number}", "source": "test", "device": code, "kind": "tilt",
                "time": (start + STEP * number).isoformat(), "value": value,
            }
            for code, value in zip(codes, values, strict=True)
        ]
        for number, values in enumerate(story())
    ]  # fmt: skip


def digest(rows: Any) -> str:
    return hashlib.sha256("\n".join(map(str, sorted(rows))).encode()).hexdigest()


def stored(prefix: str) -> list[tuple[Any, ...]]:
    """(number of the device, id, value) of every row there is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT substr(d.code, 2), r.signal_id, r.value FROM sensing_reading r"
            " JOIN sensing_device d ON d.id = r.device_id WHERE d.code ~ %s",
            [f"^{prefix}[0-9]"],
        )
        return cursor.fetchall()


def decided(prefix: str, start: str) -> list[tuple[Any, ...]]:
    """(number of the device, what happened, level, seconds since the start) of every event about a warning.

    The moment is the change's own, not when it was written down: that is the processes' haste, no decision.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT substr(w.subject, 9), e.kind, e.payload->>'level',"
            " extract(epoch FROM (e.payload->>'at')::timestamptz - %s)"
            " FROM kernel_event e JOIN sensing_warning w ON e.subject = 'warning:' || w.id"
            " WHERE w.subject ~ %s AND e.kind LIKE 'sensing.warning%%'",
            [start, f"^device:{prefix}[0-9]"],
        )
        return cursor.fetchall()


def begin(city: City) -> None:
    """Everything runs and the two workers have shared the lanes."""
    city.start_roles()
    wait_until(lambda: {row["worker"] for row in lanes.listed()} - {""} != set(), 60)
    wait_until(lambda: len(lanes.alive()) == 2 and all(row["worker"] for row in lanes.listed()), 60)
    wait_until(lambda: len({row["worker"] for row in lanes.listed()}) == 2, 60, city.processes["lane-b"].said)


def tell(city: City, told: list[list[dict[str, Any]]], token: str) -> int:
    """Everything is said while one role after another is killed and comes back; how often it had to be sent again."""
    kills: dict[int, Callable[[], None]] = {
        8: lambda: city.kill("lane-a"),
        20: lambda: city.start("lane-a"),
        24: city.kill_leader,
        36: lambda: city.start(city.killed),
        40: lambda: city.kill("web"),
        50: lambda: city.kill("intake"),
        52: lambda: city.kill("lane-b"),
        60: lambda: city.start("lane-b"),
        64: lambda: city.start("intake"),
    }
    sent_again = 0
    for number, batch in enumerate(told):
        kills.get(number, lambda: None)()
        if number == 40:
            city.start("web")
        if number in SPEAK:
            speak(city, number)
        sent_again += city.send(batch, token)
    return sent_again


def test_every_role_is_killed_and_nothing_is_lost_or_doubled(
    town: Town, cast: dict[str, Member], city: City, send: Send
) -> None:
    spec = tilt(**WORDS, confirm={"mode": "human"})
    services.install_rule(spec=msgspec.to_builtins(spec), kinds={}, now=timesource.now())
    codes, token = register("K"), cast["gateway"].token
    set_lanes(count=LANES)
    begin(city)
    told = batches(codes)
    sent_again = tell(city, told, token)
    assert sent_again > 0, "nobody was in anybody's way"

    wanted = digest(
        (code[1:], one["id"], one["value"]) for batch in told for code, one in zip(codes, batch, strict=True)
    )
    wait_until(lambda: len(stored("K")) >= DEVICES * BATCHES, 60, city.processes["lane-b"].said)
    wait_until(lambda: len(said()) >= 5, 60, city.processes["intake"].said)
    city.end()
    assert digest(stored("K")) == wanted
    assert said() == ["five-30", "five-45", "nats-30", "nats-45", "nats-62"]

    mirror(codes, told, send)
    expected = decided("R", told[0][0]["time"])
    assert len(expected) > DEVICES
    assert sorted(decided("K", told[0][0]["time"])) == sorted(expected)


def speak(city: City, number: int) -> None:
    """QX-1 by each door that is open."""
    city.tell_nats("QX-1", spoken("nats", number))
    if number != SHUT:
        city.tell_five("QX-1", spoken("five", number))


def spoken(door: str, number: int) -> dict[str, Any]:
    """A signal of QX-1 that names the door it goes in by."""
    return {"id": f"{door}-{number}", "source": "doors", "time": timesource.now().isoformat(), "value": 1.0}


def said() -> list[str]:
    """What came in by the doors for devices."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT signal_id FROM sensing_reading WHERE source = 'doors' ORDER BY signal_id")
        return [row[0] for row in cursor.fetchall()]


def mirror(codes: list[str], told: list[list[dict[str, Any]]], send: Send) -> None:
    """The same story told to other sensors, here and without an interruption."""
    register("R")
    for batch in told:
        answers = send(*({**one, "device": "R" + one["device"][1:]} for one in batch), now=timesource.now())
        assert {answer.status for answer in answers} == {"accepted"}
