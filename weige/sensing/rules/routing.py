"""From a signal to what it says about which subject: zones, labels, one problem per shop, building, device
or zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
import shapely

from weige.sensing.rules.judges import event
from weige.sensing.rules.signals import Signal
from weige.sensing.rules.spec import ANY, Limit, RuleSpec, Text


class Zone(msgspec.Struct, frozen=True):
    """A place a device covers. kind: "frontage" (of a shop), "no_parking", … polygon: GeoJSON ring, WGS84.

    picture: the same place in the camera's picture, as points (x, y) from (0, 0) top left to (1, 1).
    """

    id: str
    kind: str
    shop: str | None = None
    name: Text | None = None
    lon: float | None = None
    lat: float | None = None
    polygon: tuple[tuple[float, float], ...] | None = None
    picture: tuple[tuple[float, float], ...] | None = None


class Device(msgspec.Struct, frozen=True):
    """What the rules need to know of a device. events_only: it speaks only when something is there.

    trial: not yet accepted, so no rule hears it. doubted: scenarios under which a person must decide.
    tags: codes of the tags that stand on it, its shop, its building or its cells.
    """

    id: int
    code: str
    kind: str
    shop: str | None = None
    building: str | None = None
    zones: tuple[Zone, ...] = ()
    limits: dict[str, Limit] = {}
    events_only: bool = False
    trial: bool = False
    doubted: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """One subject in one signal: value for the machine, and the zone it lies in."""

    subject: str
    value: float
    zone: Zone | None = None


def concerns(spec: RuleSpec, device: Device) -> bool:
    """Whether the rule listens to such a device at all."""
    if device.trial or (spec.signal.device_kinds and device.kind not in spec.signal.device_kinds):
        return False
    return not spec.signal.tags or not set(spec.signal.tags).isdisjoint(device.tags)


def listens(spec: RuleSpec, device: Device, kind: str) -> bool:
    """Whether a signal of this kind from this device can change anything for the rule.

    Any word of a camera is a look at all it covers; one that speaks only of events looks only when it reports.
    Rules over other rules hear no signals.
    """
    if not concerns(spec, device) or spec.when or spec.judge == "combination":
        return False
    return spec.signal.kind in {kind, ANY} or (looks(spec) and not device.events_only)


def looks(spec: RuleSpec) -> bool:
    """Whether not being reported means not being there."""
    return spec.judge == "presence" or (spec.judge == "recurrence" and spec.signal.kind == "detection")


def seen(spec: RuleSpec, device: Device, signal: Signal) -> list[Seen]:
    """What the signal reports for this rule; of several objects at one subject the surest counts."""
    if spec.signal.kind not in {signal.kind, ANY} or not signal.judged or not concerns(spec, device):
        return []
    if spec.judge == "event":
        rank, subject = event.reached(spec, signal.data), told_subject(spec, device, signal)
        return [Seen(subject, float(rank))] if rank and subject else []
    if spec.judge == "absence":
        subject = subject_of(spec, device, None)
        return [Seen(subject, 1.0)] if subject else []
    if spec.judge not in {"presence", "count", "recurrence"} or signal.value is not None:
        subject = subject_of(spec, device, None)
        return [Seen(subject, signal.value)] if subject and signal.value is not None else []
    best: dict[str, Seen] = {}
    for thing in objects(signal.data):
        found = _thing(spec, device, thing)
        if found and (found.subject not in best or best[found.subject].value < found.value):
            best[found.subject] = found
    return list(best.values())


def objects(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The detected things of a camera's signal: `objects`, or the data itself when it names a label."""
    listed = data.get("objects")
    if isinstance(listed, list):
        return [one for one in listed if isinstance(one, dict)]
    return [data] if data.get("label") else []


