"""CAP 1.2 (OASIS, July 2010; ITU-T X.1303 bis) and its Atom index (RFC 4287): what is published, and its XML.

Pure: texts and numbers in, bytes out. Chinese and English each make an `info` block of the same message.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as xml
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import Final, Literal

import msgspec

from weige.sensing.rules.spec import Text

NAMESPACE: Final = "urn:oasis:names:tc:emergency:cap:1.2"
ATOM: Final = "http://www.w3.org/2005/Atom"
MIME: Final = "application/cap+xml"
CHINA: Final = timezone(timedelta(hours=8))
SEVERITY: Final = {"red": "Extreme", "orange": "Severe", "yellow": "Moderate", "blue": "Minor"}
"""The four colours of the national rules on emergency warnings → CAP severity, highest to highest."""
LANGUAGES: Final = (("zh", "zh-CN"), ("en", "en-US"))
FORBIDDEN: Final = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (2.2) cannot hold."""
IDENTIFIER: Final = re.compile(r"[^\s,<&]+")
HEADLINE: Final = 160  # characters; what a short message takes (CAP 1.2, headline)
LONG: Final = 2000

Category = Literal[
    "Geo",
    "Met",
    "Safety",
    "Security",
    "Rescue",
    "Fire",
    "Health",
    "Env",
    "Transport",
    "Infra",
    "CBRNE",
    "Other",
]
Response = Literal[
    "Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None"
]
Urgency = Literal["Immediate", "Expected", "Future", "Past", "Unknown"]
Severity = Literal["Extreme", "Severe", "Moderate", "Minor", "Unknown"]
Certainty = Literal["Observed", "Likely", "Possible", "Unlikely", "Unknown"]


class Circle(msgspec.Struct, frozen=True):
    """A circle: its middle in WGS84 degrees, its radius in kilometres."""

    lon: float
    lat: float
    km: float


class Area(msgspec.Struct, frozen=True):
    """Where it holds. polygons: closed rings of (lon, lat), WGS84. geocodes: (system, code)."""

    name: Text
    polygons: tuple[tuple[tuple[float, float], ...], ...] = ()
    circles: tuple[Circle, ...] = ()
    geocodes: tuple[tuple[str, str], ...] = ()


class Info(msgspec.Struct, frozen=True):
    """What the public is told, in both languages."""

    event: Text
    headline: Text
    description: Text
    instruction: Text
    audience: Text
    category: Category
    response: Response
    urgency: Urgency
    severity: Severity
    certainty: Certainty
    area: Area


class Message(msgspec.Struct, frozen=True):
    """One message. references: "sender,identifier,sent" of those before it. note: why it was cancelled."""

    identifier: str
    sender: str
    sender_name: Text
    sent: datetime
    status: Literal["Actual", "Exercise"]
    kind: Literal["alert", "update", "cancel"]
    expires: datetime
    info: Info
    references: tuple[str, ...] = ()
    note: str = ""


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with a message: field, and a key of messages.toml."""

    field: str
    code: str


def faults(message: Message) -> list[Fault]:
    """Everything that keeps a message from being published; nothing when it is good."""
    info = message.info
    texts = {
        name: getattr(info, name) for name in ("event", "headline", "description", "instruction", "audience")
    }
    texts["area"] = info.area.name
    found = [
        Fault(f"{name}_{language}", code)
        for name, text in texts.items()
        for language, _ in LANGUAGES
        if (code := _text_fault(name, getattr(text, language)))
    ]
    if not info.area.polygons and not info.area.circles:
        found.append(Fault("area", "alert_area"))
    found += [Fault("area", "alert_polygon") for ring in info.area.polygons if not _ring(ring)]
    found += [Fault("area", "alert_circle") for circle in info.area.circles if not _circle(circle)]
    if not message.sent < message.expires <= message.sent + timedelta(days=30):
        found.append(Fault("expires", "alert_expires"))
    if message.kind == "cancel" and not message.note.strip():
        found.append(Fault("note", "alert_note"))
    if FORBIDDEN.search(message.note) or len(message.note) > LONG:
        found.append(Fault("note", "alert_text"))
    return found


def _text_fault(name: str, text: str) -> str:
    if not text.strip():
        return "" if name == "audience" else "alert_missing"
    if FORBIDDEN.search(text) or len(text) > (HEADLINE if name in {"headline", "event"} else LONG):
        return "alert_text"
    return ""


def _ring(ring: Sequence[tuple[float, float]]) -> bool:
    """At least four points, the last the first, all on the globe (CAP 1.2, polygon)."""
    return 4 <= len(ring) <= 500 and ring[0] == ring[-1] and all(_globe(*point) for point in ring)


def _circle(circle: Circle) -> bool:
    return _globe(circle.lon, circle.lat) and 0 < circle.km <= 50


def _globe(lon: float, lat: float) -> bool:
    return -180 <= lon <= 180 and -90 <= lat <= 90


def reference(message: Message) -> str:
    """How a later message names this one: "sender,identifier,sent"."""
    return f"{message.sender},{message.identifier},{moment(message.sent)}"


def moment(at: datetime) -> str:
    """CAP's time: seconds, a numeric offset, never Z."""
    return at.astimezone(CHINA).isoformat(timespec="seconds")


