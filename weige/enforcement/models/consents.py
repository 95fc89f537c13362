"""Consents of parties to be served electronically (送达方式确认)."""

from django.db import models

from weige.kernel.models import Blob
from weige.people.models import User


class Consent(models.Model):
    """One party's consent: `party` is "shop:<code>" or "party:<keyed trace>", never a name or a number.

    words: what was agreed to, as it stood. by_link: given on the party's own page; else an officer recorded it with a
    picture of the signed paper or a drawn signature (`proof`). A withdrawn one stays, with when and by whom.
    """

    party = models.CharField(max_length=90)
    name = models.CharField(max_length=60)
    words = models.CharField(max_length=1000)
    given_at = models.DateTimeField()
    by_link = models.BigIntegerField(null=True)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    proof = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "enforcement_consent"
        constraints = [
            models.UniqueConstraint(
                fields=["party"], condition=models.Q(withdrawn_at=None), name="enforcement_consent_once"
            )
        ]
