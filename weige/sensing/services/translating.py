"""From a delivery to pieces, by its format; what is ours already passes as it is."""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from django.db.models import Q

from weige.sensing.models import Tracked
from weige.sensing.queries import models as book
from weige.sensing.rules.kinds import Kinds
from weige.sensing.services.delivering import MODEL, Delivery, Origin
from weige.sensing.services.intake import Incoming
from weige.sensing.sources import Bad, Told, cloudevents, flat, frigate, models, sensorthings
from weige.sensing.sources.cloudevents import Change
from weige.sensing.sources.decoding import decoded

Piece = Incoming | Told | Change | Bad
NEWEST = 8  # living objects of a label that a picture may belong to (our default)


def translated(
    deliveries: Sequence[Delivery], origin: Origin, kinds: Kinds, now: datetime
) -> list[list[Piece]]:
    """The pieces of each message, in their order. Never raises for what a message holds."""
    found: list[list[Piece]] = []
    for one in deliveries:
        found.append(_translate(one, origin, kinds, now, found))
    return found


def _translate(
    one: Delivery, origin: Origin, kinds: Kinds, now: datetime, earlier: Sequence[Sequence[Piece]]
) -> list[Piece]:
    """earlier: the pieces of the messages that came with it, before it."""
    received = (one.at or now).isoformat()
    if one.format.startswith(MODEL):
        return [*_flat(one, received, kinds)]
    if one.format == "frigate/snapshot":
        return [*_snapshot(one, origin, received, earlier)]
    raw = decoded(one.payload) if one.raw is None else one.raw
    return [raw] if isinstance(raw, Bad) else [*_json(one, raw, received)]


def _json(one: Delivery, raw: Any, received: str) -> Sequence[Piece]:
    """The pieces of a decoded message."""
    found: Sequence[Piece]
    match one.format:
        case "signal":
            found = [Incoming(one.names | raw if isinstance(raw, dict) else raw, one.proven)]
        case "frigate/events":
            found = frigate.events(raw)
        case "frigate/reviews":
            found = frigate.reviews(raw, received)
        case "frigate/stats":
            found = frigate.stats(raw, received)
        case "sensorthings":
            found = sensorthings.observations(raw, one.names.get("stream"))
        case "cloudevent":
            found = [_event(raw, received)]
        case _:
            found = [Bad("source_unknown_topic", {"topic": one.topic[:120]})]
    return found


def _flat(one: Delivery, received: str, kinds: Kinds) -> list[Told | Bad]:
    wanted = one.format.removeprefix(MODEL)
    template = next((found for found in book.in_force().templates if found.model.id == wanted), None)
    if template is None or "device" not in one.names:
        return [Bad("source_unknown_topic", {"topic": one.topic[:120]})]
    names = dict.fromkeys(models.LEVEL.findall(template.model.topic), "") | one.names
    return flat.read(template, flat.Posted(one.topic, names, one.payload, received), kinds)


def _event(raw: Any, received: str) -> Piece:
    event = cloudevents.structured(raw)
    return event if isinstance(event, Bad) else cloudevents.translated(event, received)


def _snapshot(
    one: Delivery, origin: Origin, received: str, earlier: Sequence[Sequence[Piece]]
) -> list[Told | Bad]:
    """A picture without an id belongs to the newest living object of its label before that camera."""
    camera, label = one.names.get("camera", ""), one.names.get("label", "")
    rows = Tracked.objects.filter(camera=camera, until__isnull=True)
    if origin.via:
        rows = rows.filter(Q(device__code=origin.via) | Q(device__names__via__code=origin.via))
    label = frigate.LABELS.get(label, label)
    known = {row.key: observation_of(row) for row in rows.filter(label=label).order_by("-last")[:NEWEST]}
    for piece in chain.from_iterable(earlier):  # what came in one go is not yet remembered
        seen = piece.seen if isinstance(piece, Told) else None
        if isinstance(seen, frigate.Observation) and (seen.camera, seen.label) == (camera, label):
            known[seen.key] = frigate.merged(known.get(seen.key), seen)
    living = [seen for seen in known.values() if seen.until is None]
    newest = max(living, key=lambda seen: seen.last, default=None)
    return [*frigate.snapshot(camera, newest, one.payload, received)]


def observation_of(row: Tracked) -> frigate.Observation:
    """A stored object as the adapter knows it."""
    return frigate.Observation(
        row.key, row.camera, row.label, row.confidence, tuple(row.zones), row.since, row.last, row.until
    )
