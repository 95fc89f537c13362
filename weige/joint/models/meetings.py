"""Joint meetings (联席会议): agenda, who is asked and who came, decisions, and the tasks they become."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from weige.cases.models import Case
from weige.joint.models.units import OfUnit
from weige.joint.rules import meetings as table
from weige.kernel.access import Scope
from weige.people.models import Post, User


class Meeting(models.Model):
    """One meeting. sequence: how often what a calendar shows was changed (RFC 5545 SEQUENCE); changed_at: when last.

    cells: of its agenda's cases, or of the convening post's area. Times are UTC.
    spot: the black spot it is about (an id of a neighbour: no foreign key).
    """

    ACCESS: ClassVar[Scope] = Scope(
        cells="cells",
        leaf="leaf_cells",
        department="department_ids",
        posts=("chair_post_id", "party_posts"),
    )

    id = models.UUIDField(primary_key=True, editable=False)
    number = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=8)
    spot = models.IntegerField(null=True)
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in table.Meeting])
    version = models.IntegerField(default=1)
    sequence = models.IntegerField(default=0)
    title = models.CharField(max_length=200)
    place = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    chair_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    minutes = models.TextField(blank=True, max_length=20_000)
    reason = models.CharField(max_length=500, blank=True)
    cells = ArrayField(models.IntegerField(), default=list)
    leaf_cells = ArrayField(models.IntegerField(), default=list)
    party_posts = ArrayField(models.BigIntegerField(), default=list)
    department_ids = ArrayField(models.BigIntegerField(), default=list)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "joint_meeting"
        indexes = [
            models.Index(fields=["-starts_at", "-id"], name="joint_meeting_starts"),
            models.Index(fields=["spot"], condition=Q(spot__isnull=False), name="joint_meeting_spot"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="joint_meeting_ends")
        ]

    @property
    def subject(self) -> str:
        """The subject of its own events; what concerns one case stands on the case's timeline."""
        return f"meeting:{self.pk}"


class AgendaItem(models.Model):
    """One matter of the agenda: a case, or words. `conclusion`: what was said of it when nothing was decided."""

    ACCESS: ClassVar[Scope] = Scope(cells="meeting__cells", leaf="")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    order = models.SmallIntegerField()
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    question = models.CharField(max_length=500, blank=True)
    conclusion = models.CharField(max_length=1000, blank=True)

    class Meta:
        db_table = "joint_agenda_item"
        ordering: ClassVar = ["order", "pk"]


class Attendee(OfUnit):
    """A unit asked to the meeting: answer before it (yes, no, ""), presence at it (True, False, None = not noted)."""

    ACCESS: ClassVar[Scope] = Scope(
        cells="meeting__cells", leaf="", department="department_id", posts=("post_id",)
    )

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendees")
    answer = models.CharField(max_length=4, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    present = models.BooleanField(null=True)

    class Meta:
        db_table = "joint_attendee"


class Decision(models.Model):
    """What was decided on an item. covenant: the text of an agreement that came with it (使用公约), else empty."""

    ACCESS: ClassVar[Scope] = Scope(cells="meeting__cells", leaf="")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions")
    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="decisions")
    text = models.CharField(max_length=1000)
    covenant = models.TextField(blank=True, max_length=10_000)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "joint_decision"


class JointTask(models.Model):
    """A task out of a decision: leading and assisting units, a limit on the working-time clock, checked by another.

    It holds its case open until it is over. pictures: what the units showed. sent_back: how often a check failed.
    """

    ACCESS: ClassVar[Scope] = Scope(
        cells="cells", leaf="leaf_cells", department="department_ids", posts=("giver_post_id", "party_posts")
    )

    id = models.UUIDField(primary_key=True, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="tasks")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="joint_tasks")
    order = models.SmallIntegerField(default=0)
    what = models.CharField(max_length=500)
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in table.Task])
    version = models.IntegerField(default=1)
    cells = ArrayField(models.IntegerField(), default=list)
    leaf_cells = ArrayField(models.IntegerField(), default=list)
    party_posts = ArrayField(models.BigIntegerField(), default=list)
    department_ids = ArrayField(models.BigIntegerField(), default=list)
    giver_post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    limit_amount = models.DecimalField(max_digits=7, decimal_places=2)
    limit_unit = models.CharField(max_length=16)
    given_at = models.DateTimeField()
    due_at = models.DateTimeField()
    calendar_version = models.IntegerField(default=0)
    overdue_since = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    result = models.CharField(max_length=1000, blank=True)
    ended_at = models.DateTimeField(null=True)
    checked_post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    sent_back = models.SmallIntegerField(default=0)
    pictures = ArrayField(models.CharField(max_length=64), default=list)

    class Meta:
        db_table = "joint_task"
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(ended_at__isnull=True), name="joint_task_due")
        ]

    @property
    def subject(self) -> str:
        """Where its events stand: the case's timeline, or its meeting's."""
        return f"case:{self.case_id}" if self.case_id else f"meeting:{self.decision.meeting_id}"


class TaskUnit(OfUnit):
    """A unit of a task: the leading one or an assisting one."""

    ACCESS: ClassVar[Scope] = Scope(
        cells="task__cells", leaf="", department="department_id", posts=("post_id",)
    )

    task = models.ForeignKey(JointTask, on_delete=models.CASCADE, related_name="units")
    lead = models.BooleanField(default=False)

    class Meta:
        db_table = "joint_task_unit"
