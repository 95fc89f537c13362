"""`manage.py intake`: the process that has the lane's memory.

It reads signals from the brokers of WEIGE_MQTT_URL and WEIGE_SIGNALS_NATS_URL (in the scaled form of WEIGE_NATS_URL
too), takes what the web servers hand on (WEIGE_SIGNALS_DOOR: "host:port"), and looks after the lane.
"""

import os
import signal
import threading
from types import FrameType
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from weige.kernel import memory, shapes, timesource
from weige.sensing.keeper import Keeper
from weige.sensing.mqtt import run_intake
from weige.sensing.natsin import NatsIntake


class Command(BaseCommand):
    help = "Takes signals (MQTT, NATS, and what web servers hand on) until SIGTERM or SIGINT."

    def handle(self, *_: Any, **__: Any) -> None:
        url, door = os.environ.get("WEIGE_MQTT_URL", ""), os.environ.get("WEIGE_SIGNALS_DOOR", "")
        if not url and not door and not settings.NATS_URL:
            raise CommandError("neither WEIGE_MQTT_URL (mqtt://host:port) nor WEIGE_SIGNALS_DOOR is set")
        shapes.settle()
        stop = threading.Event()

        def ask_to_stop(_: int, __: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, ask_to_stop)
        signal.signal(signal.SIGINT, ask_to_stop)
        server = door_at(door) if door else None
        beside = [threading.Thread(target=server.run, name="door")] if server else []
        beside += [threading.Thread(target=one.run, args=(stop,), name="nats") for one in nats_sides()]
        if not settings.NATS_URL:  # in the scaled form the lane workers do it
            keeper = Keeper(timesource.now, timesource.real_now)
            beside.append(threading.Thread(target=keeper.run, args=(stop,), name="keeper"))
        memory.settle()
        for one in beside:
            one.start()
        if url:
            run_intake(stop, url=url, clock=timesource.now, trusted=os.environ.get("WEIGE_MQTT_OURS") != "1")
        stop.wait()
        if server:
            server.should_exit = True
        for one in beside:
            one.join(10)


def nats_sides() -> list[NatsIntake]:
    """The NATS servers to read: one that runs already, and in the scaled form our own brokers."""
    foreign = os.environ.get("WEIGE_SIGNALS_NATS_URL", "")
    found = [NatsIntake(foreign, timesource.now)] if foreign else []
    if ours := settings.NATS_URL:
        found.append(NatsIntake(ours, timesource.now, copies=settings.STREAM_COPIES))
    return found


def door_at(address: str) -> uvicorn.Server:
    """The same application as the web servers', for what they hand on; it is reached from this computer only."""
    host, _, port = address.rpartition(":")
    config = uvicorn.Config(
        "weige.config.asgi:application", host=host, port=int(port), access_log=False, server_header=False,
        log_level="warning", lifespan="off", timeout_keep_alive=60, timeout_graceful_shutdown=2,
    )  # fmt: skip
    config.load()
    return uvicorn.Server(config)
