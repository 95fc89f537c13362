"""What an MQTT topic (or NATS subject) means: ours, a gateway's, or that of a foreign model; pure but for the book.

    weige/<device>/<kind>                  our signals: one object or an array
    weige/<gateway>/<foreign topic …>      a foreign topic under the name of a gateway that is one of our devices
    <foreign topic>                        Frigate's and the models', on a broker that is not ours (and trusted)
    weige.signals.<device>.<kind>          the same signals over NATS (natsin.py); a kind may have dots

On our own broker a device may publish under weige/<its code>/ only (broker.py), so there the first two are all.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from weige.sensing.queries import models as book
from weige.sensing.rules.decoding import Told
from weige.sensing.services import encoded
from weige.sensing.services.delivering import Delivery
from weige.sensing.sources import Bad, models, sensorthings
from weige.sensing.sources.decoding import decoded

ROOT, NATS = (
    "weige",
    "signals",
)  # weige/signals/… is what NATS clients publish; the MQTT side leaves it to natsin.py
OLD_FILTERS: Final = ("weige/+/+",)
FRIGATE: Final = ("events", "reviews", "stats")
SNAPSHOT: Final = re.compile(r"frigate/([^/]+)/([^/]+)/snapshot")
STREAMS: Final = tuple(f"{version}/+/Observations" for version in ("v1.0", "v1.1"))
MOST: Final = 5000  # signals in one message (BATCH)
Found = list[tuple[str, Delivery]]  # (gateway, what it delivers)


def filters(*, trusted: bool) -> list[str]:
    """The topic filters to subscribe to. trusted: a broker whose other topics count too."""
    own = [f"{ROOT}/#"]
    if not trusted:
        return own
    foreign = [f"frigate/{one}" for one in FRIGATE] + ["frigate/+/+/snapshot", *STREAMS]
    return own + foreign + [one.model.filter for one in book.in_force().templates]


def deliveries(topic: str, payload: bytes, *, trusted: bool) -> Found:
    """What a message delivers, and by which gateway ("" by nobody's but the topic's own).

    A topic nobody knows is a delivery too: it is set aside with its reason. Frigate's other topics are no signals.
    """
    parts = topic.split("/")
    if parts[0] != ROOT:
        one = foreign(topic, payload) if trusted else None
        return [("", one or Delivery("unknown", payload, topic=topic))] if one is not QUIET else []
    if len(parts) > 3 and parts[1] == NATS:
        return []
    if len(parts) == 3:
        return [("", one) for one in own(parts[1], parts[2], topic, payload)]
    inner = "/".join(parts[2:])
    one = foreign(inner, payload)
    if one is QUIET:
        return []
    return [(parts[1], one or Delivery("unknown", payload, topic=topic, proven=parts[1]))]


QUIET: Final = Delivery("quiet")  # a message that is no signal and no mistake


def subject_deliveries(subject: str, payload: bytes) -> list[Delivery]:
    """What a NATS message delivers; a subject without device and kind is set aside."""
    parts = subject.split(".", 3)
    if len(parts) < 4:
        return [Delivery("unknown", payload, topic=subject)]
    return own(parts[2], parts[3], subject, payload, source="nats")


def own(device: str, kind: str, topic: str, payload: bytes, source: str = "mqtt") -> list[Delivery]:
    """Our own signals: what the topic says need not be said again. An array is as many deliveries."""
    told = {"device": device, "kind": kind, "source": source}
    raw = decoded(payload)
    if isinstance(raw, list) and 0 < len(raw) <= MOST:
        return [Delivery("signal", encoded(one), one, topic, device, told) for one in raw]
    return [Delivery("signal", payload, None if isinstance(raw, Bad) else raw, topic, device, told)]


class _Plain(msgspec.Struct, gc=False):
    """One of our own signals: what its topic says may be left out."""

    id: str
    time: str
    value: float | None = None
    source: str = "mqtt"
    device: str | msgspec.UnsetType = msgspec.UNSET
    kind: str | msgspec.UnsetType = msgspec.UNSET
    data: dict[str, Any] | None = None


_PLAIN: Final = msgspec.json.Decoder(_Plain)


def plain(messages: Sequence[tuple[str, bytes]]) -> tuple[list[Told], list[int]]:
    """Of messages (topic, payload) those that are each one signal of the device whose topic it is, and their places.

    All of a device or none: what a device says stays in its order.
    """
    found: list[Told] = []
    places: list[int] = []
    odd: set[str] = set()
    of: dict[str, tuple[str, str] | None] = {}
    for place, (topic, payload) in enumerate(messages):
        own = of[topic] if topic in of else of.setdefault(topic, _device_and_kind(topic))
        one = _signal(own, payload) if own else None
        if one is not None:
            found.append(one)
            places.append(place)
        elif own:
            odd.add(own[0])
    if odd:
        kept = [number for number, one in enumerate(found) if one.device not in odd]
        found, places = [found[number] for number in kept], [places[number] for number in kept]
    return found, places


def _device_and_kind(topic: str) -> tuple[str, str] | None:
    parts = topic.split("/")
    return (parts[1], parts[2]) if len(parts) == 3 and parts[0] == ROOT else None


def _signal(own: tuple[str, str], payload: bytes) -> Told | None:
    """The signal, None for anything but one that is of its topic's device."""
    device, kind = own
    try:
        one = _PLAIN.decode(payload)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    if one.device is not msgspec.UNSET and one.device != device:
        return None
    return Told(
        one.id,
        one.source,
        device,
        kind if one.kind is msgspec.UNSET else one.kind,
        one.time,
        one.value,
        one.data,
    )


def foreign(topic: str, payload: bytes) -> Delivery | None:
    """A foreign format's message by its topic; QUIET for what is no signal, None for a topic nobody knows."""
    if topic.startswith("frigate/"):
        rest = topic.removeprefix("frigate/")
        shot = SNAPSHOT.fullmatch(topic)
        if rest in FRIGATE:
            return Delivery(topic, payload, topic=topic)
        if shot:
            return Delivery(
                "frigate/snapshot", payload, topic=topic, names={"camera": shot[1], "label": shot[2]}
            )
        return QUIET
    stream = sensorthings.TOPIC.fullmatch(topic)
    if stream:
        return Delivery("sensorthings", payload, topic=topic, names={"stream": stream[2]})
    found = models.matching(topic, book.in_force().templates)
    if found is None:
        return None
    return Delivery(f"model:{found[0].model.id}", payload, topic=topic, names=found[1])
