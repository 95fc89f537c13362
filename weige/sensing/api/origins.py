"""Who sends signals over HTTP: a device by its own secret, or an account for the devices of its street."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from weige.registry.models import Shop
from weige.sensing.api.deviceauth import DeviceVoice
from weige.sensing.models import Device
from weige.sensing.services import Origin, Speaker
from weige.territory.models import Building


def origin_of(request: HttpRequest) -> Origin:
    """Who sends: a device (and those behind it) by its own secret, or an account with signal.send for its street."""
    access: Any = request.auth  # type: ignore[attr-defined]
    if isinstance(access, DeviceVoice):
        devices = Device.objects.filter(Q(code=access.code) | Q(names__via__code=access.code)).distinct()
        speaker = Speaker(f"device:{access.code}", devices)
        return Origin("http", speaker, Building.objects.none(), Shop.objects.none(), None, access.code)
    verb = "signal.send"
    return Origin(
        "http",
        Speaker(access.who.name, access.rows(verb, Device.objects.all())),
        access.rows(verb, Building.objects.all()),
        access.rows(verb, Shop.objects.all()),
        tuple(sorted(access.post.street)),
    )
