"""Links for people without an account, and the counts that slow down guessing."""

from django.db import models
from django.db.models import Q


class Link(models.Model):
    """Opens one subject for whoever holds it. The token itself is never kept: only its SHA-256 and, inside it, a
    signature over purpose, subject and expiry, so that an altered row opens nothing.

    purpose: what may be done with it, the word of the module that issued it ("paper", "transfer", "call"); subject: the
    one thing it opens ("paper:17"); label: for whom, as people read it. Times are real time, like those of sessions.
    minute_at, minute_uses: the rate of the running minute.
    """

    purpose = models.CharField(max_length=24)
    subject = models.CharField(max_length=80)
    label = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    issued_by_user_id = models.BigIntegerField(null=True)
    issued_by_post_id = models.BigIntegerField(null=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_why = models.CharField(max_length=200, blank=True)
    uses = models.IntegerField(default=0)
    last_used_at = models.DateTimeField(null=True)
    minute_at = models.DateTimeField(null=True)
    minute_uses = models.IntegerField(default=0)

    class Meta:
        db_table = "kernel_link"
        indexes = [models.Index(fields=["subject", "-id"], name="kernel_link_subject")]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("issued_at")), name="kernel_link_ends")
        ]


class LinkTally(models.Model):
    """Tokens nobody issued, by the address that tried them. Real time."""

    address = models.CharField(max_length=64, primary_key=True)
    since = models.DateTimeField()
    failures = models.IntegerField(default=0)

    class Meta:
        db_table = "kernel_link_tally"
