"""Foreign sources: what they call our devices and places, the objects they track, and messages set aside."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from weige.kernel.access import Scope
from weige.registry.models import Shop
from weige.sensing.models.device import Device
from weige.territory.models import Building

OPEN, REPLAYED, DISCARDED = "open", "replayed", "discarded"


class SourceName(models.Model):
    """One entry of the book of names: what a source calls a device (a Frigate camera, a devEUI, a Datastream).

    via: the gateway whose word it is; it speaks for the devices that stand here behind it and no others. None:
    any source we trust with names (an account with signal.send, an external broker). kind: where the name stands
    for one quantity of the device (a Datastream), else empty.
    """

    ACCESS: ClassVar[Scope] = Scope(cells="device__cells", leaf="device__leaf_cells")

    via = models.ForeignKey(Device, null=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="names")
    kind = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "sensing_source_name"
        constraints = [
            models.UniqueConstraint(
                fields=["via", "name"], condition=Q(via__isnull=False), name="sensing_name_via"
            ),
            models.UniqueConstraint(fields=["name"], condition=Q(via__isnull=True), name="sensing_name_any"),
        ]


class PlaceName(models.Model):
    """An address as a register writes it that a person has matched: from then on it is certain.

    text: rules.addresses.plain() of it. Who decided stands in the log (sensing.place_named).
    """

    text = models.CharField(max_length=256, unique=True)
    building = models.ForeignKey(Building, null=True, on_delete=models.CASCADE, related_name="+")
    shop = models.ForeignKey(Shop, null=True, on_delete=models.CASCADE, related_name="+")
    named_at = models.DateTimeField()

    class Meta:
        db_table = "sensing_place_name"
        constraints = [
            models.CheckConstraint(
                condition=Q(building__isnull=False) | Q(shop__isnull=False), name="sensing_place_name_place"
            )
        ]


class Tracked(models.Model):
    """An object a camera's software tracks (sources.frigate.Observation) until it says that it ended."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    camera = models.CharField(max_length=120)
    label = models.CharField(max_length=120)
    confidence = models.FloatField()
    zones = models.JSONField(default=list)
    since = models.FloatField()
    last = models.FloatField()
    until = models.FloatField(null=True)

    class Meta:
        db_table = "sensing_tracked"
        constraints = [models.UniqueConstraint(fields=["device", "key"], name="sensing_tracked_key")]
        indexes = [
            models.Index(fields=["device"], condition=Q(until__isnull=True), name="sensing_tracked_open")
        ]


class Quarantined(models.Model):
    """A whole message that was not taken, with its reason, until somebody replays or discards it.

    key: SHA-256 of what makes two refusals one (way, speaker, format, topic, reason, content); count: how often
    it came. group: the same without the content; of one group only so many messages are kept whole, `dropped`
    counts those that are not. raw: the message, at most quarantine.WHOLE bytes; size: its true length. cells: of
    its device, else of who spoke.
    """

    ACCESS: ClassVar[Scope] = Scope(leaf="")

    key = models.CharField(max_length=64)
    group = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default=OPEN)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    count = models.IntegerField(default=1)
    dropped = models.IntegerField(default=0)
    transport = models.CharField(max_length=8)
    speaker = models.CharField(max_length=80)
    format = models.CharField(max_length=60)
    topic = models.CharField(max_length=256, blank=True)
    device_code = models.CharField(max_length=120, blank=True)
    proven = models.CharField(max_length=40, blank=True)
    via_code = models.CharField(max_length=40, blank=True)
    signal_id = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    names = models.JSONField(default=dict)
    raw = models.BinaryField()
    size = models.IntegerField()
    cells = ArrayField(models.IntegerField(), default=list)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=120, blank=True)
    settled_reason = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        db_table = "sensing_quarantined"
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(state=OPEN), name="sensing_quarantined_open"),
            models.CheckConstraint(
                condition=Q(state__in=(OPEN, REPLAYED, DISCARDED)), name="sensing_quarantined_state"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-last_at", "-id"], name="sensing_quarantined_list"),
            models.Index(fields=["group"], condition=Q(state=OPEN), name="sensing_quarantined_group"),
            GinIndex(fields=["cells"], name="sensing_quarantined_cells"),
        ]
