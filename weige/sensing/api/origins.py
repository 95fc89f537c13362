"""Who sends signals over HTTP: a device by its own secret, or an account for the devices of its street."""

import time
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from weige.registry.models import Shop
from weige.sensing.api.deviceauth import DeviceVoice
from weige.sensing.models import Device
from weige.sensing.services import Origin, Speaker
from weige.territory.models import Building

ACCOUNTS = 100  # lists held at once
FRESH = 2.0  # seconds for which a list of an account's devices serves packed bodies (our default)
_known: dict[tuple[int | None, tuple[int, ...]], tuple[float, frozenset[str]]] = {}


def _codes(access: Any, devices: "QuerySet[Device]") -> frozenset[str]:
    """Codes of the devices an account may speak for; a device not in it is asked for one by one."""
    key = (access.who.user_id, tuple(sorted(access.post.street)))
    at, found = _known.get(key, (float("-inf"), frozenset()))
    if time.monotonic() - at > FRESH:
        found = frozenset(devices.values_list("code", flat=True))
        if len(_known) > ACCOUNTS:
            _known.clear()
        _known[key] = (time.monotonic(), found)
    return found


def origin_of(request: HttpRequest) -> Origin:
    """Who sends: a device (and those behind it) by its own secret, or an account with signal.send for its street."""
    access: Any = request.auth  # type: ignore[attr-defined]
    if isinstance(access, DeviceVoice):
        devices = Device.objects.filter(Q(code=access.code) | Q(names__via__code=access.code)).distinct()
        speaker = Speaker(f"device:{access.code}", devices)
        return Origin("http", speaker, Building.objects.none(), Shop.objects.none(), None, access.code)
    verb = "signal.send"
    devices = access.rows(verb, Device.objects.all())
    return Origin(
        "http",
        Speaker(access.who.name, devices, _codes(access, devices)),
        access.rows(verb, Building.objects.all()),
        access.rows(verb, Shop.objects.all()),
        tuple(sorted(access.post.street)),
    )
