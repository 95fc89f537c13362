"""Frigate NVR over MQTT (docs.frigate.video/integrations/mqtt, releases 0.14–0.16): events, reviews, stats, snapshots.

`frigate/events`: {"type": new|update|end, "before", "after"}; everything of one tracked object carries the same
`after.id`, so new, update and end are one Observation with an interval. Frigate writes only when something about
the object changes; that it is still there is told with `frigate/stats` (every minute), which proves that the
camera runs. `frigate/reviews` groups objects and carries no time of its own but start and end.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from typing import Any, Final

from weige.sensing.sources import Bad, Piece, Told, from_epoch, short, text_of

SOURCE: Final = "frigate"
PHASES: Final = ("new", "update", "end")
ZONES: Final = 8  # zones of one object that are told on (our default)
LABELS: Final = {"car": "vehicle", "truck": "vehicle", "bus": "vehicle"}
"""Frigate's words (COCO) → the words of our rules; others stay as they are."""
SNAPSHOT_BYTES: Final = 400 * 1024  # rules.signals.PICTURE_BYTES


@dataclass(frozen=True, slots=True)
class Observation:
    """One tracked object: from `since` to `until` (None: still there), last told of at `last`; epoch seconds.

    key: Frigate's id. confidence 0–1. zones: those it is in now, as Frigate calls them.
    """

    key: str
    camera: str
    label: str
    confidence: float
    zones: tuple[str, ...]
    since: float
    last: float
    until: float | None

    def objects(self) -> list[dict[str, Any]]:
        """As the objects of a camera's signal: one for each zone it is in, one without zone if in none."""
        thing = {"label": self.label, "confidence": self.confidence, "track": self.key}
        return [thing | {"zone": zone} for zone in self.zones] or [thing]


def merged(one: Observation | None, other: Observation) -> Observation:
    """What two messages about one object say together; their order and number do not matter.

    The later frame tells where it is; the interval is the union; what has ended stays ended.
    """
    if one is None:
        return other
    newer = max(one, other, key=lambda each: (each.last, each.confidence, each.zones, each.label))
    ends = [each.until for each in (one, other) if each.until is not None]
    return replace(newer, since=min(one.since, other.since), until=max(ends) if ends else None)


def observation(raw: Any) -> Observation | Bad:
    """The object of one `frigate/events` message as that message saw it."""
    after = raw.get("after") if isinstance(raw, dict) else None
    if not isinstance(after, dict) or raw.get("type") not in PHASES:
        return Bad("source_not_frigate")
    key, camera, label = (text_of(after.get(name)) for name in ("id", "camera", "label"))
    if key is None or camera is None or label is None:
        return Bad("signal_field_missing", {"field": "after.id, after.camera, after.label"})
    since = _seconds(after.get("start_time"))
    told = {"new": "start_time", "update": "frame_time", "end": "end_time"}[raw["type"]]
    last = _seconds(after.get(told))
    last = _seconds(after.get("frame_time")) if last is None else last
    if since is None or last is None:
        return Bad("signal_time_unreadable")
    label = LABELS.get(label, label)
    ended = last if raw["type"] == "end" else None
    return Observation(short(key), camera, label, _score(after), _zones(after), min(since, last), last, ended)


def events(raw: Any) -> list[Piece]:
    """`frigate/events` → one detection; a false positive (not yet sure) is a camera that is alive, no more."""
    seen = observation(raw)
    if isinstance(seen, Bad):
        return [seen]
    after, phase = raw["after"], raw["type"]
    signal = _signal(f"{seen.key}/{phase}/{seen.last:.6f}", seen.last)
    if after.get("false_positive") is True:
        return [Told(seen.camera, signal | {"kind": "heartbeat", "data": {}})]
    data: dict[str, Any] = {
        "objects": seen.objects(),
        "observation": seen.key,
        "phase": phase,
        "since": from_epoch(seen.since),
    }
    if seen.until is not None:
        data["until"] = from_epoch(seen.until)
    plate = text_of(after.get("recognized_license_plate"), 20)
    if plate is not None:
        data["objects"] = [one | {"plate": plate} for one in data["objects"]]
    return [Told(seen.camera, signal | {"data": data}, seen)]


