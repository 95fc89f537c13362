"""Facts: what the log says about cases, each as known from one moment to another."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from weige.kernel.access import Scope


class Fact(models.Model):
    """One countable thing of a case, e.g. kind "due": it had to be handled by `at`; marks: handled, on_time.

    A fact is never changed: when more becomes known, it ends (`known_to`) and another takes over under the same key. So
    a figure of a past period can be counted as it was known at that period's end. `about` is what it is a fact of
    ("case:<id>", and so called, call, task, paper, transfer), `case_id` the case that concerns, if any. `value` is a
    duration or a weight (rules.folding). Whom it counts for: the unit or post that
    answers for it, the person who did it.
    """

    ACCESS: ClassVar[Scope] = Scope(
        cells="cells", leaf="", department="department_id", posts=("post_id",), users=("user_id",)
    )

    about = models.CharField(max_length=60)
    case_id = models.UUIDField(null=True)
    key = models.CharField(max_length=80)
    kind = models.CharField(max_length=16)
    at = models.DateTimeField()
    marks = ArrayField(models.CharField(max_length=16), default=list)
    value = models.FloatField(default=0)
    cells = ArrayField(models.IntegerField(), default=list)
    department_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)
    user_id = models.BigIntegerField(null=True)
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True)

    class Meta:
        db_table = "evaluation_fact"
        indexes = [
            models.Index(fields=["at", "kind"], name="evaluation_fact_at"),
            models.Index(
                fields=["about"], condition=models.Q(known_to__isnull=True), name="evaluation_fact_about"
            ),
        ]


class Track(models.Model):
    """What folding must remember of one thing between two events (rules.folding.Story as JSON)."""

    about = models.CharField(max_length=60, primary_key=True)
    story = models.JSONField(default=dict)

    class Meta:
        db_table = "evaluation_track"


class FormEffort(models.Model):
    """What a form asked of people in one week, as sums over all who used it (Z4).

    There is no column for a person, a post, a place or a moment, on purpose: the sums come from phones and desks that
    have added up several uses. week: its Monday, of the street's calendar.
    """

    form = models.CharField(max_length=24)
    week = models.DateField()
    uses = models.IntegerField(default=0)
    asked = models.IntegerField(default=0)
    filled = models.IntegerField(default=0)
    typed = models.IntegerField(default=0)
    keys = models.IntegerField(default=0)
    touches = models.IntegerField(default=0)

    class Meta:
        db_table = "evaluation_form_effort"
        constraints = [models.UniqueConstraint(fields=["form", "week"], name="evaluation_form_effort_once")]
