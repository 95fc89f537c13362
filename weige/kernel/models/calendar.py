"""The working calendar as an office edits it, and every version of it that due times were counted on."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from weige.kernel.worktime import (
    DEFAULT_TZ,
    HOURS_PER_WORK_DAY,
    DayKind,
    Hours,
    Override,
    WorkPeriod,
    parse_hours,
)

KINDS = [(kind.value, kind.value) for kind in DayKind]


class CalendarDay(models.Model):
    """A date that is not what its weekday says. `periods` is empty or hours such as "08:00-12:00 14:00-18:00"."""

    date = models.DateField(primary_key=True)
    kind = models.CharField(max_length=16, choices=KINDS)
    periods = models.CharField(max_length=120, blank=True)
    name_zh = models.CharField(max_length=60, blank=True)
    name_en = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=200, blank=True)
    edited_by = models.BigIntegerField(null=True)
    edited_at = models.DateTimeField()

    class Meta:
        db_table = "kernel_calendar_day"
        constraints = [
            models.CheckConstraint(
                name="kernel_calendar_day_kind",
                condition=models.Q(kind__in=[kind.value for kind in DayKind]),
            )
        ]

    @property
    def hours(self) -> tuple[Hours, ...]:
        """The hours of the day itself; empty means the usual ones (or none, on a day off)."""
        return parse_hours(self.periods)[0]

    def override(self) -> Override:
        """The day as the clock wants it."""
        return Override(
            date=self.date,
            kind=DayKind(self.kind),
            periods=self.hours,
            name_zh=self.name_zh,
            name_en=self.name_en,
            source=self.source,
        )


class CalendarYear(models.Model):
    """A year whose dated data is complete. Every other year is warned of, never guessed in silence."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    source = models.CharField(max_length=200, blank=True)
    edited_by = models.BigIntegerField(null=True)
    edited_at = models.DateTimeField()

    class Meta:
        db_table = "kernel_calendar_year"


class CalendarPeriod(models.Model):
    """A weekly work period. `end` at or before `start` lies on the next day; `valid_to` is the first day without."""

    weekdays = ArrayField(models.PositiveSmallIntegerField())
    start = models.TimeField()
    end = models.TimeField()
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "kernel_calendar_period"

    def work_period(self) -> WorkPeriod:
        """The period as the clock wants it."""
        return WorkPeriod(
            start=self.start,
            end=self.end,
            weekdays=frozenset(self.weekdays),
            valid_from=self.valid_from,
            valid_to=self.valid_to,
        )


class CalendarVersion(models.Model):
    """One published state of the whole calendar (`worktime.plain`). Rows are added, never changed, so that a due time
    can be explained years later with the calendar it was counted on.

    `key` tells two versions apart that got the same number because a transaction was rolled back.
    """

    version = models.PositiveIntegerField(primary_key=True)
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=40)
    tz = models.CharField(max_length=64, default=DEFAULT_TZ)
    hours_per_work_day = models.DecimalField(max_digits=4, decimal_places=2, default=HOURS_PER_WORK_DAY)
    snapshot = models.JSONField()

    class Meta:
        db_table = "kernel_calendar_version"
