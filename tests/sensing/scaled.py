"""The scaled form on the loopback: three brokers, lane workers and a web server as processes, to be killed."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import nats
from django.db import connection
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from tests.config.running import ROOT
from tests.sensing.test_mqtt import listens
from weige.config.processes import free_port
from weige.sensing import broker, jetstream, natsin

SECRET = os.environ["WEIGE_SECRET"]


class Process:
    """A command that can be killed and started again; what it says goes to a file."""

    def __init__(self, name: str, folder: Path, command: list[str], environment: Mapping[str, str]) -> None:
        self.name, self.command = name, command
        self.environment = {**os.environ, **environment, "PYTHONPATH": str(ROOT)}
        self.output = folder / f"{name}.log"
        self.start()

    def start(self) -> None:
        with self.output.open("ab") as out:
            self.process = subprocess.Popen(
                self.command, env=self.environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )

    def kill(self) -> None:
        """kill -9, and gone."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8", errors="replace")[-3000:]


class City:
    """Everything but the database, which is the test's. The brokers know the devices' credentials of this moment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        users = broker.users()
        self.words = {one.name: one.password for one in users}
        ports = {f"n{n}": (free_port(), free_port(), free_port()) for n in (1, 2, 3)}
        self.urls = ",".join(f"nats://127.0.0.1:{client}" for client, _, _ in ports.values())
        self.processes: dict[str, Process] = {}
        for name, (client, cluster, mqtt) in ports.items():
            routes = tuple(f"127.0.0.1:{other[1]}" for key, other in ports.items() if key != name)
            node = broker.Node(name, "127.0.0.1", client, cluster, routes)
            home = folder / name
            broker.folder(home).mkdir(parents=True)
            path = broker.folder(home) / "nats.conf"
            path.write_text(
                broker.broker_config(home, broker.Listening(mqtt), users, "", node), encoding="utf-8"
            )
            self.processes[name] = Process(name, folder, [broker.program(), "--config", str(path)], {})
        self.mqtt = ",".join(f"mqtt://127.0.0.1:{mqtt}" for _, _, mqtt in ports.values())
        self.web_port, self.five_port = free_port(), free_port()
        self.killed = ""

    def environment(self) -> dict[str, str]:
        params = connection.get_connection_params()
        url = f"postgresql://{params['user']}@/{params['dbname']}?host={quote(params['host'], safe='')}"
        return {
            "DATABASE_URL": url,
            "WEIGE_NATS_URL": self.urls,
            "WEIGE_MQTT_URL": self.mqtt,
            "WEIGE_MQTT_OURS": "1",
            "WEIGE_SECRET": SECRET,
            "WEIGE_LOG": "WARNING",
        }

    def role(self, name: str, role: str, *more: str) -> None:
        command = [
            sys.executable,
            "-m",
            "weige",
            "serve",
            "--role",
            role,
            "--data",
            str(self.folder / "files"),
            *more,
        ]
        self.processes[name] = Process(name, self.folder, command, self.environment())

    def start_roles(self) -> None:
        self.role("lane-a", "lane")
        self.role("lane-b", "lane")
        self.role("web", "web", "--port", str(self.web_port))
        self.role("intake", "intake", "--mqtt5-port", str(self.five_port))

    def kill(self, name: str) -> None:
        self.processes[name].kill()

    def kill_leader(self) -> None:
        self.killed = self.leader()
        self.kill(self.killed)

    def start(self, name: str) -> None:
        self.processes[name].start()

    def leader(self) -> str:
        """The broker that leads the stream now."""
        stream = jetstream.Stream(self.urls.split(","), "test")

        async def ask() -> str:
            context = await stream.context()
            cluster = (await context.stream_info(jetstream.STREAM)).cluster
            return str(cluster.leader) if cluster else ""

        try:
            return stream.wait(ask(), 10)
        finally:
            stream.close()

    def end(self) -> None:
        for process in self.processes.values():
            if process.process.poll() is None:
                process.kill()

    def tell_five(self, device: str, signal: dict[str, Any]) -> None:
        """As a client of MQTT 5, by the intake's door; returns when a broker has it."""
        client = paho.Client(CallbackAPIVersion.VERSION2, client_id="", protocol=MQTTProtocolVersion.MQTTv5)
        client.username_pw_set(device, self.words[device])
        wait_until(lambda: listens(self.five_port), 60, self.processes["intake"].said)
        client.connect("127.0.0.1", self.five_port)
        client.loop_start()
        try:
            client.publish(f"weige/{device}/tilt", json.dumps(signal), qos=1).wait_for_publish(20)
        finally:
            client.disconnect()
            client.loop_stop()

    def tell_nats(self, device: str, signal: dict[str, Any]) -> None:
        """As a NATS client, at whichever broker answers; returns when the brokers keep it."""

        async def work() -> None:
            client = await nats.connect(
                self.urls.split(","), user=device, password=self.words[device],
                inbox_prefix=f"_INBOX.{device}", reconnect_time_wait=0.1, error_cb=_quiet,
            )  # fmt: skip
            for left in reversed(range(50)):
                try:
                    told = await client.jetstream().publish(
                        f"weige.signals.{device}.tilt", json.dumps(signal).encode(), timeout=5
                    )
                    assert told.stream == natsin.STREAM
                    break
                except nats.errors.Error:  # the stream has no leader yet, or no intake has made it
                    if not left:
                        raise
                    await asyncio.sleep(0.3)
            await client.close()

        asyncio.run(work())

    def send(self, signals: list[dict[str, Any]], token: str, patience: float = 40) -> int:
        """Posts until every one is accepted, as a careful gateway does; how often it had to be sent again."""
        body, again, until = json.dumps(signals).encode(), 0, time.monotonic() + patience
        while True:
            asked = urllib.request.Request(
                f"http://127.0.0.1:{self.web_port}/api/signals", body,
                {"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
            )  # fmt: skip
            try:
                with urllib.request.urlopen(asked, timeout=15) as answer:
                    told = json.load(answer)
                assert told["accepted"] == len(signals), told
                return again
            except (urllib.error.URLError, OSError, json.JSONDecodeError):
                if time.monotonic() > until:
                    raise AssertionError(self.processes["web"].said()) from None
                again += 1
                time.sleep(0.1)


async def _quiet(_: Exception) -> None:
    """A broker that was killed is no news here."""


def wait_until(true: Callable[[], bool], patience: float, said: Callable[[], str] = str) -> None:
    """Fails when it does not come true in time (a time no working machine needs)."""
    until = time.monotonic() + patience
    while not true():
        assert time.monotonic() < until, said()
        time.sleep(0.05)
