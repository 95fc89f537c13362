"""Transfers (案件移送) between the street and another body, both ways."""

from django.db import models

from weige.enforcement.models.base import Procedural
from weige.enforcement.models.powers import Power


class Transfer(Procedural):
    """One transfer. direction: "out" (ours to them) or "in". other: the body on the other side, with the person to
    ask; lon, lat: WGS84 degrees of one that came in;
    other_number: its case number. materials: [{"title", "sha"}], the list as it was sent, with its hash in
    `sealed_hash`.

    returned: how often the other side gave it back; the second time it goes to coordination (争议协调).
    """

    NAME = "transfer"

    direction = models.CharField(max_length=3)
    other = models.CharField(max_length=120)
    other_person = models.CharField(max_length=120, blank=True)
    other_number = models.CharField(max_length=80, blank=True)
    power = models.ForeignKey(Power, null=True, on_delete=models.PROTECT, related_name="+")
    facts = models.CharField(max_length=2000)
    reason = models.CharField(max_length=1000)
    basis = models.CharField(max_length=500)
    place = models.CharField(max_length=200, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    materials = models.JSONField(default=list)
    sealed_hash = models.CharField(max_length=64, blank=True)
    approver_id = models.BigIntegerField(null=True)
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.CharField(max_length=120, blank=True)
    accepted_at = models.DateTimeField(null=True)
    returned = models.SmallIntegerField(default=0)
    return_why = models.CharField(max_length=1000, blank=True)
    result = models.CharField(max_length=2000, blank=True)
    external = models.CharField(max_length=80, blank=True)

    class Meta:
        db_table = "enforcement_transfer"
        indexes = [models.Index(fields=["-made_at", "-id"], name="enforcement_transfer_made")]
        constraints = [
            models.UniqueConstraint(
                fields=["other", "external"],
                condition=~models.Q(external=""),
                name="enforcement_transfer_external",
            )
        ]
