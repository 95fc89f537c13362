"""The MQTT 5 door beside a role of the scaled form: a process of its own, started again when it dies."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from weige.config.house import Mqtt
from weige.config.processes import die_with_parent, listener, port_free
from weige.config.trouble import Trouble

AGAIN = 1.0  # seconds before a door that died is opened again (our default)
PATIENCE = 10.0  # seconds it has to end
ROLES = ("broker", "intake")  # that open one: each has, or knows, the brokers it leads to


def check(role: str, mqtt: Mqtt) -> None:
    """Options that would do nothing are refused. Raises Trouble."""
    if mqtt.nats:
        raise Trouble("role_nats_port", role=role)
    if not mqtt.five:
        return
    if role not in ROLES:
        raise Trouble("role_has_no_door", role=role)
    if role == "intake" and not mqtt.url:
        raise Trouble("door_needs_brokers")
    if not port_free(mqtt.host, mqtt.five):
        raise Trouble("mqtt_port_taken", port=mqtt.five, by=listener(mqtt.five) or "?")


@contextmanager
def beside(mqtt: Mqtt, url: str) -> Iterator[None]:
    """The door to the brokers at `url` while the body runs, where a port was asked for."""
    if not mqtt.five:
        yield
        return
    stop = threading.Event()
    keeper = threading.Thread(target=_keep, args=(os.environ | mqtt.door(url), stop), name="door")
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join(PATIENCE + AGAIN)


def _keep(environment: Mapping[str, str], stop: threading.Event) -> None:
    """One door after another; lives as long as they do, or the kernel would end them (die_with_parent)."""
    while not stop.is_set():
        child = subprocess.Popen(
            [sys.executable, "-m", "django", "mqtt5"],
            env=environment,
            preexec_fn=die_with_parent(),  # noqa: PLW1509 - one prctl call
        )
        while child.poll() is None and not stop.wait(AGAIN):
            pass
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        stop.wait(AGAIN)
