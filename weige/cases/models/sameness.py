"""One problem, one case: how each matter is merged, what was merged (so that it can be undone), what came back."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from weige.cases.models.case import Case
from weige.people.models import Post


class MergePolicy(models.Model):
    """How cases of the matters with this prefix are merged; the longest prefix counts, the empty one fits all.

    mode: off, suggest, auto. within_m, within_hours: how far apart they may be. suggest_at, merge_at: the least
    probability for each. `source`: "default" (ours) or "office".
    """

    key = models.CharField(max_length=40, unique=True)
    prefix = models.CharField(max_length=16, blank=True)
    mode = models.CharField(max_length=8)
    within_m = models.IntegerField()
    within_hours = models.IntegerField()
    suggest_at = models.FloatField()
    merge_at = models.FloatField()
    note_zh = models.CharField(max_length=200, blank=True)
    note_en = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=16)

    class Meta:
        db_table = "cases_merge_policy"
        constraints = [
            models.CheckConstraint(
                condition=Q(within_m__gte=1, within_m__lte=500, within_hours__gte=1, within_hours__lte=720),
                name="cases_merge_policy_window",
            )
        ]


class Merge(models.Model):
    """One case went into another: what moved with it and how it stood before, so that it can be split off again.

    before: the tracked columns of the case as it went. given: {"users", "sources"} the other case got by it.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="merges")
    into = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="merged_here")
    at = models.DateTimeField()
    by_post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    automatic = models.BooleanField(default=False)
    probability = models.FloatField(null=True)
    why_zh = models.CharField(max_length=300, blank=True)
    why_en = models.CharField(max_length=300, blank=True)
    before = models.JSONField()
    given = models.JSONField()
    reports = ArrayField(models.BigIntegerField(), default=list)
    evidence = ArrayField(models.BigIntegerField(), default=list)
    undone_at = models.DateTimeField(null=True)
    undone_reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        db_table = "cases_merge"
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(undone_at__isnull=True), name="cases_merge_once"
            )
        ]


class Recurrence(models.Model):
    """The case is the nth of its matter at its place within `days`, the case itself counted; written when filed.

    of: "shop" (the same shop) or "place" (within `within_m` metres). previous: the last one before it.
    """

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="recurred")
    previous = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="followed_by")
    nth = models.SmallIntegerField()
    days = models.SmallIntegerField()
    of = models.CharField(max_length=8)
    within_m = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "cases_recurrence"
        indexes = [models.Index(fields=["-at"], name="cases_recurrence_at")]
