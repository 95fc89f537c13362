"""What becomes of a warning's notice: groups with their ladder, silences, inhibitions, what was held back and why."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from weige.kernel.access import Scope
from weige.people.models import Post, User
from weige.sensing.models.device import Device
from weige.territory.models import Area, Building

SILENCE, MAINTENANCE = "silence", "maintenance"


class AlertGroup(models.Model):
    """Warnings of one rule around one place in one stretch of time: told once, called once, one ladder.

    place: "building:<id>" or "area:<id>" (rules.grouping). level: the highest told. count: warnings in it;
    told_count: how many its receivers know of. lead: the warning its notices link to. told: posts told so far.
    step, next_at: the next rung of the ladder and when (null: nobody more is to be told). digest_at: when its
    receivers hear how many more came. acknowledged_at: somebody has seen it; the ladder stands.
    """

    ACCESS: ClassVar[Scope] = Scope(leaf="")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    scenario = models.CharField(max_length=60)
    place = models.CharField(max_length=40)
    place_zh = models.CharField(max_length=200)
    place_en = models.CharField(max_length=200)
    cells = ArrayField(models.IntegerField(), default=list)
    level = models.SmallIntegerField()
    opened_at = models.DateTimeField()
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()
    count = models.IntegerField(default=0)
    told_count = models.IntegerField(default=0)
    lead = models.UUIDField()
    told = ArrayField(models.BigIntegerField(), default=list)
    step = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    digest_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "sensing_alert_group"
        indexes = [
            models.Index(fields=["scenario", "-last_at"], name="sensing_group_open"),
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="sensing_group_next"),
            models.Index(
                fields=["digest_at"], condition=Q(digest_at__isnull=False), name="sensing_group_digest"
            ),
            GinIndex(fields=["cells"], name="sensing_group_cells"),
        ]


class Silence(models.Model):
    """Notices held back on somebody's word: where, of which rule, up to which level, why, and until when.

    kind: "silence", or "maintenance" of a device or building, which may recur (weekdays 1–7, hours "HH:MM-HH:MM"
    local; empty: all the time from start to end). One of subject, device, building and area says where; a
    device counts with what hangs on it, an area with all below it. up_to: the highest level it holds back.
    Never deleted: ended.
    """

    ACCESS: ClassVar[Scope] = Scope(leaf="")

    kind = models.CharField(max_length=12, default=SILENCE)
    scenario = models.CharField(max_length=60, blank=True)
    subject = models.CharField(max_length=120, blank=True)
    device = models.ForeignKey(Device, null=True, on_delete=models.PROTECT, related_name="+")
    building = models.ForeignKey(Building, null=True, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    cells = ArrayField(models.IntegerField(), default=list)
    place_zh = models.CharField(max_length=200)
    place_en = models.CharField(max_length=200)
    up_to = models.SmallIntegerField()
    reason = models.CharField(max_length=400)
    start = models.DateTimeField()
    end = models.DateTimeField()
    weekdays = ArrayField(models.SmallIntegerField(), default=list)
    hours = ArrayField(models.CharField(max_length=11), default=list)
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "sensing_silence"
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=models.F("start")), name="sensing_silence_ends"),
            models.CheckConstraint(condition=Q(kind__in=[SILENCE, MAINTENANCE]), name="sensing_silence_kind"),
        ]
        indexes = [
            models.Index(fields=["end"], condition=Q(ended_at__isnull=True), name="sensing_silence_end"),
            GinIndex(fields=["cells"], name="sensing_silence_cells"),
        ]


class Inhibition(models.Model):
    """A rule by which one warning holds back the notices of others (spec: rules.inhibition.InhibitionSpec).

    Those that ship stand in data/inhibitions.toml; a row with the same code and ended_at switches one off. Never
    deleted: ended.
    """

    ACCESS: ClassVar[Scope] = Scope(cells="", leaf="")

    code = models.CharField(max_length=60)
    spec = models.JSONField()
    reason = models.CharField(max_length=400)
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "sensing_inhibition"
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(ended_at__isnull=True), name="sensing_inhibition_code"
            )
        ]


class Held(models.Model):
    """One notice or call that was not sent, and why (rules.withholding); shown on its warning.

    warning: whose notice; empty when it was a group's rung. what: "notice" or "call". ref: what it fell under
    ("silence:<id>", "warning:<uuid>", "inhibition:<code>", "group:<uuid>", "called:<id>"). params: of its words.
    """

    ACCESS: ClassVar[Scope] = Scope(cells="warning__cells", leaf="warning__leaf_cells")

    warning = models.ForeignKey("sensing.Warning", null=True, on_delete=models.CASCADE, related_name="held")
    group = models.ForeignKey(AlertGroup, null=True, on_delete=models.CASCADE, related_name="held")
    at = models.DateTimeField()
    what = models.CharField(max_length=8)
    why = models.CharField(max_length=16)
    ref = models.CharField(max_length=80)
    until = models.DateTimeField(null=True)
    params = models.JSONField(default=dict)

    class Meta:
        db_table = "sensing_held"
        indexes = [
            models.Index(fields=["warning", "at"], name="sensing_held_warning"),
            models.Index(fields=["group", "at"], name="sensing_held_group"),
            models.Index(fields=["ref"], name="sensing_held_ref"),
        ]


class Called(models.Model):
    """One call or text message to a post: until then nothing of the same or a lower level rings it again."""

    ACCESS: ClassVar[Scope] = Scope(cells="group__cells", leaf="")

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(AlertGroup, on_delete=models.CASCADE, related_name="calls")
    channel = models.CharField(max_length=16)
    level = models.SmallIntegerField()
    step = models.SmallIntegerField()
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        db_table = "sensing_called"
        indexes = [models.Index(fields=["post", "channel", "-until"], name="sensing_called_post")]
