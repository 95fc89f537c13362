"""Devices: registered, given secrets."""

import base64
import hashlib
import hmac
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from weige.kernel import log
from weige.kernel.access import SYSTEM, Who
from weige.kernel.errors import FieldError, Invalid
from weige.registry.models import Shop
from weige.sensing.events import CredentialIssued, CredentialRevoked
from weige.sensing.models import Device, DeviceCredential
from weige.sensing.rules.routing import Zone
from weige.sensing.rules.signals import CODE
from weige.sensing.rules.spec import Limit
from weige.sensing.services import lane
from weige.territory.models import Building
from weige.territory.queries import locate


@dataclass(frozen=True)
class Secret:
    """A new credential with its secret, which is shown this once and stored nowhere."""

    credential: DeviceCredential
    secret: str
    mqtt_user: str


def register_device(
    *,
    code: str,
    kind: str,
    name_zh: str,
    name_en: str,
    lon: float,
    lat: float,
    now: datetime,
    model: str = "",
    height_m: float | None = None,
    building: Building | None = None,
    shop: Shop | None = None,
    zones: Sequence[Mapping[str, Any]] = (),
    limits: Mapping[str, Mapping[str, Any]] | None = None,
    events_only: bool = False,
    expected_seconds: int | None = None,
    calibrated_until: date | None = None,
) -> Device:
    """Adds a device, or brings the one with this code up to date; its cells are found from its point (WGS84).

    zones: rules.routing.Zone, limits: signal kind → rules.spec.Limit, as JSON-able data. Raises Invalid.
    """
    fields = {
        "kind": kind,
        "name_zh": name_zh,
        "name_en": name_en,
        "model": model,
        "height_m": height_m,
        "building": building,
        "shop": shop,
        "events_only": events_only,
        "expected_seconds": expected_seconds,
        "calibrated_until": calibrated_until,
        **_checked(code, zones, limits or {}),
        **_placed(lon, lat, now),
    }
    with transaction.atomic():
        lane.hold_all()  # before the device's own row, as everywhere
        device, _ = Device.objects.update_or_create(
            code=code, defaults=fields, create_defaults=fields | {"registered_at": now}
        )
    return device


def _checked(
    code: str, zones: Sequence[Mapping[str, Any]], limits: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    if not re.fullmatch(CODE, code):
        raise Invalid([FieldError("code", "device_code")])
    try:
        return {
            "zones": msgspec.to_builtins(msgspec.convert(list(zones), list[Zone])),
            "limits": msgspec.to_builtins(msgspec.convert(dict(limits), dict[str, Limit])),
        }
    except msgspec.ValidationError as error:
        raise Invalid([FieldError("zones", "field_invalid", {"reason": str(error)})]) from error


def _placed(lon: float, lat: float, now: datetime) -> dict[str, Any]:
    found = locate(lon, lat, on=timezone.localdate(now))
    return {"lon": lon, "lat": lat, "cells": found.cells, "leaf_cells": found.leaf_cells}


def secret_of(credential_id: uuid.UUID) -> str:
    """The secret of a credential: derived from the installation's own secret, so that it need not be stored.

    HMAC-SHA256 (RFC 2104) of the credential's random id: 256 bits nobody can guess without WEIGE_SECRET.
    """
    text = f"weige device credential {credential_id}"
    mac = hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def digest_of(secret: str) -> str:
    """What is stored of a secret: its SHA-256. 256 random bits need no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def mqtt_user(code: str, number: int) -> str:
    """The device's code for its first credential, "<code>~<number>" for later ones."""
    return code if number == 1 else f"{code}~{number}"


def issue_credential(*, device: Device, label: str = "", who: Who = SYSTEM, now: datetime) -> Secret:
    """A new secret for a device; those it has go on working until they are revoked."""
    with transaction.atomic():
        Device.objects.select_for_update(no_key=True).get(pk=device.pk)
        newest = device.credentials.order_by("-number").first()
        number = newest.number + 1 if newest else 1
        key = uuid.uuid4()
        secret = secret_of(key)
        credential = DeviceCredential.objects.create(
            pk=key, device=device, number=number, label=label, digest=digest_of(secret), created_at=now
        )
        log.append(
            CredentialIssued(device_code=device.code, number=number),
            who=who,
            now=now,
            subject=f"device:{device.code}",
            cells=device.cells,
        )
    return Secret(credential, secret, mqtt_user(device.code, number))


def revoke_credential(*, credential: DeviceCredential, who: Who, now: datetime) -> DeviceCredential:
    """The secret is worth nothing from now on; revoking twice changes nothing."""
    with transaction.atomic():
        locked = DeviceCredential.objects.select_for_update().get(pk=credential.pk)
        if locked.revoked_at is not None:
            return locked
        locked.revoked_at = now
        locked.save(update_fields=["revoked_at"])
        device = credential.device
        log.append(
            CredentialRevoked(device_code=device.code, number=locked.number),
            who=who,
            now=now,
            subject=f"device:{device.code}",
            cells=device.cells,
        )
    return locked
