"""`manage.py mqtt5`: the door for MQTT 5 clients before our own brokers, as WEIGE_MQTT5 says (see config.house)."""

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
from weige.sensing.mqttline import Broker


class Command(BaseCommand):
    help = "Passes MQTT clients of any version on to the brokers at WEIGE_MQTT_URL until SIGTERM or SIGINT."
    requires_system_checks = ()  # they build the API of every page: seconds of each start (tests/guards)

    def handle(self, *_: Any, **__: Any) -> None:
        listen, url = urlsplit(os.environ.get("WEIGE_MQTT5", "")), os.environ.get("WEIGE_MQTT_URL", "")
        if not listen.port or not url:
            raise CommandError("WEIGE_MQTT5 (mqtt://host:port) and WEIGE_MQTT_URL must be set")
        stop = threading.Event()

        def ask_to_stop(_: int, __: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, ask_to_stop)
        signal.signal(signal.SIGINT, ask_to_stop)
        door = Door(
            Address(listen.hostname or "127.0.0.1", listen.port, certified()),
            *(
                Address(one.host, one.port, to_broker(one.host) if one.secure else None)
                for one in Broker.each(url, "", "")
            ),
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


def to_broker(host: str) -> ssl.SSLContext:
    """To a broker of ours. On this computer its certificate is for its public name, so the name is not compared."""
    context = ssl.create_default_context()
    if certificate := os.environ.get("WEIGE_MQTT5_CERTIFICATE", ""):
        context.load_verify_locations(certificate)
    context.check_hostname = host not in {"127.0.0.1", "::1", "localhost"}
    return context
