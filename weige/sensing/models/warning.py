"""Warnings: one living row per problem, with everything that explains it."""

import uuid
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, Value, When

from weige.kernel.access import Scope
from weige.people.models import User
from weige.registry.models import Shop
from weige.sensing.models.alerting import AlertGroup
from weige.sensing.models.device import Device
from weige.sensing.rules.warning import CONFIRMED, LIVE, OPEN, STATES
from weige.territory.models import Building, Located


class Warning(Located):
    """One problem at one subject under one rule (rules.warning has its life as a table).

    subject: "shop:S-0017", "building:…", "zone:<device>/<zone>", "device:…". level: rank 1 blue … 4 red,
    now. explain: rules.explain.explanation of the moment it fired; plan: the rules.spec.CaseSpec
    then in force. pictures: [{"sha", "at", "device"}]. count: signals that showed it. recovered_at: the
    condition ended while its case was open. no_data_since: its device gives the rule no data: neither normal nor
    over. queue: its place in lists: open first (those of a device whose word
    has lost weight behind the others), then confirmed, then what is over.
    notice_due: when to decide (again) whom to tell; the announcer works on this column alone. announced_at: when
    its notice, or its group's, first went out. acknowledged_at: who has seen it since it last rose. label: what
    a camera took it for. doubted: its device was so often wrong under this rule that a person must decide.
    judged_right, judged_at, judged_by: what a person said of it after it had gone by itself, and nobody before; it
    stays over (ADR 0017).
    """

    ACCESS: ClassVar[Scope] = Scope(users=("shop__owner_id",))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    scenario = models.CharField(max_length=60)
    version = models.IntegerField()
    subject = models.CharField(max_length=120)
    level = models.SmallIntegerField()
    state = models.CharField(max_length=12, default=OPEN)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    place_zh = models.CharField(max_length=200)
    place_en = models.CharField(max_length=200)
    device = models.ForeignKey(Device, null=True, on_delete=models.PROTECT, related_name="warnings")
    shop = models.ForeignKey(Shop, null=True, on_delete=models.PROTECT, related_name="+")
    building = models.ForeignKey(Building, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    count = models.IntegerField(default=1)
    pictures = models.JSONField(default=list)
    explain = models.JSONField(default=dict)
    plan = models.JSONField(null=True)
    case_id = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    recovered_at = models.DateTimeField(null=True)
    no_data_since = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)
    reason_code = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    label = models.CharField(max_length=40, blank=True)
    doubted = models.BooleanField(default=False)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    judged_right = models.BooleanField(null=True)
    judged_at = models.DateTimeField(null=True)
    judged_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    notice_due = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)
    group = models.ForeignKey(AlertGroup, null=True, on_delete=models.PROTECT, related_name="warnings")
    queue = models.GeneratedField(
        expression=Case(
            When(state=OPEN, doubted=False, then=Value(0)),
            When(state=OPEN, then=Value(1)),
            When(state=CONFIRMED, then=Value(2)),
            default=Value(3),
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )

    class Meta:
        db_table = "sensing_warning"
        constraints = [
            models.UniqueConstraint(
                fields=["scenario", "subject"],
                condition=models.Q(state__in=LIVE),
                name="sensing_warning_one_problem",
            ),
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="sensing_warning_state"),
            models.CheckConstraint(
                condition=models.Q(level__gte=1, level__lte=4), name="sensing_warning_level"
            ),
        ]
        indexes = [
            GinIndex(fields=["cells"], name="sensing_warning_cells"),
            models.Index(fields=["queue", "-opened_at", "-id"], name="sensing_warning_list"),
            models.Index(fields=["case_id"], name="sensing_warning_case"),
            models.Index(fields=["device", "-opened_at"], name="sensing_warning_device"),
            models.Index(fields=["group"], name="sensing_warning_group"),
            models.Index(
                fields=["notice_due"],
                condition=models.Q(notice_due__isnull=False),
                name="sensing_warning_notice",
            ),
            models.Index(
                fields=["building"],
                condition=models.Q(state__in=LIVE),
                name="sensing_warning_building",
            ),
        ]
