"""The kept baseline: what "80 % faster" is measured against."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from weige.kernel.access import Scope
from weige.people.models import Post


class Baseline(models.Model):
    """A dated median of one measure ("answer", "arrive", "solve"), for a matter, a unit, or the whole street.

    `source` says in words where it comes from; n 0 means that the source gave no number of cases. A new one for
    the same thing ends the old one (ended_at); nothing is overwritten.
    """

    ACCESS: ClassVar[Scope] = Scope(cells="cells", leaf="", posts=())

    measure = models.CharField(max_length=8)
    matter_code = models.CharField(max_length=16, blank=True)
    unit_code = models.CharField(max_length=48, blank=True)
    median_minutes = models.FloatField()
    n = models.IntegerField(default=0)
    since = models.DateField()
    until = models.DateField()
    source = models.CharField(max_length=300)
    cells = ArrayField(models.IntegerField(), default=list)
    set_by = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "joint_baseline"
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "matter_code", "unit_code"],
                condition=models.Q(ended_at__isnull=True),
                name="joint_baseline_current",
            )
        ]
