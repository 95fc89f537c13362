"""From the names a source uses to our devices: cameras, Datastreams, zones; register changes to their places."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from weige.sensing.models import Device, SourceName
from weige.sensing.rules.signals import CODE
from weige.sensing.services import placing, tracking
from weige.sensing.services.delivering import Origin
from weige.sensing.services.intake import Incoming
from weige.sensing.services.translating import Piece
from weige.sensing.sources import Bad, Told
from weige.sensing.sources.cloudevents import Change

Entry = tuple[str, str]  # device code, kind


def named(pieces: Sequence[Sequence[Piece]], origin: Origin, now: datetime) -> list[list[Incoming | Bad]]:
    """Every piece with its device, or with the reason why nobody knows it (≤ 3 statements, + those of placing).

    A bare signal of ours passes. Frigate's objects are remembered, and its stats tell of those still there.
    """
    told = [one for held in pieces for one in held if isinstance(one, Told)]
    changes = [one for held in pieces for one in held if isinstance(one, Change)]
    book = _book({one.name for one in told}, origin)
    places = placing.placed(changes, origin, now)
    tracking.remember(told, book)
    open_objects = tracking.open_objects(told, book)
    zones = _zones(book.values()) if open_objects or any(map(_objects, told)) else {}
    found: list[list[Incoming | Bad]] = []
    for held in pieces:
        mine: list[Incoming | Bad] = []
        for one in held:
            if isinstance(one, Told):
                mine.append(_told(one, book, zones, open_objects))
            elif isinstance(one, Change):
                mine.append(places[one.place, one.signal["id"]])
            else:
                mine.append(one)
        found.append(mine)
    return found


def _book(names: set[str], origin: Origin) -> dict[str, Entry]:
    """name → (code, kind). The gateway's own entries; where none is needed, everybody's; else a device's own code."""
    if not names:
        return {}
    rows = SourceName.objects.filter(name__in=names).filter(
        Q(via__code=origin.via) if origin.via else Q(via__isnull=True)
    )
    found = {name: (code, kind) for name, code, kind in rows.values_list("name", "device__code", "kind")}
    for name in names - found.keys():
        code, _, kind = name.partition("/")
        if CODE.fullmatch(code) and (not origin.via or code == origin.via):
            found[name] = (code, kind)
    return found


def _zones(entries: Iterable[Entry]) -> dict[str, dict[str, str]]:
    """device code → its zones' ids by their names in small letters, "_" for "-": as Frigate writes them."""
    rows = Device.objects.filter(code__in={code for code, _ in entries}).values_list("code", "zones")
    return {
        code: {_flat_name(zone["id"]): zone["id"] for zone in zones if isinstance(zone.get("id"), str)}
        for code, zones in rows
    }


def _flat_name(text: str) -> str:
    return text.lower().replace("-", "_")


def _objects(one: Told) -> list[dict[str, Any]]:
    data = one.signal.get("data")
    objects = data.get("objects") if isinstance(data, dict) else None
    return objects if isinstance(objects, list) else []


def _told(
    one: Told,
    book: dict[str, Entry],
    zones: dict[str, dict[str, str]],
    open_objects: dict[str, list[dict[str, Any]]],
) -> Incoming | Bad:
    if one.name not in book:
        return Bad("source_unknown_name", {"name": one.name[:80]})
    code, kind = book[one.name]
    signal = one.signal | {"device": code}
    if "kind" not in signal:
        if not kind:
            return Bad("source_unknown_name", {"name": one.name[:80]})
        signal["kind"] = kind
    stay = open_objects.get(one.signal["id"], [])
    if objects := stay or _objects(one):
        data = signal.get("data") or {}
        signal["data"] = data | {"objects": [_zoned(each, zones.get(code, {})) for each in objects]}
        signal["kind"] = "detection" if stay else signal["kind"]
    return Incoming(signal, code)


def _zoned(thing: dict[str, Any], zones: dict[str, str]) -> dict[str, Any]:
    zone = thing.get("zone")
    return thing | {"zone": zones.get(_flat_name(zone), zone)} if isinstance(zone, str) else thing
