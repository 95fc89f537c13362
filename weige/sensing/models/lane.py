"""Lanes: the replicated log of what the rules saw, and snapshots of what they had come to.

A lane is one total order of steps. A step is a batch of signals, or one thing people or clocks did to the rules'
state (an edited device, a rule put in force, a permit, a dismissed warning, a timer that had an effect). Every
process that takes signals folds the same steps in the same order and so holds the same state; none of them owns it.
"""

from django.db import models


class Lane(models.Model):
    """Where a lane stands. The row is the lane's lock: who holds it may add the next step.

    position: the number of the newest step; stamp: that step's random number, by which a process knows that the
    history it holds is this one (a restored backup or a rolled back transaction has another). readings: signals
    taken in all. swept_at: when, in real time, somebody last looked for silence. source: what has been read of a
    source that counts for itself (a stream's sequence), moved in the same transaction as the batch.
    """

    number = models.SmallIntegerField(primary_key=True)
    position = models.BigIntegerField(default=0)
    stamp = models.BigIntegerField(default=0)
    readings = models.BigIntegerField(default=0)
    swept_at = models.DateTimeField(null=True)
    source = models.JSONField(default=dict)

    class Meta:
        db_table = "sensing_lane"


class Flushed(models.Model):
    """Up to which step what devices and warnings last said stands in their own rows.

    Apart from Lane: who writes those rows must not wait for whoever takes signals, nor the other way round.
    """

    lane = models.SmallIntegerField(primary_key=True)
    position = models.BigIntegerField(default=0)

    class Meta:
        db_table = "sensing_flushed"


class Step(models.Model):
    """One step, or one of several things that happened in it (in the order of their ids).

    kind: "batch", "wake", "begin" (no content) or a command (rules.lanestate). told: a command's content. pack: a
    batch's signals as columns (rules.packing). at: domain time. Steps are dropped once two snapshots are newer.
    """

    lane = models.SmallIntegerField()
    position = models.BigIntegerField()
    stamp = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    told = models.JSONField(null=True)
    pack = models.BinaryField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "sensing_step"
        indexes = [models.Index(fields=["lane", "position", "id"], name="sensing_step_order")]


class Snapshot(models.Model):
    """The whole state of a lane after one step: a restart loads the newest and folds the steps since.

    form: the layout of `state` (services.lane.snapshots.FORM); one of another layout is not read.
    """

    lane = models.SmallIntegerField()
    position = models.BigIntegerField()
    stamp = models.BigIntegerField()
    readings = models.BigIntegerField()
    form = models.SmallIntegerField()
    state = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "sensing_snapshot"
        indexes = [models.Index(fields=["lane", "-position"], name="sensing_snapshot_newest")]
