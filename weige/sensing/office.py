"""What the grants page may ask of sensing: devices and warnings; and the tables with an editor of their own."""

from weige.kernel.reference import Page, Sight, register
from weige.sensing.models import Device, Warning
from weige.territory.queries.placed import Placed, declare


def device_named(text: str) -> Device | None:
    """The device with this code."""
    return Device.objects.filter(code=text.strip()).first()


register(
    Page("silences", "sensing", "silence.list", "silence.manage", "/silences", "sensing"),
    Sight(
        "device",
        "sensing",
        Device,
        ("device.list", "device.manage", "zone.draw"),
        device_named,
        lambda one: (one.code, one.code),
    ),
    Sight(
        "warning",
        "sensing",
        Warning,
        ("warning.list", "warning.read", "warning.confirm", "warning.dismiss"),
        None,
        lambda one: (str(one.pk), str(one.pk)),
    ),
)
declare(Placed("device", Device.objects.all))
