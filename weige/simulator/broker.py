"""Sensors speak MQTT 3.1.1: one connection a device, with that device's own credential, QoS 1."""

import logging
from urllib.parse import urlsplit

from paho.mqtt import client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

log = logging.getLogger("weige.simulator")


class Broker:
    """Connections of the simulated sensors; what cannot be sent now is kept and sent when the broker is back."""

    def __init__(self, url: str, secrets: dict[str, str]) -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 1883
        self.secrets = secrets
        self.lines: dict[str, mqtt.Client] = {}

    def publish(self, device: str, kind: str, text: str | bytes) -> None:
        """Sends to weige/<device>/<kind> (a kind of signal, or a foreign topic); returns at once."""
        self.line(device).publish(f"weige/{device}/{kind}", text, qos=1)

    def line(self, device: str) -> mqtt.Client:
        """The device's connection, opened on first use and renewed by itself."""
        if device not in self.lines:
            client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"sim-{device}")
            client.username_pw_set(device, self.secrets[device])
            client.reconnect_delay_set(1, 10)
            client.connect_async(self.host, self.port)
            client.loop_start()
            self.lines[device] = client
        return self.lines[device]

    def close(self) -> None:
        """All are told before any is waited for: one that waits for its broker takes a second to notice."""
        for client in self.lines.values():
            client.disconnect()
        for client in self.lines.values():
            client.loop_stop()
