"""`manage.py mqtt5`: the door for MQTT 5 clients before our own broker, as WEIGE_MQTT5 says (see config.house)."""

import asyncio
import os
import signal
import ssl
import threading
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError

from weige.sensing.mqttfive.door import Address, Door


class Command(BaseCommand):
    help = "Passes MQTT clients of any version on to the broker at WEIGE_MQTT_URL until SIGTERM or SIGINT."
    requires_system_checks = ()  # they build the API of every page: seconds of each start (tests/guards)

    def handle(self, *_: Any, **__: Any) -> None:
        listen, broker = (
            urlsplit(os.environ.get("WEIGE_MQTT5", "")),
            urlsplit(os.environ.get("WEIGE_MQTT_URL", "")),
        )
        if not listen.port or not broker.port:
            raise CommandError("WEIGE_MQTT5 (mqtt://host:port) and WEIGE_MQTT_URL must be set")
        stop = threading.Event()

        def ask_to_stop(_: int, __: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, ask_to_stop)
        signal.signal(signal.SIGINT, ask_to_stop)
        door = Door(
            Address(listen.hostname or "127.0.0.1", listen.port, certified()),
            Address(broker.hostname or "127.0.0.1", broker.port, own() if broker.scheme == "mqtts" else None),
        )
        asyncio.run(door.serve(stop))


def certified() -> ssl.SSLContext | None:
    """The broker's own certificate for the door too; None without one."""
    certificate, key = os.environ.get("WEIGE_MQTT5_CERTIFICATE", ""), os.environ.get("WEIGE_MQTT5_KEY", "")
    if not certificate:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context


def own() -> ssl.SSLContext:
    """To our own broker on this computer; its certificate is for its public name, so the name is not compared."""
    context = ssl.create_default_context(cafile=os.environ.get("WEIGE_MQTT5_CERTIFICATE"))
    context.check_hostname = False
    return context
