"""The messages that devices send: shapes of POST /api/signals and of MQTT weige/<device>/<kind>."""

import base64
import itertools
from collections.abc import Iterator
from datetime import datetime
from typing import Any

Signal = dict[str, Any]


class SignalIds:
    """Ids that no other run repeats: a prefix of the run and a counter."""

    def __init__(self, run: str) -> None:
        self.run = run
        self.numbers: Iterator[int] = itertools.count(1)

    def next(self) -> str:
        return f"{self.run}-{next(self.numbers)}"


def reading(ids: SignalIds, device: str, kind: str, at: datetime, value: float) -> Signal:
    """One measured number; the unit belongs to the device's kind."""
    return {
        "id": ids.next(),
        "source": "simulator",
        "device": device,
        "kind": kind,
        "time": at.isoformat(),
        "value": round(value, 3),
    }


def door(ids: SignalIds, device: str, at: datetime, opened: bool) -> Signal:
    """A door contact: open or shut."""
    told = {"source": "simulator", "device": device, "kind": "door", "time": at.isoformat()}
    return {"id": ids.next(), **told, "data": {"open": opened}}


#: What a simulated camera says of its algorithm, as a real one does: the evidence of a case names it.
SEEN_BY = {"model": "simulated camera", "model_version": "1"}


def heartbeat(ids: SignalIds, device: str, at: datetime) -> Signal:
    """I am here and see nothing."""
    return {
        "id": ids.next(),
        "source": "simulator",
        "device": device,
        "kind": "heartbeat",
        "time": at.isoformat(),
        "data": {},
    }


def detection(
    ids: SignalIds,
    device: str,
    at: datetime,
    *,
    label: str,
    confidence: float,
    where: dict[str, str],
    picture: bytes | None = None,
    extra: dict[str, Any] | None = None,
) -> Signal:
    """What a camera saw: label, confidence 0–1, where ({"shop": code} or {"zone": code}), at most one JPEG."""
    data: dict[str, Any] = {"label": label, "confidence": round(confidence, 2), **where, **(extra or {})}
    if picture is not None:
        data |= SEEN_BY | {"pictures": [base64.b64encode(picture).decode()]}
    return {
        "id": ids.next(),
        "source": "simulator",
        "device": device,
        "kind": "detection",
        "time": at.isoformat(),
        "data": data,
    }
