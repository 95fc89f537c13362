"""What the worker's periodic tasks did last, so that `weige doctor` can say which of them stands still."""

from django.db import models


class TaskRun(models.Model):
    """The last run of one periodic task. Times are real time, not the domain clock."""

    name = models.CharField(max_length=120, primary_key=True)
    seconds = models.FloatField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    duration_ms = models.IntegerField(default=0)
    failures = models.IntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        db_table = "kernel_task_run"
