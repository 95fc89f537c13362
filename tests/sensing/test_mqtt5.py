"""MQTT 5 publishers at our own broker, through the door that translates; the codec against hostile bytes."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from tests.sensing.conftest import reading
from tests.sensing.test_mqtt import Running, running, taking, wait  # noqa: F401 - fixtures
from weige.config.processes import free_port
from weige.sensing import broker, mqtt
from weige.sensing.models import Reading
from weige.sensing.mqttfive import codec
from weige.sensing.mqttfive.codec import Five, Malformed, Packet
from weige.sensing.mqttfive.door import Address, Door


# ruff: noqa: F811 - pytest fixtures are named by their parameters
@pytest.fixture
def door(running: Running) -> Iterator[int]:
    """The port of a door before the test's broker."""
    port, stop = free_port(), threading.Event()
    one = Door(Address("127.0.0.1", port), Address("127.0.0.1", running.port))
    thread = threading.Thread(target=lambda: asyncio.run(one.serve(stop)))
    thread.start()
    assert one.ready.wait(10)
    yield port
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


@dataclass
class Line:
    client: paho.Client
    told: list[Any]


def connect(
    port: int, user: str, password: str = "", name: str = "", version: Any = MQTTProtocolVersion.MQTTv5
) -> Line:
    told: list[Any] = []
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id=name, protocol=version)
    client.username_pw_set(user, password or {one.name: one.password for one in broker.users()}[user])
    client.on_connect = lambda _, __, ___, code, props: told.append((code, props))
    client.connect("127.0.0.1", port)
    client.loop_start()
    wait(lambda: bool(told))
    return Line(client, told)


@pytest.mark.django_db(transaction=True)
def test_a_publisher_of_version_5_works(
    rules: None, running: Running, taking: mqtt.MqttIntake, door: int
) -> None:
    line = connect(door, "QX-1")
    assert not line.told[0][0].is_failure
    assert line.told[0][1].AssignedClientIdentifier.startswith("v5-")
    properties = Properties(PacketTypes.PUBLISH)
    properties.ContentType = "application/json"
    properties.UserProperty = ("site", "东楼")
    properties.MessageExpiryInterval = 60
    for qos in (0, 1, 2):
        body = json.dumps(reading(qos, 1.0 + qos))
        line.client.publish("weige/QX-1/tilt", body, qos=qos, properties=properties).wait_for_publish(10)
    wait(lambda: Reading.objects.count() == 3)
    line.client.disconnect()
    line.client.loop_stop()
    assert sorted(one.value for one in Reading.objects.all()) == [1.0, 2.0, 3.0]


@pytest.mark.django_db(transaction=True)
def test_version_311_goes_through_the_same_door(
    rules: None, running: Running, taking: mqtt.MqttIntake, door: int
) -> None:
    line = connect(door, "QX-1", name="old", version=MQTTProtocolVersion.MQTTv311)
    line.client.publish("weige/QX-1/tilt", json.dumps(reading(0, 1.0)), qos=1).wait_for_publish(10)
    wait(Reading.objects.exists)
    line.client.disconnect()
    line.client.loop_stop()


@pytest.mark.django_db(transaction=True)
def test_what_the_broker_refuses_is_refused_in_the_words_of_version_5(
    rules: None, running: Running, door: int
) -> None:
    line = connect(door, "QX-1", "guess")
    line.client.loop_stop()
    assert line.told[0][0].is_failure
    assert str(line.told[0][0]) in {"Not authorized", "Bad user name or password"}


@pytest.mark.django_db(transaction=True)
def test_subscribing_hearing_and_leaving(rules: None, running: Running, door: int) -> None:
    """The intake's own login may subscribe: it hears in version 5 what a device says in 3.1.1."""
    heard: list[Any] = []
    reader = connect(door, broker.INTAKE_USER, broker.intake_password(), name="reader")
    reader.client.on_message = lambda _, __, message: heard.append((message.topic, message.payload))
    granted: list[Any] = []
    reader.client.on_subscribe = lambda _, __, ___, codes, ____: granted.extend(codes)
    left: list[Any] = []
    reader.client.on_unsubscribe = lambda _, __, ___, codes, ____: left.extend(codes)
    reader.client.subscribe("weige/#", qos=1)
    wait(lambda: bool(granted))
    device = connect(running.port, "QX-1", name="old", version=MQTTProtocolVersion.MQTTv311)
    device.client.publish("weige/QX-1/tilt", b"1", qos=1).wait_for_publish(10)
    wait(lambda: heard == [("weige/QX-1/tilt", b"1")])
    reader.client.unsubscribe(["weige/#", "weige/x"])
    wait(lambda: len(left) == 2)
    for one in (reader, device):
        one.client.disconnect()
        one.client.loop_stop()