def reviews(raw: Any, received: str) -> list[Piece]:
    """`frigate/reviews` → one detection. received: RFC 3339, the time of an update, which carries none."""
    after = raw.get("after") if isinstance(raw, dict) else None
    if not isinstance(after, dict) or raw.get("type") not in PHASES:
        return [Bad("source_not_frigate")]
    key, camera = text_of(after.get("id")), text_of(after.get("camera"))
    if key is None or camera is None:
        return [Bad("signal_field_missing", {"field": "after.id, after.camera"})]
    told = {"new": "start_time", "end": "end_time"}.get(raw["type"])
    at = from_epoch(after.get(told)) if told else received
    if at is None:
        return [Bad("signal_time_unreadable")]
    told_of = after.get("data")
    held = told_of if isinstance(told_of, dict) else {}
    labels = [one.removesuffix("-verified") for one in _texts(held.get("objects"))]
    zones: list[str | None] = [*_texts(held.get("zones"))] or [None]
    objects = [
        {"label": LABELS.get(label, label), "track": key} | ({"zone": zone} if zone else {})
        for label in dict.fromkeys(labels)
        for zone in zones
    ]
    saw = repr((labels, zones, after.get("severity") == "alert"))
    name = f"{short(key, 40)}/{raw['type']}/{hashlib.sha256(saw.encode()).hexdigest()[:12]}"
    signal = _signal(name, None) | {"time": at}
    data = {
        "objects": objects,
        "review": key,
        "phase": raw["type"],
        "severity": str(after.get("severity"))[:20],
    }
    return [Told(camera, signal | {"data": data})]


def stats(raw: Any, received: str) -> list[Piece]:
    """`frigate/stats` → a heartbeat of every camera that delivers pictures (camera_fps above 0).

    A camera that delivers none says nothing: it becomes silent, as it is.
    """
    cameras = raw.get("cameras") if isinstance(raw, dict) else None
    if not isinstance(cameras, dict):
        return [Bad("source_not_frigate")]
    service = raw.get("service")
    at = from_epoch(service.get("last_updated")) if isinstance(service, dict) else None
    at = at or received
    found: list[Piece] = []
    for camera, state in cameras.items():
        fps = state.get("camera_fps") if isinstance(state, dict) else None
        if text_of(camera) is None or isinstance(fps, bool) or not isinstance(fps, int | float) or fps <= 0:
            continue
        signal = _signal(f"stats/{short(camera, 40)}/{at}", None) | {"time": at, "kind": "heartbeat"}
        found.append(Told(camera, signal | {"data": {}}))
    return found


def snapshot(camera: str, seen: Observation | None, jpeg: bytes, received: str) -> list[Piece]:
    """`frigate/<camera>/<label>/snapshot` (a bare JPEG) → a detection with that picture, of the object it shows.

    seen: the newest living observation of that label; without one, or when the picture is too large for a
    signal, there is nothing to tell: the object's own messages have told it.
    """
    if seen is None or len(jpeg) > SNAPSHOT_BYTES:
        return []
    name = f"{short(seen.key, 40)}/snapshot/{hashlib.sha256(jpeg).hexdigest()[:16]}"
    data = {
        "objects": seen.objects(),
        "observation": seen.key,
        "phase": "snapshot",
        "pictures": [base64.b64encode(jpeg).decode()],
    }
    return [Told(camera, _signal(name, None) | {"time": received, "data": data})]


def _signal(name: str, at: float | None) -> dict[str, Any]:
    found = {"id": short(name), "source": SOURCE, "kind": "detection"}
    return found if at is None else found | {"time": from_epoch(at)}


def _seconds(found: Any) -> float | None:
    return float(found) if from_epoch(found) is not None else None


def _score(after: dict[str, Any]) -> float:
    """The surest it has been (Frigate's own threshold goes by it), else the score of this frame, else 0."""
    scores = [after.get(name) for name in ("top_score", "score")]
    usable = [
        float(one)
        for one in scores
        if isinstance(one, int | float) and not isinstance(one, bool) and 0 <= one <= 1
    ]
    return round(max([0.0, *usable]), 4)


def _zones(after: dict[str, Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_texts(after.get("current_zones"))))


def _texts(found: Any) -> list[str]:
    texts = [text_of(one) for one in found] if isinstance(found, list) else []
    return [one for one in texts if one is not None][:ZONES]
