"""Hotline orders (12345 工单): what the caller said and was promised, beside the case that is handled."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from weige.cases.models.case import Case
from weige.cases.models.matters import Matter
from weige.cases.rules.hotline import State
from weige.kernel.access import Scope
from weige.kernel.worktime import Limit, Unit
from weige.people.models import Post, User


class HotlineOrder(models.Model):
    """One order by its own number. `case` is null while nobody knows where it is (state unplaced).

    A second round (the re-visit was not satisfied and the case had ended) has a new case; `cases` names them all.
    caller_name, caller_phone are personal: masked without a purpose. `clocks` is JSON of rules.clocks.
    """

    ACCESS: ClassVar[Scope] = Scope(
        cells="cells",
        leaf="leaf_cells",
        department="case__department_id",
        posts=("case__handler_post_id", "case__party_posts"),
        users=("sender_id",),
    )

    number = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=16)
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in State])
    version = models.IntegerField(default=1)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="hotline_orders")
    cases = ArrayField(models.UUIDField(), default=list)
    matter = models.ForeignKey(Matter, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.CharField(max_length=2000)
    course = models.CharField(max_length=2000, blank=True)
    caller_name = models.CharField(max_length=60, blank=True)
    caller_phone = models.CharField(max_length=30, blank=True)
    address = models.CharField(max_length=200, blank=True)
    place_why = models.CharField(max_length=40, blank=True)
    cells = ArrayField(models.IntegerField(), default=list)
    leaf_cells = ArrayField(models.IntegerField(), default=list)
    sender = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    way = models.CharField(max_length=8)
    received_at = models.DateTimeField()
    arrived_at = models.DateTimeField()
    contacted_at = models.DateTimeField(null=True)
    replied_at = models.DateTimeField(null=True)
    revisited_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True)
    reply = models.CharField(max_length=2000, blank=True)
    solved = models.BooleanField(null=True)
    satisfaction = models.CharField(max_length=12, blank=True)
    settled_because = models.CharField(max_length=1000, blank=True)
    rounds = models.SmallIntegerField(default=1)
    contact_due_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    contact_late_since = models.DateTimeField(null=True)
    late_since = models.DateTimeField(null=True)
    rank_at = models.DateTimeField()
    clocks = models.JSONField(default=dict)
    calendar_version = models.IntegerField(default=0)

    class Meta:
        db_table = "cases_hotline_order"
        indexes = [
            models.Index(
                fields=["rank_at", "id"], condition=Q(done_at__isnull=True), name="cases_hotline_rank"
            ),
            models.Index(fields=["-arrived_at", "-id"], name="cases_hotline_newest"),
            GinIndex(fields=["cells"], condition=Q(done_at__isnull=True), name="cases_hotline_cells"),
        ]

    @property
    def now_in(self) -> State:
        return State(self.state)

    @property
    def subject(self) -> str:
        """The subject of its events while it has no case."""
        return f"hotline:{self.pk}"


class HotlineNote(models.Model):
    """One step made on an order: an attempt to reach the caller, a reply, a re-visit. Never changed."""

    ACCESS: ClassVar[Scope] = Scope(
        cells="order__cells", leaf="order__leaf_cells", department="order__case__department_id"
    )

    order = models.ForeignKey(HotlineOrder, on_delete=models.PROTECT, related_name="notes")
    step = models.CharField(max_length=12)
    round = models.SmallIntegerField()
    at = models.DateTimeField()
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    reached = models.BooleanField(null=True)
    how = models.CharField(max_length=12, blank=True)
    outcome = models.CharField(max_length=12, blank=True)
    solved = models.BooleanField(null=True)
    satisfaction = models.CharField(max_length=12, blank=True)
    text = models.CharField(max_length=2000, blank=True)

    class Meta:
        db_table = "cases_hotline_note"


class HotlineMapping(models.Model):
    """Which column of a sender's workbook is which field, and which of its words is which kind of order.

    source: what the office calls the sender; what: of which sheet, orders or days (the call centre's statistics).
    fields: our field → their header; kinds: their word → our kind.
    """

    source = models.CharField(max_length=40, primary_key=True)
    what = models.CharField(max_length=8, default="orders")
    fields = models.JSONField(default=dict)
    kinds = models.JSONField(default=dict)
    version = models.IntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "cases_hotline_mapping"


class HotlineDay(models.Model):
    """What the call centre says of one of its days: calls that came in, were connected, were answered within 15 s.

    Given by the office; a day given again is corrected, with history."""

    ACCESS: ClassVar[Scope] = Scope(cells="", leaf="")  # of the whole street's hotline

    day = models.DateField(unique=True)
    calls = models.IntegerField()
    connected = models.IntegerField()
    answered = models.IntegerField()
    note = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "cases_hotline_day"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    answered__gte=0,
                    connected__gte=models.F("answered"),
                    calls__gte=models.F("connected"),
                ),
                name="cases_hotline_day_sums",
            )
        ]


class HotlineLimit(models.Model):
    """The limit of a kind of order, or of the first contact; editable. `source`: sourced, default (ours), office."""

    kind = models.CharField(max_length=16, primary_key=True)
    amount = models.DecimalField(max_digits=7, decimal_places=2)
    unit = models.CharField(max_length=16, choices=[(unit.value, unit.value) for unit in Unit])
    source = models.CharField(max_length=16)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "cases_hotline_limit"

    @property
    def limit(self) -> Limit:
        return Limit(self.amount.normalize(), Unit(self.unit))