@pytest.mark.django_db(transaction=True)
def test_whoever_sends_nonsense_loses_only_his_own_line(rules: None, running: Running, door: int) -> None:
    good = connect(door, "QX-1")
    for nonsense in (
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x10\xff\xff\xff\xff\xff",
        b"\x10\x00",
        b"\x30\x02\x00\x00",
        b"",
    ):
        with socket.create_connection(("127.0.0.1", door)) as line:
            line.sendall(nonsense)
            line.shutdown(socket.SHUT_WR)
            assert line.recv(10) == b""
    assert good.client.is_connected()
    good.client.publish("weige/QX-1/tilt", b"1", qos=1).wait_for_publish(10)
    good.client.disconnect()
    good.client.loop_stop()


@settings(max_examples=400)
@given(st.integers(1, 15), st.integers(0, 15), st.binary(max_size=60), st.booleans())
def test_hostile_packets_are_malformed_and_nothing_worse(
    kind: int, flags: int, body: bytes, down: bool
) -> None:
    five = Five("v5-x")
    try:
        found = five.down(Packet(kind, flags, body)) if down else five.up(Packet(kind, flags, body))
    except Malformed:
        return
    assert found is None or len(found.body) <= len(body) + 80


@given(st.text(max_size=20), st.binary(max_size=60), st.integers(0, 2), st.integers(1, 65535))
def test_a_message_there_and_back_is_the_same(topic: str, payload: bytes, qos: int, number: int) -> None:
    name = ("t" + topic).encode()
    head = len(name).to_bytes(2, "big") + name + (number.to_bytes(2, "big") if qos else b"")
    old = Packet(codec.PUBLISH, qos << 1, head + payload)
    assert Five().down(Five().up(old)) == old


def publish(topic: bytes, properties: bytes) -> Packet:
    head = len(topic).to_bytes(2, "big") + topic + codec.variable(len(properties)) + properties
    return Packet(codec.PUBLISH, 0, head + b"1")


def test_a_topic_that_was_given_a_number_need_not_be_sent_again() -> None:
    five = Five()
    assert five.down(publish(b"weige/a/tilt", b"\x23\x00\x01")) == five.down(publish(b"", b"\x23\x00\x01"))
    told = five.down(publish(b"weige/b/tilt", b"\x26\x00\x01a\x00\x01b\x23\x00\x01"))
    assert told == five.down(publish(b"", b"\x23\x00\x01")), "the number's newest topic counts"
    assert told is not None
    assert told.body == b"\x00\x0cweige/b/tilt1"
    for topic, properties in (
        (b"", b"\x23\x00\x02"),  # never said what it stands for
        (b"t", b"\x23\x00\x00"),
        (b"t", b"\x23\x00\x41"),  # more than were offered
        (b"", b""),
    ):
        with pytest.raises(Malformed):
            five.down(publish(topic, properties))
    offered = five.up(Packet(codec.CONNACK, 0, b"\x00\x00")).body
    assert b"\x22\x00\x40" in offered


def test_a_session_lasts_only_when_it_is_asked_to() -> None:
    def flags(properties: bytes, clean: int) -> int:
        body = (
            b"\x00\x04MQTT\x05" + bytes([clean]) + b"\x00\x3c" + codec.variable(len(properties)) + properties
        )
        found = Five().down(Packet(codec.CONNECT, 0, body + b"\x00\x01a"))
        assert found is not None
        assert found.body[6] == 4
        return found.body[7]

    assert flags(b"", 0) == 2, "no expiry: the session ends with the line"
    assert flags(b"\x26\x00\x01a\x00\x01b\x11\x00\x00\x00\x0a", 0) == 0
    assert flags(b"\x11\x00\x00\x00\x00", 2) == 2
    with pytest.raises(Malformed):
        flags(b"\x7f", 0)
