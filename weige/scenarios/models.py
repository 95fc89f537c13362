"""Which packs this installation knows, which of them are switched on, their versions, and their tries on the past."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from weige.kernel.access import Scope
from weige.people.models import Post, User


class Scenario(models.Model):
    """A pack as last read: its text's data, where it came from, whether it is on. Off: no new warnings.

    cells: this installation's street, so that nobody from another street switches what is watched here.
    """

    ACCESS: ClassVar[Scope] = Scope(leaf="")

    id = models.CharField(max_length=60, primary_key=True)
    version = models.IntegerField()
    pack = models.JSONField()
    source = models.CharField(max_length=200)
    enabled = models.BooleanField(default=True)
    loaded_at = models.DateTimeField()
    cells = ArrayField(models.IntegerField(), default=list)

    class Meta:
        db_table = "scenarios_scenario"


class Version(models.Model):
    """One version of a scenario as it was, is, or will be in force: the whole pack, who made it and why. Never deleted.

    state: draft (kept, not yet on), scheduled (switched on at switch_at), in_force, past, cancelled (before its
    time). author is a post's name, or the file's folder for a pack that came as a file. trial: the replay it was
    decided on. text: as somebody wrote it, comments and all; empty when it was made by turning values.
    """

    ACCESS: ClassVar[Scope] = Scope(cells="scenario__cells", leaf="")

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="versions")
    number = models.IntegerField()
    pack = models.JSONField()
    text = models.TextField(blank=True, default="")
    state = models.CharField(max_length=12)
    source = models.CharField(max_length=200, blank=True)
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    author_post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=1000, blank=True)
    trial = models.ForeignKey("Replay", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    switch_at = models.DateTimeField(null=True)
    switched_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        db_table = "scenarios_version"
        constraints = [
            models.UniqueConstraint(fields=["scenario", "number"], name="scenarios_version_once"),
            models.UniqueConstraint(
                fields=["scenario"], condition=models.Q(state="scheduled"), name="scenarios_one_waits"
            ),
        ]
        indexes = [
            models.Index(
                fields=["switch_at"], condition=models.Q(state="scheduled"), name="scenarios_version_due"
            )
        ]


class Replay(models.Model):
    """A rule tried on the past, beside the one in force: who asked, for which period, how far it is, what came out.

    state: queued, running, done, failed, stopped. base: number of the version in force when it was asked for.
    version: the kept version tried beside it (null: the one in force with the changes). changes: key of the pack →
    value, as rules.changes takes them. share: of the way, 0–1. facts: what people said
    and found in the period, for recounts. result: rules.assess, per side. trouble: why it failed.
    """

    ACCESS: ClassVar[Scope] = Scope(cells="scenario__cells", leaf="")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="replays")
    base = models.IntegerField()
    version = models.IntegerField(null=True)
    changes = models.JSONField(default=dict)
    start = models.DateTimeField()
    end = models.DateTimeField()
    state = models.CharField(max_length=8)
    share = models.FloatField(default=0)
    signals = models.BigIntegerField(default=0)
    seconds = models.FloatField(default=0)
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    asked_post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    facts = models.JSONField(null=True)
    result = models.JSONField(null=True)
    trouble = models.CharField(max_length=1000, blank=True)

    class Meta:
        db_table = "scenarios_replay"
        indexes = [
            models.Index(fields=["scenario", "-asked_at"], name="scenarios_replay_list"),
            models.Index(
                fields=["asked_at"],
                condition=models.Q(state__in=["queued", "running"]),
                name="scenarios_replay_waiting",
            ),
        ]
