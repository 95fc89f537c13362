"""What a device hangs on: its gateway or camera, with which it falls silent."""

from datetime import datetime

from django.db import transaction

from weige.kernel import log
from weige.kernel.access import Who
from weige.kernel.errors import FieldError, Invalid
from weige.sensing.events import DeviceHung
from weige.sensing.models import Device
from weige.sensing.services import lane


def hang(*, device: Device, hub: Device | None, who: Who, now: datetime) -> Device:
    """Says what the device hangs on (None: nothing). Raises Invalid when that hangs on the device itself, or on a hub.

    One storey only: what hangs on a hub is no hub, so nobody can hang on himself around a corner.
    """
    if hub is not None and (hub.pk == device.pk or hub.hub_id is not None or device.hangers.exists()):
        raise Invalid([FieldError("hub", "device_hub")])
    with transaction.atomic():
        lane.hold_all()  # before the device's own row, as everywhere
        row = Device.objects.select_for_update(no_key=True).get(pk=device.pk)
        row.hub = hub
        row.save(update_fields=["hub"])
        event = DeviceHung(
            device_code=row.code,
            device_kind=row.kind,
            name_zh=row.name_zh,
            name_en=row.name_en,
            lon=row.lon,
            lat=row.lat,
            hub_code=hub.code if hub else "",
        )
        log.append(event, who=who, now=now, subject=f"device:{row.code}", cells=row.cells)
    return row
