"""Rules in force (put there by scenario packs) and permits. The state of their streams is the lane's (models.lane)."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from weige.kernel.access import Scope


class Rule(models.Model):
    """The rule of one scenario now in force: rules.spec.RuleSpec as JSON, and the kinds its pack adds."""

    scenario = models.CharField(max_length=60, primary_key=True)
    version = models.IntegerField()
    spec = models.JSONField()
    kinds = models.JSONField(default=dict)
    active = models.BooleanField(default=True)
    installed_at = models.DateTimeField()

    class Meta:
        db_table = "sensing_rule"


class Permit(models.Model):
    """What is allowed where and when (rules.permits.Permit); consulted before a warning is raised.

    place: "shop:<code>", "building:<code>" or "zone:<device>/<zone>". Never deleted: revoked.
    """

    ACCESS: ClassVar[Scope] = Scope(leaf="")

    kind = models.CharField(max_length=40)
    place = models.CharField(max_length=120)
    cells = ArrayField(models.IntegerField(), default=list)
    holder = models.CharField(max_length=120)
    first_day = models.DateField()
    last_day = models.DateField()
    weekdays = ArrayField(models.SmallIntegerField(), default=list)
    hours = ArrayField(models.CharField(max_length=11), default=list)
    note = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sensing_permit"
        indexes = [
            models.Index(
                fields=["place"], condition=models.Q(revoked_at__isnull=True), name="sensing_permit_place"
            ),
            GinIndex(fields=["cells"], name="sensing_permit_cells"),
        ]
