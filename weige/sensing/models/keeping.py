"""What became of old readings: days archived, the files, what stays when they are thinned, the last run."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class ReadingDay(models.Model):
    """A UTC day of readings that has been archived.

    upto: {lane: last batch in the archive}; what has a later batch came late. kept: ids of the devices whose
    readings are still raw when others' are thinned; null: all are. settled_at: no signal of the day can come any more.
    """

    day = models.DateField(primary_key=True)
    upto = models.JSONField(default=dict)
    archived_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    kept = ArrayField(models.BigIntegerField(), null=True)
    thinned_at = models.DateTimeField(null=True)
    gone = models.BooleanField(default=False)

    class Meta:
        db_table = "sensing_day"


class ArchivePart(models.Model):
    """A Parquet file of the archive, never changed once it is recorded here.

    path: below the archive's folder. after, upto: {lane: batch}, the first exclusive. digest: of the content
    (rules/parts.py); sha256: of the file. personal: the names in `data` whose values were replaced.
    """

    day = models.ForeignKey(ReadingDay, on_delete=models.PROTECT, related_name="parts")
    number = models.IntegerField()
    path = models.CharField(max_length=120)
    rows = models.BigIntegerField()
    bytes = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    after = models.JSONField()
    upto = models.JSONField()
    personal = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "sensing_archive_part"
        constraints = [models.UniqueConstraint(fields=["day", "number"], name="sensing_archive_part_key")]


class ThinReading(models.Model):
    """Judged readings of one device and kind in an interval beginning at `at`, `seconds` long.

    low, mean and high are null where the kind carries no value.
    """

    pk = models.CompositePrimaryKey("device_id", "kind", "at")
    device_id = models.BigIntegerField()
    kind = models.CharField(max_length=32)
    at = models.DateTimeField()
    seconds = models.IntegerField()
    count = models.BigIntegerField()
    low = models.FloatField(null=True)
    mean = models.FloatField(null=True)
    high = models.FloatField(null=True)

    class Meta:
        db_table = "sensing_reading_thin"
        indexes = [BrinIndex(fields=["at"], name="sensing_reading_thin_at")]


class KeepingRun(models.Model):
    """The one row (id 1) about the last run: domain time `at`, the rest in real time; doing: the step it is at."""

    at = models.DateTimeField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    doing = models.CharField(max_length=120, blank=True)
    done = models.JSONField(default=dict)
    error = models.CharField(max_length=2000, blank=True)

    class Meta:
        db_table = "sensing_keeping"
