"""Which packs this installation knows and which of them are switched on."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from weige.kernel.access import Scope


class Scenario(models.Model):
    """A pack as last read: its text's data, where it came from, whether it is on. Off: no new warnings.

    cells: this installation's street, so that nobody from another street switches what is watched here.
    """

    ACCESS: ClassVar[Scope] = Scope(leaf="")

    id = models.CharField(max_length=60, primary_key=True)
    version = models.IntegerField()
    pack = models.JSONField()
    source = models.CharField(max_length=200)
    enabled = models.BooleanField(default=True)
    loaded_at = models.DateTimeField()
    cells = ArrayField(models.IntegerField(), default=list)

    class Meta:
        db_table = "scenarios_scenario"
