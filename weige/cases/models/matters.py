"""The catalogue: matters, their filing conditions, the limits of the desks' stages."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from weige.kernel.worktime import Limit, Unit


class Matter(models.Model):
    """A class of problems (管理事项 of GB/T 47678.5-2026, or a local extension).

    The same five digits name a component and its anomaly, and old four-digit codes name other things in other
    tables, so `kind` and `standard` belong to the key in people's heads; `aliases` holds names to search by.
    """

    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=16)
    class_code = models.CharField(max_length=8)
    class_zh = models.CharField(max_length=60)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    legacy_code = models.CharField(max_length=8, blank=True)
    standard = models.CharField(max_length=60)
    name_source = models.CharField(max_length=16)
    aliases = ArrayField(models.CharField(max_length=60), default=list)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "cases_matter"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code"],
                condition=models.Q(valid_to__isnull=True),
                name="cases_matter_current",
            )
        ]
        indexes = [models.Index(fields=["code"], name="cases_matter_code")]

    def name(self, language: str) -> str:
        """The name in "zh" or "en"; Chinese where no English is known."""
        return self.name_en if language == "en" and self.name_en else self.name_zh


class FilingCondition(models.Model):
    """One filing condition (立案条件) of a matter: its limit and its closing condition hang on it.

    Never changed: an edit closes this version (valid_to) and opens the next; open cases keep theirs.
    `source` is "sourced:<city>" or "placeholder" (a plausible value the office must set).
    """

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="conditions")
    no = models.SmallIntegerField()
    text_zh = models.CharField(max_length=200)
    text_en = models.CharField(max_length=200, blank=True)
    amount = models.DecimalField(max_digits=7, decimal_places=2)
    unit = models.CharField(max_length=16, choices=[(unit.value, unit.value) for unit in Unit])
    urgent = models.BooleanField()
    closing_zh = models.CharField(max_length=100)
    closing_en = models.CharField(max_length=120, blank=True)
    wants_after_photo = models.BooleanField(default=True)
    source = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "cases_condition"
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "no"],
                condition=models.Q(valid_to__isnull=True),
                name="cases_condition_current",
            )
        ]

    @property
    def limit(self) -> Limit:
        """The time limit of cases filed under this condition."""
        return Limit(self.amount.normalize(), Unit(self.unit))

    @property
    def placeholder(self) -> bool:
        return not self.source.startswith("sourced")


class StageLimit(models.Model):
    """The limit of a desk's own stage (acceptance, verification, dispatch, sending, check, closing);
    editable.

    `source`: "sourced" (seen in one live system) or "default" (ours).
    """

    stage = models.CharField(max_length=16, primary_key=True)
    amount = models.DecimalField(max_digits=7, decimal_places=2)
    unit = models.CharField(max_length=16, choices=[(unit.value, unit.value) for unit in Unit])
    source = models.CharField(max_length=16)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "cases_stage_limit"

    @property
    def limit(self) -> Limit:
        return Limit(self.amount.normalize(), Unit(self.unit))