def _thing(spec: RuleSpec, device: Device, thing: dict[str, Any]) -> Seen | None:
    if spec.signal.labels and thing.get("label") not in spec.signal.labels:
        return None
    confidence = thing.get("confidence", 1.0)
    if isinstance(confidence, bool) or not isinstance(confidence, int | float):
        return None
    zone = zone_of(device, thing, spec.signal.zone)
    if zone is None and (spec.signal.zone or spec.one_per in {"shop", "zone"}):
        return None
    subject = subject_of(spec, device, zone)
    return Seen(subject, float(confidence), zone) if subject else None


def zone_of(device: Device, thing: dict[str, Any], kind: str) -> Zone | None:
    """The device's zone a thing lies in: by zone id, by shop, by point, by its box in the picture;
    the only zone when nothing is said.

    A shop or zone the device does not cover is nobody's: a device speaks only for what it sees.
    """
    zones = [zone for zone in device.zones if not kind or zone.kind == kind]
    if thing.get("zone") is not None:
        return next((zone for zone in zones if zone.id == thing["zone"]), None)
    if thing.get("shop") is not None:
        return next((zone for zone in zones if zone.shop == thing["shop"]), None)
    lon, lat = thing.get("lon"), thing.get("lat")
    if isinstance(lon, int | float) and isinstance(lat, int | float):
        return next((zone for zone in zones if _inside(zone.polygon, float(lon), float(lat))), None)
    foot = foot_of(thing.get("box"))
    if foot is not None and any(zone.picture for zone in zones):
        return next((zone for zone in zones if _inside(zone.picture, *foot)), None)
    return zones[0] if len(zones) == 1 else None


def foot_of(box: Any) -> tuple[float, float] | None:
    """Where a thing stands in the picture: the middle of its box's lower edge. box: [left, top, right, bottom]
    in parts of the picture (0–1); None for anything else.
    """
    if not isinstance(box, list | tuple) or len(box) != 4:
        return None
    if not all(isinstance(one, int | float) and not isinstance(one, bool) and 0 <= one <= 1 for one in box):
        return None
    left, top, right, bottom = (float(one) for one in box)
    return ((left + right) / 2, bottom) if left < right and top < bottom else None


def _inside(ring: tuple[tuple[float, float], ...] | None, x: float, y: float) -> bool:
    return bool(ring) and bool(shapely.intersects_xy(shapely.Polygon(ring), x, y))


def subject_of(spec: RuleSpec, device: Device, zone: Zone | None) -> str:
    """What one warning is about, as "<kind>:<code>"; empty when the device has no such thing."""
    if spec.one_per == "zone" and zone is not None:
        return f"zone:{device.code}/{zone.id}"
    if spec.one_per == "device":
        return f"device:{device.code}"
    if spec.one_per == "shop":
        shop = zone.shop if zone is not None else device.shop
        return f"shop:{shop}" if shop else ""
    if spec.one_per == "building":
        return f"building:{device.building}" if device.building else f"device:{device.code}"
    return ""


def told_subject(spec: RuleSpec, device: Device, signal: Signal) -> str:
    """Whom an event is about: the shop or building its data names, else where its device stands."""
    told = signal.data.get(spec.one_per)
    if spec.one_per in {"shop", "building"} and isinstance(told, str) and told:
        return f"{spec.one_per}:{told}"
    return subject_of(spec, device, None)


def shared_subject(spec: RuleSpec, device: Device, subject: str) -> str:
    """Where a rule over other rules files what one of them says about `subject` through `device`; "" nowhere."""
    if subject.startswith(f"{spec.one_per}:"):
        return subject
    if spec.one_per == "building" and not device.building:
        return ""
    return subject_of(spec, device, None)


def place_of(device: Device) -> str:
    """The one place whose devices are judged together: building, else shop, else the device itself."""
    if device.building:
        return f"building:{device.building}"
    return f"shop:{device.shop}" if device.shop else f"device:{device.code}"


def places(subject: str, shop_of_zone: str | None = None) -> list[str]:
    """The places whose permits cover a subject, besides its areas: itself, and the shop of its zone."""
    found = [subject]
    if shop_of_zone and f"shop:{shop_of_zone}" != subject:
        found.append(f"shop:{shop_of_zone}")
    return found
