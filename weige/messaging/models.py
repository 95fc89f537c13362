"""Notices: who was told what, when, and whether it was read."""

from typing import ClassVar

from django.db import models

from weige.kernel.access import Scope
from weige.people.models import Post, User

IN_APP = "in_app"
SENT, QUEUED, RECORDED, FAILED = "sent", "queued", "recorded", "failed"


class Wording(models.Model):
    """An office's own words of a notice from made_at on, by its key in data/notices.toml. Rows are added, not changed:
    what was told before keeps the words it was told in.

    sms: who is told in the application gets a text message too. active: False, nobody is told (only notices that hang
    on an event).
    """

    template = models.CharField(max_length=60)
    zh = models.CharField(max_length=300)
    en = models.CharField(max_length=300)
    sms = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "messaging_wording"
        indexes = [models.Index(fields=["template", "-id"], name="messaging_wording_newest")]


class Notice(models.Model):
    """One message to a post or a user. `subject` is what it is about ("case:<uuid>", "warning:<uuid>").

    channel: "in_app", or "sms" and "phone", which go out through messaging.ports. state: "sent" (in the application:
    at once), "queued" until due_at, "recorded" (no carrier is set up: kept here only), "failed" after the last try.
    outside: for somebody without an account whom the gateway knows ("shop:S-014"); link: what a link sent along opens
    (purpose, subject, label, days). The link itself is made when the message leaves and stands nowhere here.
    wording: the office's words it was told in; null: the shipped ones.
    """

    ACCESS: ClassVar[Scope] = Scope(cells="", leaf="", posts=("post_id",), users=("user_id",))

    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="notices")
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="notices")
    outside = models.CharField(max_length=80, blank=True)
    link = models.JSONField(null=True)
    subject = models.CharField(max_length=80)
    template = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    wording = models.ForeignKey(Wording, null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=16, default="in_app")
    sent_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=SENT)
    due_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)
    carrier = models.CharField(max_length=24, blank=True)
    error = models.CharField(max_length=300, blank=True)
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "messaging_notice"
        indexes = [
            models.Index(fields=["subject"], name="messaging_notice_subject"),
            models.Index(fields=["post", "read_at"], name="messaging_notice_post"),
            models.Index(
                fields=["due_at"], condition=models.Q(due_at__isnull=False), name="messaging_notice_due"
            ),
        ]
