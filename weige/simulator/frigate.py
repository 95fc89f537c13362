"""Cameras of the street that run Frigate: its own messages (docs.frigate.video), published under the camera's name.

What they send is what Frigate sends: `events` when an object appears, changes or ends, `stats` every minute, a
`snapshot` as a bare JPEG. That the object is still there in between, nobody says.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

MODEL = "WG-DEMO-FRIGATE"
STATS_EVERY = 60.0  # Frigate's mqtt.stats_interval
Publish = Callable[[str, str, "str | bytes"], None]
"""publish(device code, topic below weige/<code>/, payload) over MQTT."""


def runs_frigate(device: dict[str, Any]) -> bool:
    return bool(device.get("model") == MODEL)


def zone_name(zone: str) -> str:
    """As one must write a zone in Frigate's configuration: small letters and underscores."""
    return zone.lower().replace("-", "_")


def event(
    kind: str, camera: str, key: str, *, label: str, zone: str, score: float, start: datetime, at: datetime
) -> str:
    """`frigate/events`: kind is new, update or end."""
    told = {
        "id": key,
        "camera": camera,
        "frame_time": at.timestamp(),
        "label": label,
        "sub_label": None,
        "top_score": round(score, 4),
        "false_positive": False,
        "start_time": start.timestamp(),
        "end_time": at.timestamp() if kind == "end" else None,
        "score": round(score, 4),
        "current_zones": [] if kind == "end" else [zone_name(zone)],
        "entered_zones": [zone_name(zone)],
        "has_snapshot": True,
        "has_clip": False,
        "stationary": kind != "new",
        "attributes": {},
    }
    return json.dumps({"type": kind, "before": told, "after": told})


def stats(camera: str, at: datetime) -> str:
    """`frigate/stats` of an instance with this one camera."""
    return json.dumps(
        {
            "cameras": {
                camera: {"camera_fps": 5.1, "process_fps": 5.1, "skipped_fps": 0.0, "detection_fps": 1.2}
            },
            "service": {"uptime": 3600, "version": "0.16.0", "last_updated": int(at.timestamp())},
        }
    )
