"""Reviews and lawsuits over a decision (行政复议、行政诉讼), as the office records what came from outside."""

from django.db import models
from django.db.models import Q

from weige.enforcement.models.base import Procedural
from weige.enforcement.models.papers import Paper


class RemedyOutcome(models.Model):
    """How a review or lawsuit may end; editable, each edit kept with its history.

    applies: reconsideration, lawsuit or any. overturned: it counts as lost (the decision did not stand as it was made).
    `source`: "default" (ours) or "office".
    """

    code = models.CharField(max_length=20, primary_key=True)
    applies = models.CharField(max_length=16)
    overturned = models.BooleanField()
    text_zh = models.CharField(max_length=40)
    text_en = models.CharField(max_length=80)
    order = models.IntegerField()
    active = models.BooleanField(default=True)
    source = models.CharField(max_length=16, default="default")

    class Meta:
        db_table = "enforcement_remedy_outcome"


class Remedy(Procedural):
    """One review or lawsuit over one decision. `number` is that of the body which has it; days are the street's.

    outcome, its words and `overturned` are kept as the office's list had them when the end was recorded.
    """

    NAME = "remedy"

    decision = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="remedies")
    kind = models.CharField(max_length=16)
    body = models.CharField(max_length=120)
    accepted_on = models.DateField()
    decided_on = models.DateField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    outcome_zh = models.CharField(max_length=40, blank=True)
    outcome_en = models.CharField(max_length=80, blank=True)
    overturned = models.BooleanField(default=False)

    class Meta:
        db_table = "enforcement_remedy"
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "kind", "number"],
                condition=~Q(state="voided"),
                name="enforcement_remedy_once",
            )
        ]
