"""How devices do: what ails them and since when, and the figures of their last examination."""

from typing import ClassVar

from django.db import models

from weige.kernel.access import Scope
from weige.sensing.models.device import Device


class Examination(models.Model):
    """The last look at a device's readings (rules.health.Figures as JSON), and when it was taken."""

    ACCESS: ClassVar[Scope] = Scope(cells="device__cells", leaf="device__leaf_cells")

    device = models.OneToOneField(Device, primary_key=True, on_delete=models.CASCADE, related_name="examined")
    at = models.DateTimeField()
    figures = models.JSONField(default=dict)

    class Meta:
        db_table = "sensing_examination"
        indexes = [models.Index(fields=["at"], name="sensing_examination_at")]


class Ailment(models.Model):
    """One thing that is wrong with a device, from since until ended_at (null: still).

    reason: a key of data/health.toml. figures: the numbers it was found by. Silence is not among them: the
    device's own row says it, at once.
    """

    ACCESS: ClassVar[Scope] = Scope(cells="device__cells", leaf="device__leaf_cells")

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="ailments")
    reason = models.CharField(max_length=32)
    since = models.DateTimeField()
    figures = models.JSONField(default=dict)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sensing_ailment"
        constraints = [
            models.UniqueConstraint(
                fields=["device", "reason"],
                condition=models.Q(ended_at__isnull=True),
                name="sensing_ailment_one",
            )
        ]
