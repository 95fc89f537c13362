"""The MQTT way in, with a real nats-server: own topics only, commit before acknowledgement, kill -9, a lost
database.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

from tests.sensing.conftest import NOW, Town, detection, reading
from weige.config.processes import free_port
from weige.kernel.access import SYSTEM
from weige.sensing import broker, mqtt, services
from weige.sensing.models import Quarantined, Reading, Warning
from weige.sensing.services import receiving

pytestmark = pytest.mark.django_db(transaction=True)
AFTER = NOW.replace(hour=10)


@dataclass
class Running:
    """A broker on a free port with its folder."""

    port: int
    data: Path
    process: "subprocess.Popen[bytes]"

    @property
    def url(self) -> str:
        return f"mqtt://127.0.0.1:{self.port}"


@pytest.fixture
def running(town: Town, tmp_path: Path) -> Iterator[Running]:
    port = free_port()
    for device in (town.camera, town.tilt):
        services.issue_credential(device=device, now=NOW)
    path = broker.write_config(tmp_path, broker.Listening(port))
    process = subprocess.Popen([broker.program(), "-c", str(path), "-l", str(tmp_path / "nats.log")])
    wait(lambda: (tmp_path / "broker" / "nats.pid").exists() and listens(port))
    yield Running(port, tmp_path, process)
    process.terminate()
    process.wait(10)


def listens(port: int) -> bool:
    import socket

    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait(until: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


class Sensor:
    """A device's own connection."""

    def __init__(self, running: Running, user: str, password: str | None = None, name: str = "") -> None:
        self.heard: list[bytes] = []
        self.client = paho.Client(CallbackAPIVersion.VERSION2, client_id=name or user.replace("~", "-"))
        if password is None:
            password = {one.name: one.password for one in broker.users()}[user]
        self.client.username_pw_set(user, password)
        self.refused = threading.Event()
        self.client.on_connect = lambda _, __, ___, code, ____: (
            self.refused.set() if code.is_failure else None
        )
        self.client.on_message = lambda _, __, message: self.heard.append(message.payload)
        self.client.connect("127.0.0.1", running.port)
        self.client.loop_start()

    def send(self, topic: str, body: Any) -> None:
        payload = body if isinstance(body, bytes) else json.dumps(body)
        self.client.publish(topic, payload, qos=1).wait_for_publish(10)

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


@pytest.fixture
def taking(running: Running) -> Iterator[mqtt.MqttIntake]:
    """The intake in a thread of this process."""
    stop, intake = threading.Event(), mqtt.MqttIntake(running.url, lambda: AFTER)

    def work() -> None:
        try:
            intake.run(stop)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    assert intake.connected.wait(10)
    time.sleep(0.3)  # the broker has answered the subscription
    yield intake
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


def test_signals_become_warnings(rules: None, taking: mqtt.MqttIntake, running: Running) -> None:
    camera = Sensor(running, "CAM-1")
    for minute in range(5):
        camera.send("weige/CAM-1/detection", detection(minute))
    camera.send("weige/CAM-1/detection", [detection(4), detection(5), detection(6)])
    camera.send("weige/CAM-1/detection", b"not json")
    bare = {key: value for key, value in detection(7).items() if key not in {"device", "kind", "source"}}
    camera.send("weige/CAM-1/detection", bare)
    wait(lambda: Reading.objects.count() == 8 and Quarantined.objects.exists())
    camera.close()
    assert Warning.objects.get().count == 8
    assert Quarantined.objects.get().reason == "signal_unreadable"


def test_a_device_can_publish_only_its_own_and_hear_nothing(
    rules: None, taking: mqtt.MqttIntake, running: Running
) -> None:
    camera, tilt = Sensor(running, "CAM-1"), Sensor(running, "QX-1")
    camera.client.subscribe("weige/#", qos=0)
    time.sleep(0.3)
    camera.send("weige/QX-1/tilt", reading(0, 6.9))
    camera.send("weige/CAM-1/tilt", reading(1, 6.9))
    tilt.send("weige/QX-1/tilt", reading(2, 1.0))
    wait(lambda: Reading.objects.exists() and Quarantined.objects.exists())
    time.sleep(0.5)
    assert [row.value for row in Reading.objects.all()] == [1.0]
    assert Quarantined.objects.get().reason == "signal_not_your_device"
    assert camera.heard == []
    camera.close()
    tilt.close()


def test_a_wrong_password_and_a_revoked_secret_are_refused(rules: None, running: Running, town: Town) -> None:
    stranger = Sensor(running, "CAM-1", "guess")
    assert stranger.refused.wait(5)
    stranger.close()
    camera = Sensor(running, "CAM-1")
    wait(camera.client.is_connected)
    assert not broker.renew(running.data), "nothing changed"
    services.revoke_credential(credential=town.camera.credentials.get(), who=SYSTEM, now=NOW)
    assert broker.renew(running.data)
    wait(lambda: not camera.client.is_connected())
    camera.close()
    services.issue_credential(device=town.camera, now=NOW)
    assert broker.renew(running.data)
    time.sleep(0.5)
    second = Sensor(running, "CAM-1~2")
    wait(second.client.is_connected)
    second.close()


