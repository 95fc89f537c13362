"""Every edit of a reference row at the desk: who, when, before, after. Rows are added, never changed."""

from django.db import models


class ReferenceVersion(models.Model):
    """State number `no` of the row `key` of a reference table; `before` is null when this edit made the row.

    restores: the earlier state this one brought back (an undo is a new version too).
    """

    table = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    no = models.PositiveIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField()
    note = models.CharField(max_length=200, blank=True)
    restores = models.PositiveIntegerField(null=True)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "kernel_reference_version"
        constraints = [models.UniqueConstraint(fields=["table", "key", "no"], name="kernel_reference_once")]
        indexes = [models.Index(fields=["-made_at", "-id"], name="kernel_reference_made")]
