"""What verdicts have made of a device's word under a rule."""

from typing import ClassVar

from django.db import models

from weige.kernel.access import Scope
from weige.people.models import User
from weige.sensing.models.device import Device


class DeviceWeight(models.Model):
    """One device under one rule: how often it was right and wrong, and whether its word has lost weight.

    counted_from: verdicts before that do not count any more (it was repaired, turned or trained anew). doubted_at:
    since when a person must decide even where the pack would confirm by itself; Device.doubted mirrors it for
    the rules. changed_at, changed_by: the last change of that, by a person or (empty) by the sweep.
    """

    ACCESS: ClassVar[Scope] = Scope(cells="device__cells", leaf="device__leaf_cells")

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="weights")
    scenario = models.CharField(max_length=60)
    right = models.IntegerField(default=0)
    wrong = models.IntegerField(default=0)
    counted_from = models.DateTimeField(null=True)
    doubted_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "sensing_device_weight"
        constraints = [
            models.UniqueConstraint(fields=["device", "scenario"], name="sensing_device_weight_key")
        ]