def test_the_configuration_is_the_owners_alone(running: Running) -> None:
    assert (running.data / "broker" / "nats.conf").stat().st_mode & 0o777 == 0o600
    assert (running.data / "broker").stat().st_mode & 0o777 == 0o700
    assert "127.0.0.1" in broker.broker_config(running.data, broker.Listening(1), [])


def test_a_lost_database_is_waited_for(
    rules: None, running: Running, taking: mqtt.MqttIntake, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def away(**fields: Any) -> Any:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("gone")
        return services.receive(**fields)

    monkeypatch.setattr(mqtt, "receive", away)
    tilt = Sensor(running, "QX-1")
    tilt.send("weige/QX-1/tilt", reading(0, 1.0))
    wait(lambda: Reading.objects.count() == 1)
    tilt.close()
    assert len(tries) == 3


def test_one_poisonous_message_does_not_stop_the_others(
    rules: None, running: Running, taking: mqtt.MqttIntake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fragile(**fields: Any) -> Any:
        if any(isinstance(one.raw, dict) and one.raw.get("value") == 6.66 for one in fields["incoming"]):
            raise ArithmeticError("poison")
        return services.intake(**fields)

    monkeypatch.setattr(receiving, "intake", fragile)
    tilt = Sensor(running, "QX-1")
    for minute, value in enumerate((1.0, 6.66, 2.0)):
        tilt.client.publish("weige/QX-1/tilt", json.dumps(reading(minute, value)), qos=1)
    wait(lambda: Reading.objects.count() == 2 and Quarantined.objects.exists())
    tilt.close()
    row = Quarantined.objects.get()
    assert (row.reason, row.device_code, row.transport) == ("signal_internal", "QX-1", "mqtt")
    assert json.loads(bytes(row.raw))["value"] == 6.66, "the whole message is kept"


def intake_process(running: Running) -> "subprocess.Popen[bytes]":
    """The intake as its own process on the test database."""
    info = connection.get_connection_params()
    host = info.get("host", "")
    url = f"postgresql://{info['user']}:{info.get('password') or ''}@/{info['dbname']}?host={host}"
    url += f"&port={info['port']}" if info.get("port") else ""
    start = AFTER.timestamp()
    return subprocess.Popen(
        [sys.executable, "-m", "django", "intake"],
        env=os.environ
        | {
            "DATABASE_URL": url,
            "WEIGE_MQTT_URL": running.url,
            "WEIGE_CLOCK": f"{time.time()}:{start}:1",
            "DJANGO_SETTINGS_MODULE": "weige.config.settings",
            "PYTHONPATH": str(settings.PACKAGE.parent),
        },
    )


def subscribed(tilt: Sensor) -> bool:
    """Whether a message sent now arrives: the intake has subscribed."""
    tilt.send("weige/QX-1/tilt", reading(-5, 1.0, id=f"probe-{time.monotonic()}"))
    time.sleep(0.3)
    return bool(Reading.objects.exists())


@pytest.mark.slow
def test_killed_again_and_again_nothing_is_lost_and_nothing_doubled(rules: None, running: Running) -> None:
    """The intake is killed six times while 3,000 signals come in; the sessions of broker and database
    survive it.
    """
    processes = [intake_process(running)]
    tilt, count = Sensor(running, "QX-1"), 3000

    def publish() -> None:
        for number in range(count):
            body = json.dumps(reading(number / 50, 4.0 + number / count))
            info = tilt.client.publish("weige/QX-1/tilt", body, qos=1)
            if number % 20 == 0:
                info.wait_for_publish(30)
                time.sleep(0.05)

    try:
        # The first subscription makes the lasting session; until then nobody keeps anything.
        wait(lambda: subscribed(tilt), seconds=30)
        sender = threading.Thread(target=publish)
        sender.start()
        for round_ in range(6):
            time.sleep(1.3 + round_ * 0.37 % 0.5)
            processes[-1].send_signal(signal.SIGKILL)
            processes[-1].wait()
            processes.append(intake_process(running))
        sender.join()
        wait(lambda: Reading.objects.filter(value__gte=4.0).count() >= count, seconds=90)
        # A broker may give back what was on its way in any order, and what comes too late is kept, not judged (the
        # policy): a quarter of an hour in order must find the one warning, opened before or now.
        for minute in range(61, 76):
            tilt.send("weige/QX-1/tilt", reading(minute, 6.0))
        wait(lambda: Reading.objects.filter(value=6.0).count() == 15, seconds=30)
        time.sleep(1)
        processes[-1].terminate()
        assert processes[-1].wait(10) == 0
    finally:
        for process in processes:
            process.kill()
            process.wait()
        tilt.close()
    found = Reading.objects.filter(value__gte=4.0)
    assert found.count() == count + 15
    assert Warning.objects.count() == 1
