"""Raw readings: partitioned by day, append-only."""

from django.db import models


class Reading(models.Model):
    """One signal as it was taken. Not an event: millions a day, thinned and dropped by age, never updated.

    The table is range-partitioned by day of `at` with a BRIN index and no key (migration 0002): the composite
    key below is for Django only. judged is false for tests and bad readings. lane, batch, ord: the step of which
    lane brought it, and its place in that batch: the order in which the rules saw it.
    """

    pk = models.CompositePrimaryKey("device_id", "at", "signal_id")
    at = models.DateTimeField()
    device_id = models.BigIntegerField()
    kind = models.CharField(max_length=32)
    value = models.FloatField(null=True)
    data = models.JSONField(null=True)
    judged = models.BooleanField()
    source = models.CharField(max_length=60)
    signal_id = models.CharField(max_length=80)
    received_at = models.DateTimeField()
    lane = models.SmallIntegerField(default=0)
    batch = models.BigIntegerField(default=0)
    ord = models.IntegerField(default=0)

    class Meta:
        db_table = "sensing_reading"
