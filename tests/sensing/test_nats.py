"""Signals over NATS with a real nats-server: packed arrays, own subjects only, nothing lost while nobody reads."""

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nats
import pytest
from django.db import OperationalError, connection

from tests.sensing.conftest import NOW, Town, reading
from tests.sensing.test_mqtt import AFTER, Running, listens, wait
from weige.config.processes import free_port
from weige.sensing import broker, natsin, services
from weige.sensing.models import Quarantined, Reading

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def running(town: Town, tmp_path: Path) -> Iterator[Running]:
    """Our broker with a port for NATS clients (Running.port)."""
    import subprocess

    port, clients = free_port(), free_port()
    for device in (town.camera, town.tilt):
        services.issue_credential(device=device, now=NOW)
    path = broker.write_config(tmp_path, broker.Listening(port, nats=clients))
    process = subprocess.Popen([broker.program(), "-c", str(path), "-l", str(tmp_path / "nats.log")])
    wait(lambda: listens(clients))
    yield Running(clients, tmp_path, process)
    process.terminate()
    process.wait(10)


@pytest.fixture
def taking(running: Running) -> Iterator[natsin.NatsIntake]:
    stop, intake = threading.Event(), natsin.NatsIntake(f"nats://127.0.0.1:{running.port}", lambda: AFTER)

    def work() -> None:
        try:
            intake.run(stop)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    assert intake.ready.wait(15)
    yield intake
    stop.set()
    thread.join(15)
    assert not thread.is_alive()


def publish(running: Running, user: str, *messages: tuple[str, bytes], acked: bool = True) -> list[str]:
    """Publishes as a device; the names of the errors the server answered."""
    password = {one.name: one.password for one in broker.users()}[user]
    errors: list[str] = []

    async def work() -> None:
        async def failed(error: Exception) -> None:
            errors.append(str(error))

        client = await nats.connect(
            f"nats://127.0.0.1:{running.port}",
            user=user, password=password, inbox_prefix=f"_INBOX.{user}", error_cb=failed, allow_reconnect=False,
        )  # fmt: skip
        for subject, body in messages:
            if acked:
                await client.jetstream().publish(subject, body, timeout=5)
            else:
                await client.publish(subject, body)
        await client.flush()
        # The server may answer a flush before its refusal: where one is expected, it is waited for.
        for _ in range(0 if acked else 100):
            if errors:
                break
            await asyncio.sleep(0.05)
        await client.close()

    asyncio.run(work())
    return errors


def body(*raws: Any) -> bytes:
    return json.dumps(list(raws) if len(raws) > 1 else raws[0]).encode()


def test_signals_and_packed_arrays_are_taken(
    rules: None, running: Running, taking: natsin.NatsIntake
) -> None:
    packed = [reading(minute, 1.0) for minute in range(100)]
    publish(
        running, "QX-1",
        ("weige.signals.QX-1.tilt", body(*packed)),
        ("weige.signals.QX-1.tilt", body(reading(100, 1.5))),
        ("weige.signals.QX-1.tilt", b"not json"),
        ("weige.signals.QX-1.tilt", body(reading(1, 1.0, device="CAM-1"))),
        ("weige.signals.QX-1.tilt", body(reading(100, 1.5))),
    )  # fmt: skip
    wait(lambda: taking.taken == 5)
    assert Reading.objects.count() == 101
    assert {one.reason for one in Quarantined.objects.all()} == {
        "signal_unreadable",
        "signal_not_your_device",
    }
    assert {one.transport for one in Quarantined.objects.all()} == {"nats"}


def test_a_device_publishes_its_own_subjects_only(
    rules: None, running: Running, taking: natsin.NatsIntake
) -> None:
    errors = publish(running, "CAM-1", ("weige.signals.QX-1.tilt", body(reading(0, 6.9))), acked=False)
    assert any("permissions violation" in one.lower() for one in errors), errors
    publish(running, "QX-1", ("weige.signals.QX-1.tilt", body(reading(1, 1.0))))
    wait(Reading.objects.exists)
    assert [one.value for one in Reading.objects.all()] == [1.0]


def test_what_is_published_while_nobody_reads_is_read_later(rules: None, running: Running) -> None:
    stop, intake = threading.Event(), natsin.NatsIntake(f"nats://127.0.0.1:{running.port}", lambda: AFTER)
    asyncio.run(once(intake))
    publish(running, "QX-1", *[("weige.signals.QX-1.tilt", body(reading(n, 1.0))) for n in range(20)])
    assert not Reading.objects.exists()

    def work() -> None:
        intake.run(stop)
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    wait(lambda: Reading.objects.count() == 20)
    stop.set()
    thread.join(15)
    assert intake.taken == 20


async def once(intake: natsin.NatsIntake) -> None:
    """Makes stream and consumer, and reads nothing."""
    stopped = threading.Event()
    stopped.set()
    client = await intake._connect()
    await intake._read(client, stopped)
    await client.close()


def test_a_lost_database_is_waited_for(
    rules: None, running: Running, taking: natsin.NatsIntake, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def away(**fields: Any) -> Any:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("gone")
        return services.receive(**fields)

    monkeypatch.setattr(natsin, "receive", away)
    publish(running, "QX-1", ("weige.signals.QX-1.tilt", body(reading(0, 1.0))))
    wait(lambda: Reading.objects.count() == 1)
    assert len(tries) == 3
