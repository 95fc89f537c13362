"""Devices as things a tag can stand on: told to the registers, which know no devices."""

from weige.registry.queries.things import Taggable, register
from weige.sensing.models import Device


def announce() -> None:
    """Makes devices taggable; called once by the module's AppConfig."""
    register(
        Taggable(
            "device",
            "code",
            lambda access, _: access.rows("device.list", Device.objects.order_by("code")),
            ("code", "name_zh", "name_en", "model"),
            {"kind": "kind", "building": "building__code", "shop": "shop__code"},
        )
    )
