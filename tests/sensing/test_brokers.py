"""Foreign topics over real brokers: a gateway under its own name on ours; Frigate, models and MQTT 5 on another's."""

# ruff: noqa: F811 - pytest fixtures are named by their parameters
import json
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from tests.sensing.conftest import Town, inside, reading
from tests.sensing.sources.test_standards import OBSERVATION
from tests.sensing.test_mqtt import AFTER, Running, Sensor, listens, running, taking, wait  # noqa: F401 - fixtures
from tests.sensing.test_sources import EPOCH, event
from weige.config.processes import free_port
from weige.kernel.access import SYSTEM
from weige.sensing import broker, mqtt, services, topics
from weige.sensing.models import Quarantined, Reading

pytestmark = pytest.mark.django_db(transaction=True)
MOSQUITTO = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")


def car(phase: str = "new", minute: float = 0) -> bytes:
    at = EPOCH + minute * 60
    more = {"frame_time": at, "start_time": EPOCH, "id": "car-1", "current_zones": ["p1"]}
    return json.dumps(event(phase, **more)).encode()


@pytest.fixture
def gateway(town: Town) -> Any:
    lon, lat = inside(0.5)
    made = services.register_device(
        code="GW-1", kind="gateway", name_zh="网关", name_en="Gateway", lon=lon, lat=lat, now=AFTER
    )
    services.issue_credential(device=made, now=AFTER)
    services.add_name(device=town.camera, name="front_door", via=made, who=SYSTEM, now=AFTER)
    services.add_name(device=town.tilt, name="0x1", via=made, who=SYSTEM, now=AFTER)
    return made


def test_a_gateway_speaks_foreign_topics_under_its_own_name(
    rules: None,
    gateway: Any,
    running: Running,
    taking: mqtt.MqttIntake,
) -> None:
    """Frigate's topic_prefix and Zigbee2MQTT's base_topic are set to weige/GW-1/…, and that is all."""
    line = Sensor(running, "GW-1")
    line.send("weige/GW-1/frigate/events", car())
    line.send("weige/GW-1/frigate/front_door/car/active", b"1")
    line.send("weige/GW-1/zigbee2mqtt/0x1", {"temperature": 21.5, "battery": 90})
    line.send("weige/GW-1/zigbee2mqtt/0x2", {"temperature": 21.5})
    line.send("weige/GW-1/no/such/topic", b"1")
    line.send("weige/CAM-1/frigate/events", car("update", 1))  # the broker drops it: not the gateway's own
    wait(lambda: Reading.objects.count() == 2 and Quarantined.objects.count() == 2)
    time.sleep(0.3)
    line.close()
    assert set(Reading.objects.values_list("kind", flat=True)) == {"detection", "temperature"}
    rows = {one.reason: one for one in Quarantined.objects.all()}
    assert set(rows) == {"source_unknown_name", "source_unknown_topic"}
    assert rows["source_unknown_name"].via_code == "GW-1"
    assert rows["source_unknown_topic"].cells == gateway.cells


def test_our_own_broker_speaks_311_and_says_so_to_mqtt_5(rules: None, running: Running) -> None:
    """nats-server knows MQTT 3.1.1; a client of version 5 is told (0x84) and can fall back."""
    told: list[Any] = []
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id="five", protocol=MQTTProtocolVersion.MQTTv5)
    client.on_connect = lambda _, __, ___, code, ____: told.append(code)
    client.connect("127.0.0.1", running.port)
    client.loop_start()
    wait(lambda: bool(told))
    client.loop_stop()
    assert str(told[0]) == "Unsupported protocol version"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[int]:
    """The port of a Mosquitto that somebody else runs."""
    if MOSQUITTO is None:
        pytest.skip("mosquitto is not installed")
    port = free_port()
    config = tmp_path / "mosquitto.conf"
    config.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")
    process = subprocess.Popen([MOSQUITTO, "-c", str(config)], stderr=subprocess.DEVNULL)
    wait(lambda: listens(port))
    yield port
    process.terminate()
    process.wait(10)


@pytest.fixture
def reader(rules: None, elsewhere: int) -> Iterator[mqtt.MqttIntake]:
    """Our intake, which trusts that broker's topics."""
    stop = threading.Event()
    intake = mqtt.MqttIntake(f"mqtt://127.0.0.1:{elsewhere}", lambda: AFTER, trusted=True)

    def work() -> None:
        try:
            intake.run(stop)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    assert intake.connected.wait(10)
    time.sleep(0.3)
    yield intake
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


@pytest.mark.parametrize("version", [MQTTProtocolVersion.MQTTv311, MQTTProtocolVersion.MQTTv5])
def test_an_existing_mosquitto_goes_on_working(
    town: Town, reader: mqtt.MqttIntake, elsewhere: int, version: MQTTProtocolVersion
) -> None:
    """Publishers of 3.1.1 and 5 alike; our topics, Frigate's and a model's as they are."""
    services.add_name(device=town.camera, name="front_door", who=SYSTEM, now=AFTER)
    services.add_name(device=town.tilt, name="7", kind="tilt", who=SYSTEM, now=AFTER)
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id="pub", protocol=version)
    client.connect("127.0.0.1", elsewhere)
    client.loop_start()
    for topic, body in (
        ("weige/QX-1/tilt", json.dumps([reading(0, 1.0), reading(1, 1.1)]).encode()),
        ("frigate/events", car()),
        ("logger/QX-1/csv", b"2026-11-20T15:25:00+08:00,1.75,12.5,88"),
        ("v1.1/Datastreams(7)/Observations", json.dumps(OBSERVATION).encode()),
        ("esphome/QX-1/sensor/voltage/state", b"3.3"),
    ):
        client.publish(topic, body, qos=1).wait_for_publish(10)
    wait(lambda: Reading.objects.count() == 6 and Quarantined.objects.exists())
    client.disconnect()
    client.loop_stop()
    assert [one.reason for one in Quarantined.objects.all()] == ["source_nothing_mapped"]
    assert sorted(Reading.objects.values_list("kind", flat=True)) == [
        "detection", "temperature", "tilt", "tilt", "tilt", "tilt",
    ]  # fmt: skip


def test_what_is_subscribed_to() -> None:
    assert topics.filters(trusted=False) == ["weige/#"]
    assert {"weige/#", "frigate/events", "frigate/reviews", "zigbee2mqtt/+"} <= set(
        topics.filters(trusted=True)
    )
    assert topics.deliveries("frigate/events", b"{}", trusted=False)[0][1].format == "unknown"
    assert topics.deliveries("frigate/front/car/snapshot", b"", trusted=True)[0][1].names["camera"] == "front"
    assert topics.deliveries("frigate/available", b"online", trusted=True) == []
    assert broker.INTAKE_USER