def document(message: Message) -> bytes:
    """The message as CAP 1.2 XML."""
    xml.register_namespace("", NAMESPACE)
    alert = xml.Element(f"{{{NAMESPACE}}}alert")
    _add(alert, "identifier", message.identifier)
    _add(alert, "sender", message.sender)
    _add(alert, "sent", moment(message.sent))
    _add(alert, "status", message.status)
    _add(alert, "msgType", message.kind.capitalize())
    _add(alert, "scope", "Public")
    _add(alert, "note", message.note)
    _add(alert, "references", " ".join(message.references))
    for language, code in LANGUAGES:
        _info(alert, message, language, code)
    return _bytes(alert)


def _info(alert: xml.Element, message: Message, language: str, code: str) -> None:
    told, info = message.info, xml.SubElement(alert, f"{{{NAMESPACE}}}info")

    def said(text: Text) -> str:
        return str(getattr(text, language))

    _add(info, "language", code)
    _add(info, "category", told.category)
    _add(info, "event", said(told.event))
    _add(info, "responseType", told.response)
    _add(info, "urgency", told.urgency)
    _add(info, "severity", told.severity)
    _add(info, "certainty", told.certainty)
    _add(info, "audience", said(told.audience))
    _add(info, "effective", moment(message.sent))
    _add(info, "expires", moment(message.expires))
    _add(info, "senderName", said(message.sender_name))
    _add(info, "headline", said(told.headline))
    _add(info, "description", said(told.description))
    _add(info, "instruction", said(told.instruction))
    area = xml.SubElement(info, f"{{{NAMESPACE}}}area")
    _add(area, "areaDesc", said(told.area.name))
    for ring in told.area.polygons:
        _add(area, "polygon", " ".join(f"{_degrees(lat)},{_degrees(lon)}" for lon, lat in ring))
    for circle in told.area.circles:
        _add(area, "circle", f"{_degrees(circle.lat)},{_degrees(circle.lon)} {circle.km:g}")
    for system, value in told.area.geocodes:
        geocode = xml.SubElement(area, f"{{{NAMESPACE}}}geocode")
        _add(geocode, "valueName", system)
        _add(geocode, "value", value)


def _degrees(value: float) -> str:
    """Six decimals (0.1 m), no trailing zeros: "31.2305"."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _add(parent: xml.Element, name: str, text: str, namespace: str = NAMESPACE) -> None:
    """A child with a text; none for an empty one."""
    if text:
        xml.SubElement(parent, f"{{{namespace}}}{name}").text = text


class Listed(msgspec.Struct, frozen=True):
    """A message in the index, with the address of its XML."""

    message: Message
    href: str


def feed(listed: Sequence[Listed], *, title: str, author: str, address: str, updated: datetime) -> bytes:
    """The Atom index of messages, in the order given. address: its own absolute address."""
    xml.register_namespace("", ATOM)
    root = xml.Element(f"{{{ATOM}}}feed")
    _add(root, "id", address, ATOM)
    _add(root, "title", title, ATOM)
    _add(root, "updated", moment(updated), ATOM)
    _add(xml.SubElement(root, f"{{{ATOM}}}author"), "name", author, ATOM)
    xml.SubElement(root, f"{{{ATOM}}}link", {"rel": "self", "type": "application/atom+xml", "href": address})
    for one in listed:
        entry, info = xml.SubElement(root, f"{{{ATOM}}}entry"), one.message.info
        _add(entry, "id", f"urn:uuid:{one.message.identifier}", ATOM)
        _add(entry, "title", f"{info.headline.zh} · {info.headline.en}", ATOM)
        _add(entry, "updated", moment(one.message.sent), ATOM)
        _add(entry, "published", moment(one.message.sent), ATOM)
        xml.SubElement(entry, f"{{{ATOM}}}category", {"term": one.message.kind.capitalize()})
        _add(entry, "summary", f"{info.description.zh}\n{info.description.en}", ATOM)
        xml.SubElement(entry, f"{{{ATOM}}}link", {"rel": "alternate", "type": MIME, "href": one.href})
    return _bytes(root)


def _bytes(root: xml.Element) -> bytes:
    xml.indent(root)
    return bytes(xml.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"
