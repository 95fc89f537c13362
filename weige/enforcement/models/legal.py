"""Terms, texts and rules an office has made its own; what has no row here stands as it is packaged (rules.legal)."""

from django.db import models

from weige.kernel.access import Scope
from weige.people.models import User


class Legal(models.Model):
    """One edited or confirmed row, by its code. amount and unit: of a term; text_*: of a text or rule; active: of a
    rule or switch. status as in rules.legal.STATUSES; `source` says where it stands; who confirmed it when is kept
    until it is changed again. Its history is in the log (subject "legal:<code>")."""

    ACCESS = Scope(cells="", leaf="")  # reference data of the office; who wrote it is no key to it

    code = models.CharField(max_length=24, primary_key=True)
    amount = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    unit = models.CharField(max_length=16, blank=True)
    text_zh = models.CharField(max_length=1000, blank=True)
    text_en = models.CharField(max_length=1000, blank=True)
    active = models.BooleanField(default=True)
    status = models.CharField(max_length=12)
    source = models.CharField(max_length=300, blank=True)
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "enforcement_legal"
