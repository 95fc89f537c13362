"""The catalogue of powers (赋权事项): what the street may enforce, since when, until when, on what basis."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Power(models.Model):
    """One delegated matter. kinds: 责令改正, 罚款 …; matters: codes of the catalogue of matters it fits.

    status: "sourced" (a published text was seen for all of the row), "partly", or "unverified" (must be confirmed by
    the legal office before use); status_said is the catalogue's own remark. way: 赋权, 委托 or 派驻; document_no: 文号.
    The day of `expires_on` or `recalled_on` is the first without the power.
    """

    code = models.CharField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    domain = models.CharField(max_length=40)
    department = models.CharField(max_length=80)
    kinds = ArrayField(models.CharField(max_length=40), default=list)
    matters = ArrayField(models.CharField(max_length=16), default=list)
    prohibition_basis = models.CharField(max_length=300, blank=True)
    penalty_basis = models.CharField(max_length=300, blank=True)
    discretion_note = models.CharField(max_length=300, blank=True)
    way = models.CharField(max_length=20, blank=True)
    document_no = models.CharField(max_length=80, blank=True)
    effective_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    recalled_on = models.DateField(null=True)
    first_offence = models.BooleanField(default=False)
    first_offence_rule = models.CharField(max_length=300, blank=True)
    hearing = models.BooleanField(default=False)
    legal_review = models.BooleanField(default=False)
    status = models.CharField(max_length=12)
    status_said = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "enforcement_power"

    def basis(self) -> str:
        """The prohibition, then the penalty, as far as known."""
        return "；".join(text for text in (self.prohibition_basis, self.penalty_basis) if text)


class Band(models.Model):
    """One step of discretion (裁量阶次): circumstances, the range in yuan that belongs to them, and whether the
    party may then ask for a hearing."""

    power = models.ForeignKey(Power, on_delete=models.CASCADE, related_name="bands")
    order = models.SmallIntegerField()
    name = models.CharField(max_length=40)
    criteria = models.CharField(max_length=300)
    low = models.IntegerField(null=True)
    high = models.IntegerField(null=True)
    hearing = models.BooleanField(default=False)

    class Meta:
        db_table = "enforcement_band"
        constraints = [
            models.UniqueConstraint(fields=["power", "order"], name="enforcement_band_once"),
            models.CheckConstraint(
                condition=models.Q(low=None) | models.Q(high=None) | models.Q(low__lte=models.F("high")),
                name="enforcement_band_range",
            ),
        ]
