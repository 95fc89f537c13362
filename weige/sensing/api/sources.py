"""POST /signals/cloudevents, /signals/sensorthings, /signals/from/{source}; the book of names of a device."""

from collections.abc import Sequence
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router, Status

from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid, NotFound, Problem
from weige.sensing import services
from weige.sensing.api.origins import origin_of
from weige.sensing.api.shapes import ModelList, NameIn, NameList, NameOut
from weige.sensing.api.signals import answer_row, unpack
from weige.sensing.models import Device, SourceName
from weige.sensing.queries import models as book
from weige.sensing.schemas import SignalsOut
from weige.sensing.services import Delivery, Origin
from weige.sensing.services.intake import BATCH
from weige.sensing.sources import Bad, cloudevents
from weige.sensing.sources.decoding import decoded

signals_router = Router()
router = Router()
STRUCTURED, BATCHED = "application/cloudevents+json", "application/cloudevents-batch+json"
BODY = 12 * 1024 * 1024


@signals_router.post("/signals/cloudevents", response=SignalsOut)
def send_cloudevents(request: HttpRequest) -> dict[str, Any]:
    """CloudEvents 1.0: structured, batch, or binary with ce-… headers. See docs/reference/sources.md."""
    origin = origin_of(request)
    body = unpack(request.body, request.headers)
    mode = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if mode == BATCHED:
        raws = opened(body)
        if not isinstance(raws, list):
            raise Problem("signals_unreadable", reason="a batch is an array")
        return told(origin, [Delivery("cloudevent", _again(one), one) for one in raws])
    if mode == STRUCTURED or "ce-specversion" not in request.headers:
        raw = opened(body)
        return told(origin, [Delivery("cloudevent", body, raw)])
    event = cloudevents.as_structured(request.headers, body)
    if isinstance(event, Bad):
        raise Problem("signals_unreadable", reason=event.reason)
    return told(origin, [Delivery("cloudevent", _again(event), event)])


@signals_router.post("/signals/sensorthings", response=SignalsOut)
def send_observations(
    request: HttpRequest, datastream: Annotated[str, Query(max_length=120)] = ""
) -> dict[str, Any]:
    """OGC SensorThings 1.1 Observations: one, an array, or Datastreams with dataArray (docs/reference/sources.md)."""
    origin = origin_of(request)
    body = unpack(request.body, request.headers)
    raw = opened(body)
    names = {"stream": datastream} if datastream else {}
    raws = raw if isinstance(raw, list) and raw else [raw]
    alone = len(raws) == 1
    return told(
        origin, [Delivery("sensorthings", body if alone else _again(one), one, names=names) for one in raws]
    )


@signals_router.post("/signals/from/{source}", response=SignalsOut)
def send_from(
    request: HttpRequest, source: str, device: Annotated[str, Query(max_length=120)] = ""
) -> dict[str, Any]:
    """One message of a foreign source, as it comes: frigate-events, frigate-reviews, frigate-stats, or a model.

    device: what the source calls the device, where a model's topic would say it.
    """
    origin = origin_of(request)
    body = unpack(request.body, request.headers)
    if source.startswith("frigate-") and (kind := source.replace("-", "/", 1)) in FRIGATE:
        return told(origin, [Delivery(kind, body, topic=source)])
    if source not in {one.model.id for one in book.in_force().templates}:
        raise NotFound
    return told(origin, [Delivery(f"model:{source}", body, topic=source, names={"device": device})])


FRIGATE = ("frigate/events", "frigate/reviews", "frigate/stats")


def opened(body: bytes) -> Any:
    """The JSON of a body. Raises Problem 400."""
    raw = decoded(body, BODY)
    if isinstance(raw, Bad):
        raise Problem("signals_unreadable", reason=raw.reason)
    return raw


def _again(raw: Any) -> bytes:
    """One element of a larger body as bytes, for the quarantine."""
    return services.encoded(raw)


def told(origin: Origin, deliveries: Sequence[Delivery]) -> dict[str, Any]:
    """Receives and answers like POST /signals: an item a signal, in their order."""
    if len(deliveries) > BATCH:
        raise Problem("signals_too_many", status=413, most=BATCH)
    found = services.receive(deliveries=deliveries, origin=origin, now=timesource.now())
    answers = [answer for held in found for answer in held]
    return {
        **{
            status: sum(answer.status == status for answer in answers)
            for status in ("accepted", "duplicate", "refused")
        },
        "items": [answer_row(answer) for answer in answers],
    }


@router.get("/device-models", response=ModelList)
def list_models(request: HttpRequest) -> dict[str, Any]:
    """The foreign models and gateways whose messages are understood: the shipped book and WEIGE_DATA/models.toml."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("device.list")
    return {
        "items": [
            {
                "id": one.model.id,
                "name": {"zh": one.model.name.zh, "en": one.model.name.en},
                "topic": one.model.topic,
                "payload": one.model.payload,
                "kinds": list(dict.fromkeys(signal.kind for signal in one.model.signals)),
            }
            for one in book.in_force().templates
        ],
        "faults": list(book.in_force().faults),
    }


@router.get("/devices/{device_id}/names", response=NameList)
def list_names(request: HttpRequest, device_id: str) -> dict[str, Any]:
    """What sources call this device."""
    device = chosen(request, device_id)
    return {"items": [name_row(one) for one in names_of(device)]}


@router.post("/devices/{device_id}/names", response={201: NameOut})
def add_name(request: HttpRequest, device_id: str, body: NameIn) -> Status[dict[str, Any]]:
    """Adds a name to the book; 422 when the gateway is not known or the name means another device."""
    access: Access = request.auth  # type: ignore[attr-defined]
    device = chosen(request, device_id)
    access.check("device.manage", device)
    via = None
    if body.via:
        via = access.rows("device.manage", Device.objects.filter(code=body.via)).first()
        if via is None:
            raise Invalid([FieldError("via", "name_gateway")])
    row = services.add_name(
        device=device, name=body.name, via=via, kind=body.kind, who=access.who, now=timesource.now()
    )
    return Status(201, name_row(row))


@router.delete("/devices/{device_id}/names/{name_id}", response=NameList)
def remove_name(request: HttpRequest, device_id: str, name_id: int) -> dict[str, Any]:
    """Takes a name out of the book."""
    access: Access = request.auth  # type: ignore[attr-defined]
    device = chosen(request, device_id)
    access.check("device.manage", device)
    row = names_of(device).filter(pk=name_id).first()
    if row is None:
        raise NotFound
    services.remove_name(row=row, who=access.who, now=timesource.now())
    return list_names(request, device_id)


def chosen(request: HttpRequest, device_id: str) -> Device:
    """A device one may see, by number or code. Raises NotFound."""
    access: Access = request.auth  # type: ignore[attr-defined]
    key = {"pk": int(device_id)} if device_id.isdigit() and len(device_id) < 19 else {"code": device_id}
    return access.get("device.list", Device.objects.all(), **key)


def names_of(device: Device) -> "QuerySet[SourceName]":
    return SourceName.objects.filter(device=device).select_related("via", "device").order_by("name", "pk")


def name_row(one: SourceName) -> dict[str, Any]:
    via = one.via.code if one.via else ""
    return {"id": one.pk, "name": one.name, "via": via, "kind": one.kind, "created_at": one.created_at}
