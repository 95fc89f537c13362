"""Pictures of a warning before, at and after, with what the camera marked in them and whether their hashes hold."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from weige.kernel import blobs
from weige.sensing.models import Device, Warning
from weige.sensing.rules.routing import foot_of, objects

AROUND = timedelta(hours=24)  # how far before and after a picture may lie (our default)
AT = 4  # pictures of the time itself


def newest_picture(device: Device) -> str:
    """SHA-256 of the newest picture that was part of a warning; "" without one (1 statement)."""
    found = Warning.objects.filter(device=device).exclude(pictures=[]).order_by("-opened_at")
    pictures = found.values_list("pictures", flat=True).first()
    return str(pictures[-1]["sha"]) if pictures else ""


def evidence_of(row: Warning, now: datetime) -> list[dict[str, Any]]:
    """[{role, sha, at, device, intact, objects: [{box, label, confidence}]}], before, at, after (1 statement).

    before: the newest picture of the warning's devices before the condition began; after: the first after it had
    gone. A picture belongs to the time it was taken, not to the time it was told.
    """
    marks = _sent(row, now)
    fired = row.explain.get("fired", {}).get("from")
    began = datetime.fromisoformat(fired) if fired else row.opened_at
    gone = row.recovered_at or row.over_at
    own = [(one["sha"], datetime.fromisoformat(one["at"]), one["device"]) for one in row.pictures]
    mine = {sha for sha, _, _ in own}
    before = [one for one in marks.values() if one["at"] < began and one["sha"] not in mine]
    after = [one for one in marks.values() if gone and one["at"] > gone and one["sha"] not in mine]
    found = [{**one, "role": "before"} for one in before[-1:]]
    for sha, at, device in own[:AT]:
        known = marks.get(sha, {"objects": []})
        found.append({"role": "at", "sha": sha, "at": at, "device": device, "objects": known["objects"]})
    found += [{**one, "role": "after"} for one in after[:1]]
    return [one | {"intact": blobs.intact(one["sha"])} for one in found]


def shas_of(row: Warning, now: datetime) -> set[str]:
    """The pictures whoever reads the warning may see beside its own."""
    return {one["sha"] for one in evidence_of(row, now)}


def _sent(row: Warning, now: datetime) -> dict[str, dict[str, Any]]:
    """sha → its picture, of all the warning's devices sent around its life, oldest first."""
    found: dict[str, dict[str, Any]] = {}
    for at, told, code in _told(row, now):
        for sha in told.get("pictures", []):
            found.setdefault(sha, {"sha": sha, "at": at, "device": code, "objects": _marked(told)})
    return found


def _told(row: Warning, now: datetime) -> list[tuple[datetime, dict[str, Any], str]]:
    """When, what was sent and by which device: every signal with pictures around the warning's life (1 statement)."""
    codes = {one["device"] for one in row.pictures if one.get("device")}
    if row.device is not None:
        codes.add(row.device.code)
    end = min(now, (row.over_at or row.recovered_at or now) + AROUND)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.at, r.data, d.code FROM sensing_reading r JOIN sensing_device d ON d.id = r.device_id"
            " WHERE d.code = ANY(%s) AND r.at >= %s AND r.at <= %s AND jsonb_exists(r.data, 'pictures')"
            " ORDER BY r.at LIMIT 2000",
            [sorted(codes), row.opened_at - AROUND, end],
        )
        rows = cursor.fetchall()
    return [(at, data if isinstance(data, dict) else _loaded(data), code) for at, data, code in rows]


def recognised(row: Warning, now: datetime) -> dict[str, dict[str, Any]]:
    """SHA-256 of each picture of a camera's warning → what recognised it: name and version of the algorithm as the
    camera told them with its signal (`model`, `model_version`; else the model of the camera, without a version), the
    rule that fired with its version, and the label with its confidence, 0–1 (2 statements)."""
    own = {one["sha"] for one in row.pictures}
    told = {
        sha: (data, code)
        for _, data, code in _told(row, now)
        for sha in data.get("pictures", [])
        if sha in own
    }
    codes = {code for _, code in told.values()}
    models = dict(Device.objects.filter(code__in=codes).values_list("code", "model"))
    found = {}
    for sha, (data, code) in told.items():
        sure = max(objects(data), key=_confidence, default={})
        said = {
            "name": str(data.get("model") or models.get(code, "")),
            "version": str(data.get("model_version") or ""),
            "rule": f"{row.scenario} v{row.version}",
            "label": str(sure.get("label") or row.label),
            "confidence": _confidence(sure) or None,
        }
        found[sha] = {name: value for name, value in said.items() if value not in {"", None}}
    return found


def _confidence(thing: Mapping[str, Any]) -> float:
    said = thing.get("confidence")
    return round(float(said), 3) if isinstance(said, int | float) and not isinstance(said, bool) else 0.0


def _loaded(data: Any) -> dict[str, Any]:
    read = json.loads(data) if isinstance(data, str) else {}
    return read if isinstance(read, dict) else {}


def _marked(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"box": one["box"], "label": str(one.get("label", "")), "confidence": one.get("confidence")}
        for one in objects(dict(data))
        if foot_of(one.get("box")) is not None
    ]


def certificate_of(device: Device | None, now: datetime) -> dict[str, Any] | None:
    """Whether pictures of the device may serve off-site enforcement: audited, in date, position published.

    Administrative Penalty Law 2021, art. 41; what is missing stands in `lacks`.
    """
    if device is None or device.kind != "camera":
        return None
    lacks = []
    if not device.certificate_no:
        lacks.append("certificate")
    elif device.certificate_until is None or device.certificate_until < timezone.localdate(now):
        lacks.append("expired")
    if not device.published:
        lacks.append("published")
    return {
        "device": device.code,
        "number": device.certificate_no,
        "until": device.certificate_until,
        "published": device.published,
        "lacks": lacks,
    }
