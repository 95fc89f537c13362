"""Which packs this installation knows and which of them are switched on."""

from typing import ClassVar

from django.db import models

from weige.kernel.access import Scope


class Scenario(models.Model):
    """A pack as last read: its text's data, where it came from, whether it is on. Off: no new warnings."""

    ACCESS: ClassVar[Scope] = Scope(cells="", leaf="")

    id = models.CharField(max_length=60, primary_key=True)
    version = models.IntegerField()
    pack = models.JSONField()
    source = models.CharField(max_length=200)
    enabled = models.BooleanField(default=True)
    loaded_at = models.DateTimeField()

    class Meta:
        db_table = "scenarios_scenario"
