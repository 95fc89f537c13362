"""Notices: who was told what, when, and whether it was read."""

from typing import ClassVar

from django.db import models

from weige.kernel.access import Scope
from weige.people.models import Post, User


class Notice(models.Model):
    """One message to a post or a user. `subject` is what it is about ("case:<uuid>", "warning:<uuid>")."""

    ACCESS: ClassVar[Scope] = Scope(cells="", leaf="", posts=("post_id",), users=("user_id",))

    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="notices")
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="notices")
    subject = models.CharField(max_length=80)
    template = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    channel = models.CharField(max_length=16, default="in_app")
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "messaging_notice"
        indexes = [
            models.Index(fields=["subject"], name="messaging_notice_subject"),
            models.Index(fields=["post", "read_at"], name="messaging_notice_post"),
        ]
