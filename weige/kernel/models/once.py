"""Answers kept for a short while, so that the same press sent again is answered the same and made once."""

from django.db import models


class Answered(models.Model):
    """The answer to one press (kernel.once). mark: hash of who sent it, where to, what and under which key; at: real
    time. No answer with a secret in it is ever kept here."""

    mark = models.CharField(max_length=64, primary_key=True)
    status = models.SmallIntegerField()
    media_type = models.CharField(max_length=80)
    body = models.BinaryField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "kernel_answered"
