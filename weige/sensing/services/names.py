"""The book of names: what a source calls a device, added and removed by whoever looks after the devices."""

from datetime import datetime

from django.db import transaction

from weige.kernel import log
from weige.kernel.access import Who
from weige.kernel.errors import FieldError, Invalid
from weige.sensing.events import NameAdded, NameRemoved
from weige.sensing.models import Device, SourceName
from weige.sensing.queries.rules import in_force
from weige.sensing.sources import text_of


def add_name(
    *, device: Device, name: str, via: Device | None = None, kind: str = "", who: Who, now: datetime
) -> SourceName:
    """Adds a name. kind: the one quantity it stands for ("" any). Raises Invalid when it is taken or impossible."""
    if text_of(name) is None:
        raise Invalid([FieldError("name", "field_invalid", {"reason": "name"})])
    if kind and kind not in in_force().kinds.signal:
        raise Invalid([FieldError("kind", "signal_unknown_kind", {"kind": kind})])
    with transaction.atomic():
        taken = SourceName.objects.filter(via=via, name=name).select_related("device").first()
        if taken is not None and taken.device_id != device.pk:
            raise Invalid([FieldError("name", "name_taken", {"device": taken.device.code})])
        row, made = SourceName.objects.update_or_create(
            via=via, name=name, defaults={"device": device, "kind": kind}, create_defaults={
                "device": device, "kind": kind, "created_at": now},
        )  # fmt: skip
        if made:
            event = NameAdded(
                device_code=device.code, name=name, via=via.code if via else "", signal_kind=kind
            )
            log.append(event, who=who, now=now, subject=f"device:{device.code}", cells=device.cells)
    return row


def remove_name(*, row: SourceName, who: Who, now: datetime) -> None:
    """Removes a name; what comes under it from now on is set aside."""
    with transaction.atomic():
        event = NameRemoved(device_code=row.device.code, name=row.name, via=row.via.code if row.via else "")
        row.delete()
        log.append(event, who=who, now=now, subject=f"device:{event.device_code}", cells=row.device.cells)
