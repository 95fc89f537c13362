"""Who works which lane just now, where several processes share them. Times are the database's own, not the domain's."""

from django.db import models


class LaneWorker(models.Model):
    """A process that works lanes; alive while seen_at is young."""

    name = models.CharField(max_length=120, primary_key=True)
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "sensing_lane_worker"


class LaneLease(models.Model):
    """A lane and who works it until when. Two at one lane do no harm: the lane's row lets one through at a time."""

    lane = models.SmallIntegerField(primary_key=True)
    worker = models.CharField(max_length=120)
    until = models.DateTimeField()

    class Meta:
        db_table = "sensing_lane_lease"
        indexes = [models.Index(fields=["worker"], name="sensing_lane_lease_worker")]
