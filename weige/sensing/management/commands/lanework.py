"""`manage.py lanework`: a lane worker in the foreground (the scaled form; docs/guide/scale.md)."""

import signal
import threading
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from weige.kernel import memory, shapes, timesource
from weige.sensing import jetstream
from weige.sensing.laneworker import Clocks, LaneWorker


class Command(BaseCommand):
    help = "Claims lanes and works them until SIGTERM or SIGINT. WEIGE_NATS_URL names the brokers."

    def handle(self, *_: Any, **__: Any) -> None:
        if not jetstream.configured():
            raise CommandError("WEIGE_NATS_URL is not set (nats://host:port,…)")
        shapes.settle()
        memory.settle()
        stop = threading.Event()

        def ask_to_stop(_: int, __: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, ask_to_stop)
        signal.signal(signal.SIGINT, ask_to_stop)
        LaneWorker(Clocks(timesource.now, timesource.real_now)).run(
            stop, told=lambda text: print(text, flush=True)
        )
