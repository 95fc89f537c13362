"""`manage.py intake`: reads signals from the brokers of WEIGE_MQTT_URL and WEIGE_SIGNALS_NATS_URL."""

import os
import signal
import threading
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from weige.kernel import timesource
from weige.sensing.mqtt import run_intake
from weige.sensing.natsin import NatsIntake


class Command(BaseCommand):
    help = "Reads signals from the brokers named in the environment (MQTT, NATS) until SIGTERM or SIGINT."

    def handle(self, *_: Any, **__: Any) -> None:
        url = os.environ.get("WEIGE_MQTT_URL", "")
        if not url:
            raise CommandError("WEIGE_MQTT_URL is not set (mqtt://host:port)")
        stop = threading.Event()

        def ask_to_stop(_: int, __: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, ask_to_stop)
        signal.signal(signal.SIGINT, ask_to_stop)
        beside = None
        if nats := os.environ.get("WEIGE_SIGNALS_NATS_URL", ""):
            beside = threading.Thread(target=NatsIntake(nats, timesource.now).run, args=(stop,), name="nats")
            beside.start()
        run_intake(stop, url=url, clock=timesource.now, trusted=os.environ.get("WEIGE_MQTT_OURS") != "1")
        if beside is not None:
            beside.join(10)
