"""Warnings an office has told the public: one row a message, never changed, chained by what they refer to."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from weige.kernel.access import Scope
from weige.sensing.models.warning import Warning

ALERT, UPDATE, CANCEL = "alert", "update", "cancel"


class PublicAlert(models.Model):
    """One CAP 1.2 message (rules.cap.Message as JSON in `body`) as it was published; a trigger keeps it so.

    thread: id of the first message; turn: 0 for it, then counting. warning: what it is about. author: who published
    it, for the office's own list; it is not part of the message.
    """

    ACCESS: ClassVar[Scope] = Scope(leaf="")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    thread = models.UUIDField()
    turn = models.IntegerField()
    kind = models.CharField(max_length=6)
    warning = models.ForeignKey(Warning, on_delete=models.PROTECT, related_name="alerts")
    sent = models.DateTimeField()
    expires = models.DateTimeField()
    body = models.JSONField()
    author = models.CharField(max_length=120)
    cells = ArrayField(models.IntegerField(), default=list)

    class Meta:
        db_table = "sensing_public_alert"
        constraints = [
            models.UniqueConstraint(fields=["thread", "turn"], name="sensing_public_alert_turn"),
            models.CheckConstraint(
                condition=models.Q(kind__in=(ALERT, UPDATE, CANCEL)), name="sensing_public_alert_kind"
            ),
        ]
        indexes = [
            models.Index(fields=["-sent", "-id"], name="sensing_public_alert_list"),
            models.Index(fields=["warning"], name="sensing_public_alert_warning"),
            GinIndex(fields=["cells"], name="sensing_public_alert_cells"),
        ]
