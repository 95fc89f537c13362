"""The way out for text messages and calls: one port, two carriers.

Weige keeps no telephone numbers. The office's own gateway knows which number belongs to which post; it gets the
post's code and the words. Without a gateway everything is recorded and nothing leaves this computer.
"""

import json
import urllib.request
from dataclasses import asdict, dataclass
from typing import Protocol
from urllib.error import URLError

from django.conf import settings

from weige.messaging.models import RECORDED, SENT

PATIENCE = 5.0  # seconds for one answer of the gateway (our default)


@dataclass(frozen=True)
class Outgoing:
    """One message. key: the same when it is sent again. to: a post's code, or a user's name."""

    key: str
    channel: str
    to: str
    text_zh: str
    text_en: str


class NotSent(Exception):
    """The carrier did not take it; says why."""


class Carrier(Protocol):
    """Something that takes messages out. outcome: the state of a notice it took."""

    name: str
    outcome: str

    def send(self, message: Outgoing) -> None:
        """Raises NotSent."""


class Recorder:
    """Takes everything and sends nothing: what would have gone out stands in the notices (demonstration)."""

    name = "recorder"
    outcome = RECORDED

    def send(self, message: Outgoing) -> None:
        """Nothing leaves this computer."""


class Gateway:
    """POSTs each message as JSON to the office's gateway; any answer below 300 means that it was taken."""

    name = "gateway"
    outcome = SENT

    def __init__(self, url: str, token: str = "") -> None:
        if not url.startswith(("http://", "https://")):
            raise ValueError("WEIGE_GATEWAY_URL must begin with http:// or https://")
        self.url, self.token = url, token

    def send(self, message: Outgoing) -> None:
        headers = {"Content-Type": "application/json", "Idempotency-Key": message.key}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        body = json.dumps(asdict(message), ensure_ascii=False).encode()
        request = urllib.request.Request(self.url, body, headers)  # noqa: S310 - http(s) only, see above
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
                answer.read(1024)
        except (URLError, OSError, ValueError) as error:
            raise NotSent(f"{type(error).__name__}: {error}") from error


def carrier() -> Carrier:
    """The one this installation has set up (WEIGE_GATEWAY_URL, WEIGE_GATEWAY_TOKEN)."""
    if settings.GATEWAY_URL:
        return Gateway(settings.GATEWAY_URL, settings.GATEWAY_TOKEN)
    return Recorder()
