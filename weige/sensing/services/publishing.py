"""Telling the public: a person publishes a message about a warning, updates it, cancels it; nothing does by itself."""

import uuid
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from shapely.geometry import mapping, shape

from weige.kernel import log
from weige.kernel.access import Who
from weige.kernel.errors import Conflict, FieldError, Forbidden, Invalid
from weige.kernel.models import Setting
from weige.sensing.events import AlertPublished
from weige.sensing.models import PublicAlert, Warning
from weige.sensing.models.alert import ALERT, CANCEL
from weige.sensing.queries.alerts import message_of
from weige.sensing.queries.rules import in_force
from weige.sensing.rules import cap
from weige.sensing.rules.levels import name as level_name
from weige.sensing.rules.spec import Text
from weige.territory.models import Area
from weige.territory.queries.areas import area_features

SUGGESTED_KM = 0.1  # radius of the circle suggested around a warning's place (our default)
POINTS = 120  # points of a suggested ring; a finer one is simplified (our default)
TOLERANCE = 0.00002  # degrees, about 2 m


def publish(*, warning: Warning, info: cap.Info, expires: datetime, who: Who, now: datetime) -> PublicAlert:
    """A first message about a warning. Raises Invalid; Conflict when one about it is still in force."""
    with transaction.atomic():
        Warning.objects.select_for_update(no_key=True).get(pk=warning.pk)
        newest = newest_of(warning)
        if newest is not None and newest.kind != CANCEL and newest.expires > now:
            raise Conflict("alert_in_force")
        key = uuid.uuid4()
        return _put(_Turn(key, 0, ALERT, expires), warning, info, who, now)


def follow(
    *,
    alert: PublicAlert,
    kind: str,
    info: cap.Info,
    expires: datetime,
    note: str = "",
    who: Who,
    now: datetime,
) -> PublicAlert:
    """The next message of a thread: "update" or "cancel"; it refers to all before it. Raises Invalid or Conflict."""
    with transaction.atomic():
        Warning.objects.select_for_update(no_key=True).get(pk=alert.warning_id)
        rows = list(PublicAlert.objects.filter(thread=alert.thread).order_by("turn"))
        if rows[-1].pk != alert.pk or rows[-1].kind == CANCEL or rows[-1].expires <= now:
            raise Conflict("alert_not_in_force")
        before = tuple(cap.reference(message_of(row)) for row in rows)
        turn = _Turn(alert.thread, alert.turn + 1, kind, expires, before, note)
        return _put(turn, alert.warning, info, who, now)


class _Turn(msgspec.Struct, frozen=True):
    """Where a message stands in its thread."""

    thread: uuid.UUID
    turn: int
    kind: str
    expires: datetime
    references: tuple[str, ...] = ()
    note: str = ""


def _put(turn: _Turn, warning: Warning, info: cap.Info, who: Who, now: datetime) -> PublicAlert:
    if who.kind != "person":
        raise Forbidden("alert_by_person")
    now = now.replace(microsecond=0)  # CAP counts in seconds, and a reference must name the same moment
    key = turn.thread if turn.turn == 0 else uuid.uuid4()
    message = msgspec.convert(
        {
            **_sender(warning),
            "identifier": str(key),
            "sent": now,
            "kind": turn.kind,
            "expires": turn.expires.replace(microsecond=0),
            "info": msgspec.to_builtins(info),
            "references": turn.references,
            "note": turn.note,
        },
        cap.Message,
    )
    if found := cap.faults(message):
        raise Invalid([FieldError(one.field, one.code, {"length": cap.LONG}) for one in found])
    row = PublicAlert.objects.create(
        id=key,
        thread=turn.thread,
        turn=turn.turn,
        kind=turn.kind,
        warning=warning,
        sent=now,
        expires=message.expires,
        body=msgspec.to_builtins(message),
        author=who.name[:120],
        cells=warning.cells,
    )
    event = AlertPublished(
        alert_id=str(key), kind=turn.kind, warning_id=str(warning.pk), headline_zh=info.headline.zh,
        headline_en=info.headline.en, severity=info.severity, expires=message.expires, note=turn.note,
    )  # fmt: skip
    log.append(event, who=who, now=now, subject=f"warning:{warning.pk}", cells=warning.cells)
    return row


def _sender(warning: Warning) -> dict[str, Any]:
    """Who speaks: the street office of the warning; in a demonstration every message is an exercise."""
    street = street_of(warning)
    held = dict(Setting.objects.filter(key__in=("demo", "cap_sender")).values_list("key", "value"))
    code = street.code if street else "unknown"
    name_zh, name_en = (street.name_zh, street.name_en) if street else ("街道办事处", "Street office")
    return {
        "sender": held.get("cap_sender") or f"weige-{code}",
        "sender_name": {"zh": name_zh, "en": name_en},
        "status": "Exercise" if "demo" in held else "Actual",
    }


def street_of(warning: Warning) -> Area | None:
    return Area.objects.filter(pk__in=warning.cells, level="subdistrict").order_by("pk").first()


def newest_of(warning: Warning) -> PublicAlert | None:
    """The last message about a warning, of its last thread."""
    return PublicAlert.objects.filter(warning=warning).order_by("-sent", "-turn").first()


def suggestion(*, warning: Warning) -> cap.Info:
    """What the desk starts from: the scenario's words and the smallest area of the place; no shop, no person.

    A person writes the rest: what is the matter, and what to do.
    """
    areas = list(Area.objects.filter(pk__in=warning.leaf_cells, level="segment").order_by("pk")[:1])
    street = street_of(warning)
    spot = areas[0] if areas else street
    rings = tuple(ring for area in areas for ring in rings_of(area))
    circles = () if rings else (cap.Circle(warning.lon, warning.lat, SUGGESTED_KM),)
    codes = (("GB/T 10114", street.code),) if street and street.code.isdigit() else ()
    name = Text(spot.name_zh, spot.name_en) if spot else Text("", "")
    spec = in_force().specs.get(warning.scenario)
    event = spec.name if spec else Text(warning.scenario, warning.scenario)
    severity: Any = cap.SEVERITY[level_name(warning.level)]
    empty = Text("", "")
    return cap.Info(
        event=event,
        headline=Text(f"{name.zh}：{event.zh}", f"{event.en}, {name.en}"),
        description=empty,
        instruction=empty,
        audience=empty,
        category="Safety",
        response="Avoid",
        urgency="Immediate",
        severity=severity,
        certainty="Observed",
        area=cap.Area(name, rings, circles, codes),
    )


def rings_of(area: Area) -> list[tuple[tuple[float, float], ...]]:
    """The outer rings of an area as drawn, closed, at most POINTS points each."""
    drawn = shape(area_features([area])[0]["geometry"])
    parts = getattr(drawn, "geoms", [drawn])
    found = []
    for part in parts:
        tolerance, ring = TOLERANCE, part.exterior
        while len(ring.coords) > POINTS:
            ring = part.exterior.simplify(tolerance)
            tolerance *= 2
        found.append(tuple((round(x, 6), round(y, 6)) for x, y in mapping(ring)["coordinates"]))
    return found
