"""A call (吹哨报到、条线约请) and the units it called, with deadlines as columns. Tables of states: rules.calls."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from weige.cases.models import Case
from weige.joint.models.units import OfUnit
from weige.joint.rules import calls as table
from weige.kernel.access import Scope
from weige.kernel.worktime import Limit, Unit
from weige.people.models import Post, User


class Sequence(models.Model):
    """The last number given out on a local day for calls or meetings; its row lock makes numbers gapless."""

    kind = models.CharField(max_length=8)
    day = models.DateField()
    last = models.IntegerField(default=0)

    class Meta:
        db_table = "joint_sequence"
        constraints = [models.UniqueConstraint(fields=["kind", "day"], name="joint_sequence_once")]


class CallKind(models.Model):
    """An office's own limits of a kind of call, in place of data/call_kinds.toml; edits stand in the log."""

    code = models.CharField(max_length=16, primary_key=True)
    name_zh = models.CharField(max_length=30)
    name_en = models.CharField(max_length=30)
    order = models.SmallIntegerField(default=9)
    answer_amount = models.DecimalField(max_digits=7, decimal_places=2)
    answer_unit = models.CharField(max_length=16)
    arrive_amount = models.DecimalField(max_digits=7, decimal_places=2)
    arrive_unit = models.CharField(max_length=16)
    urge_amount = models.DecimalField(max_digits=7, decimal_places=2)
    urge_unit = models.CharField(max_length=16)
    urges = models.SmallIntegerField(default=1)
    source = models.CharField(max_length=16, default="office")

    class Meta:
        db_table = "joint_call_kind"

    def limit(self, which: str) -> Limit:
        """The limit "answer", "arrive" or "urge"."""
        return Limit(getattr(self, f"{which}_amount").normalize(), Unit(getattr(self, f"{which}_unit")))


class CallIn(models.Model):
    """Who called whom to which place, why, by when. Times are UTC, lon/lat WGS84 degrees.

    Matter, title and place are the case's at the moment of the call (a call may also be for a place without a case).
    party_posts, department_ids: everybody called, so that access is one look at the row. version: of the call with
    its units; every move makes it one more. spot: the black spot it is about (an id of a neighbour: no foreign key).
    """

    ACCESS: ClassVar[Scope] = Scope(
        cells="cells",
        leaf="leaf_cells",
        department="department_ids",
        posts=("caller_post_id", "party_posts"),
        users=("caller_user_id",),
    )

    id = models.UUIDField(primary_key=True, editable=False)
    number = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=16)
    spot = models.IntegerField(null=True)
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in table.Call])
    version = models.IntegerField(default=1)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="calls")
    matter_code = models.CharField(max_length=16, blank=True)
    matter_zh = models.CharField(max_length=120, blank=True)
    matter_en = models.CharField(max_length=120, blank=True)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    why = models.CharField(max_length=1000)
    place_zh = models.CharField(max_length=200, blank=True)
    place_en = models.CharField(max_length=200, blank=True)
    lon = models.FloatField()
    lat = models.FloatField()
    cells = ArrayField(models.IntegerField(), default=list)
    leaf_cells = ArrayField(models.IntegerField(), default=list)
    caller_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    caller_user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    party_posts = ArrayField(models.BigIntegerField(), default=list)
    department_ids = ArrayField(models.BigIntegerField(), default=list)
    meet_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    result_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True)
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        db_table = "joint_call"
        indexes = [
            models.Index(fields=["-sent_at", "-id"], name="joint_call_sent"),
            models.Index(fields=["-sent_at"], condition=Q(closed_at__isnull=True), name="joint_call_live"),
            models.Index(fields=["spot"], condition=Q(spot__isnull=False), name="joint_call_spot"),
        ]

    @property
    def subject(self) -> str:
        """Where its events stand in the log: the case's timeline, or its own."""
        return f"case:{self.case_id}" if self.case_id else f"call:{self.pk}"


class Called(OfUnit):
    """One unit of a call.

    next_at: when time acts next on it (urging, escalation, arrival overdue); None when nothing runs.
    """

    ACCESS: ClassVar[Scope] = Scope(
        cells="call__cells", leaf="call__leaf_cells", department="department_id", posts=("post_id",)
    )

    call = models.ForeignKey(CallIn, on_delete=models.CASCADE, related_name="units")
    lead = models.BooleanField(default=False)
    demand = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in table.Unit])
    sent_at = models.DateTimeField()
    answer_due_at = models.DateTimeField()
    arrive_due_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    urges = models.SmallIntegerField(default=0)
    escalated_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=12, blank=True)
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    delegated_from = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="delegates")
    arrived_at = models.DateTimeField(null=True)
    arrived_lon = models.FloatField(null=True)
    arrived_lat = models.FloatField(null=True)
    arrived_m = models.FloatField(null=True)
    result_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=1000, blank=True)
    pictures = ArrayField(models.CharField(max_length=64), default=list)
    unit_rating = models.CharField(max_length=12, blank=True)
    unit_rating_note = models.CharField(max_length=300, blank=True)
    matter_rating = models.CharField(max_length=12, blank=True)
    matter_rating_note = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "joint_called"
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="joint_called_next"),
            models.Index(fields=["unit_code", "sent_at"], name="joint_called_unit"),
            models.Index(fields=["sent_at"], name="joint_called_sent"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(post__isnull=False, department__isnull=True, partner__isnull=True)
                | Q(post__isnull=True, department__isnull=False, partner__isnull=True)
                | Q(post__isnull=True, department__isnull=True, partner__isnull=False),
                name="joint_called_one_unit",
            )
        ]
