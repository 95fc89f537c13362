"""Answers kept for a short while, so that the same press sent again is answered the same and made once."""

from datetime import timedelta
from typing import Final

from django.db import models

KEPT: Final = timedelta(minutes=10)
"""How long a press may be sent again (our default)."""


class Answered(models.Model):
    """The answer to one press (kernel.api.once). mark: hash of who sent it, where to, what and under which key; at:
    real time. No answer with a secret in it is ever kept here."""

    mark = models.CharField(max_length=64, primary_key=True)
    status = models.SmallIntegerField()
    media_type = models.CharField(max_length=80)
    body = models.BinaryField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "kernel_answered"
