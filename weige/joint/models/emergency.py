"""An emergency of the street (急时), the duties its posts have in it, and the office's own kinds of emergency."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from weige.joint.rules import emergency as table
from weige.kernel.access import Scope
from weige.people.models import Post, User, Workstation
from weige.territory.models import Area


class EmergencyKind(models.Model):
    """An office's own kind of emergency, or its edit of a shipped one (data/emergencies.toml)."""

    code = models.CharField(max_length=16, primary_key=True)
    name_zh = models.CharField(max_length=30)
    name_en = models.CharField(max_length=60)
    order = models.SmallIntegerField(default=9)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "joint_emergency_kind"


class EmergencyTask(models.Model):
    """What a kind of post does in a kind of emergency: the office's own row, in place of the shipped one."""

    kind = models.CharField(max_length=16)
    code = models.CharField(max_length=16)
    seat = models.CharField(max_length=32)
    form = models.CharField(max_length=8)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)
    order = models.SmallIntegerField(default=9)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "joint_emergency_task"
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="joint_emergency_task_once")]


class Emergency(models.Model):
    """From when to when the street stood in emergency: what kind, why, where, who switched. Kept for good.

    area_ids: the cells chosen, the street itself for all of it. cells: those with everything above and below them.
    """

    ACCESS: ClassVar[Scope] = Scope(cells="cells", leaf="")

    id = models.UUIDField(primary_key=True, editable=False)
    number = models.CharField(max_length=24, unique=True)
    street = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in table.Posture])
    kind = models.CharField(max_length=16)
    kind_zh = models.CharField(max_length=30)
    kind_en = models.CharField(max_length=60)
    reason = models.CharField(max_length=300)
    area_ids = ArrayField(models.IntegerField())
    cells = ArrayField(models.IntegerField())
    began_at = models.DateTimeField()
    begun_by = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "joint_emergency"
        indexes = [models.Index(fields=["-began_at"], name="joint_emergency_began")]
        constraints = [
            models.UniqueConstraint(
                fields=["street"], condition=Q(ended_at__isnull=True), name="joint_emergency_one"
            )
        ]


class EmergencyDuty(models.Model):
    """One duty of a post at one place: done or not, a number, a note. A headcount is a number and no name.

    place: "area:<code>" or "station:<code>". count: doors, people or portions, by form; unreached: of doors or people.
    presses: the presses already taken (a phone sends one again after a lost answer). late: reported after the end.
    """

    ACCESS: ClassVar[Scope] = Scope(cells="cells", leaf="leaf_cells", posts=("post_id",))

    emergency = models.ForeignKey(Emergency, on_delete=models.CASCADE, related_name="duties")
    code = models.CharField(max_length=16)
    seat = models.CharField(max_length=32)
    form = models.CharField(max_length=8)
    what_zh = models.CharField(max_length=60)
    what_en = models.CharField(max_length=120)
    order = models.SmallIntegerField(default=9)
    place = models.CharField(max_length=48)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    station = models.ForeignKey(Workstation, null=True, on_delete=models.PROTECT, related_name="+")
    cells = ArrayField(models.IntegerField())
    leaf_cells = ArrayField(models.IntegerField())
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=[(s.value, s.value) for s in table.Duty])
    given_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    done_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    count = models.IntegerField(null=True)
    unreached = models.IntegerField(null=True)
    note = models.CharField(max_length=300, blank=True)
    late = models.BooleanField(default=False)
    presses = ArrayField(models.CharField(max_length=64), default=list)

    class Meta:
        db_table = "joint_emergency_duty"
        indexes = [models.Index(fields=["post", "emergency"], name="joint_emergency_duty_post")]
        constraints = [
            models.UniqueConstraint(fields=["emergency", "code", "place"], name="joint_emergency_duty_once"),
            models.CheckConstraint(
                condition=Q(count__isnull=True) | Q(count__gte=0), name="joint_emergency_duty_count"
            ),
            # People are counted, not described: a headcount has no words in which a name could stand.
            models.CheckConstraint(
                condition=~Q(form="count") | Q(note=""), name="joint_emergency_duty_no_names"
            ),
        ]
