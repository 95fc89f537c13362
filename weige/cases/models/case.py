"""The case itself: where it stands, whose it is, its clocks as columns, and what it was found in."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from weige.cases.models.matters import FilingCondition, Matter
from weige.cases.rules.clocks import Clocks, load
from weige.cases.rules.states import ENDED, STAGE_OF, State
from weige.kernel.access import Scope
from weige.people.models import Department, Post, User
from weige.registry.models import Shop
from weige.territory.models import Building

OPEN = Q(ended_at__isnull=True)


def _seat(model: type[models.Model]) -> "models.ForeignKey[Any, Any]":
    """A person, post or department a case names without being listed by it: no index."""
    return models.ForeignKey(model, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)


class DaySequence(models.Model):
    """The numbers of a local day for one prefix (one street): the highest, the one given out last, those given back."""

    prefix = models.CharField(max_length=16)
    day = models.DateField()
    last = models.IntegerField(default=0)
    given = models.IntegerField(default=0)
    free = ArrayField(models.IntegerField(), default=list)

    class Meta:
        db_table = "cases_day_sequence"
        constraints = [models.UniqueConstraint(fields=["prefix", "day"], name="cases_day_sequence_once")]


class Case(models.Model):
    """One problem from report to close. States and moves: rules.transitions. Times are UTC.

    cells, leaf_cells: the areas it was found in; kept when the street is divided anew. `rank_at` is the
    nearest due time that runs now (the end for ended cases): lists are ordered by it. `clocks` is
    rules.clocks' JSON. After a return the last handler stays named (first receiver stays responsible)
    until the next dispatch. `request` is a question waiting for a decision: extension_department,
    extension_desk, suspension, transfer_unit, transfer_desk, or empty. first_*: who received it first;
    proposed_*: who that unit says should have it. `raised`: 1 with the coordinator, 2 with the chief, after
    the third return; `designated`: the coordinator named the unit, which cannot return it.
    `supervision` is the level of the supervision that runs (rules.life), `appeal` what waits to be decided
    after closing; `parent` the case this one is a part of, `follows` the closed one it goes on from.
    component: the code of the thing it is about (17 digits after GB/T 47678.5, or the older 16), where it is known.
    outer_numbers: what others call it (a hotline order's own number); searches find it. `held_by`: what
    has to end before it may close ("joint-task:<uuid>"), told by modules above. `patrol`: what somebody judged of
    a case the public reported: "missed" (a patrol should have seen it), "unseen" (it could not), or nothing yet.
    """

    ACCESS: ClassVar[Scope] = Scope(
        cells="cells",
        leaf="leaf_cells",
        department="department_id",
        posts=("handler_post_id", "checker_post_id", "party_posts"),
        users=("party_users",),
    )

    id = models.UUIDField(primary_key=True, editable=False)
    number = models.CharField(max_length=40)
    state = models.CharField(max_length=16, choices=[(s.value, s.value) for s in STAGE_OF])
    version = models.IntegerField(default=1)
    matter = models.ForeignKey(
        Matter, null=True, on_delete=models.PROTECT, related_name="cases", db_index=False
    )
    condition = models.ForeignKey(
        FilingCondition, null=True, on_delete=models.PROTECT, related_name="cases", db_index=False
    )
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    level = models.CharField(max_length=8, blank=True)
    source = models.CharField(max_length=16)
    sources = ArrayField(models.CharField(max_length=16), default=list)
    lon = models.FloatField()
    lat = models.FloatField()
    cells = ArrayField(models.IntegerField(), default=list)
    leaf_cells = ArrayField(models.IntegerField(), default=list)
    place_zh = models.CharField(max_length=200, blank=True)
    place_en = models.CharField(max_length=200, blank=True)
    shop = models.ForeignKey(Shop, null=True, on_delete=models.PROTECT, related_name="cases", db_index=False)
    building = models.ForeignKey(
        Building, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    warning_id = models.UUIDField(null=True, unique=True)
    reporter = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    filer_post = models.ForeignKey(
        Post, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    department = models.ForeignKey(
        Department, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    handler_post = models.ForeignKey(
        Post, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    handler_user = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    assigned = models.BooleanField(default=False)
    checker_post = models.ForeignKey(
        Post, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    checker_user = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    party_posts = ArrayField(models.BigIntegerField(), default=list)
    party_users = ArrayField(models.BigIntegerField(), default=list)
    declined_posts = ArrayField(models.BigIntegerField(), default=list)
    declined_departments = ArrayField(models.BigIntegerField(), default=list)
    request = models.CharField(max_length=24, blank=True)
    request_reason = models.CharField(max_length=1000, blank=True)
    request_until = models.DateTimeField(null=True)
    requester = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    requester_post = models.ForeignKey(
        Post, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    request_code = models.CharField(max_length=24, blank=True)
    request_clause = models.CharField(max_length=200, blank=True)
    first_post = _seat(Post)
    first_department = _seat(Department)
    proposed_post = _seat(Post)
    proposed_department = _seat(Department)
    raised = models.SmallIntegerField(default=0)
    designated = models.BooleanField(default=False)
    supervision = models.CharField(max_length=12, blank=True)
    supervisor_post = _seat(Post)
    supervision_due_at = models.DateTimeField(null=True)
    supervision_answered_at = models.DateTimeField(null=True)
    supervision_late_at = models.DateTimeField(null=True)
    urges = models.SmallIntegerField(default=0)
    urged_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    nudged_at = models.DateTimeField(null=True)
    parent = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="parts", db_index=False
    )
    parts_total = models.SmallIntegerField(default=0)
    parts_open = models.SmallIntegerField(default=0)
    follows = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="followers", db_index=False
    )
    appeal = models.CharField(max_length=16, blank=True)
    appeal_about = models.CharField(max_length=16, blank=True)
    appeal_due_at = models.DateTimeField(null=True)
    complaint_until = models.DateTimeField(null=True)
    appeal_until = models.DateTimeField(null=True)
    appellant = _seat(User)
    appellant_post = _seat(Post)
    closer = _seat(User)
    closer_post = _seat(Post)
    reviewer = _seat(User)
    reviewer_post = _seat(Post)
    complaints = models.SmallIntegerField(default=0)
    appeals = models.SmallIntegerField(default=0)
    exempt = models.CharField(max_length=16, blank=True)
    patrol = models.CharField(max_length=8, blank=True)
    component = models.CharField(max_length=17, blank=True, default="", db_default="")
    outcome = models.CharField(max_length=16, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged", db_index=False
    )
    held_by = ArrayField(models.CharField(max_length=60), default=list)
    returns = models.SmallIntegerField(default=0)
    reworks = models.SmallIntegerField(default=0)
    extensions = models.SmallIntegerField(default=0)
    suspensions = models.SmallIntegerField(default=0)
    outer_numbers = ArrayField(models.CharField(max_length=60), default=list)
    reports = models.SmallIntegerField(default=1)
    evidence_count = models.SmallIntegerField(default=0)
    after_photo_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField()
    reported_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    filed_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    responded_at = models.DateTimeField(null=True)
    handled_at = models.DateTimeField(null=True)
    rework_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    half_at = models.DateTimeField(null=True)
    near_at = models.DateTimeField(null=True)
    stage_due_at = models.DateTimeField(null=True)
    rank_at = models.DateTimeField()
    overdue_since = models.DateTimeField(null=True)
    stage_overdue_since = models.DateTimeField(null=True)
    paused_since = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    grace_until = models.DateTimeField(null=True)
    due_warnings = ArrayField(models.CharField(max_length=60), default=list)
    calendar_version = models.IntegerField(default=0)
    clocks = models.JSONField(default=dict)
    search_text = models.TextField(blank=True)
    search_terms = ArrayField(models.CharField(max_length=2), default=list)

    class Meta:
        db_table = "cases_case"
        indexes = [
            models.Index(fields=["rank_at", "id"], condition=OPEN, name="cases_open_rank"),
            models.Index(fields=["handler_post", "rank_at"], condition=OPEN, name="cases_open_handler"),
            models.Index(fields=["checker_post", "rank_at"], condition=OPEN, name="cases_open_checker"),
            models.Index(fields=["department", "rank_at"], condition=OPEN, name="cases_open_department"),
            models.Index(fields=["matter", "lat"], condition=OPEN, name="cases_open_matter"),
            models.Index(fields=["lat", "lon"], condition=OPEN, name="cases_open_place"),
            models.Index(fields=["-ended_at", "-id"], condition=~OPEN, name="cases_ended"),
            models.Index(fields=["matter", "-ended_at"], condition=~OPEN, name="cases_ended_matter"),
            models.Index(fields=["filed_at"], name="cases_filed"),
            models.Index(fields=["reported_at"], name="cases_reported"),
            models.Index(fields=["shop"], condition=Q(shop__isnull=False), name="cases_shop"),
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="cases_parts"),
            models.Index(fields=["follows"], condition=Q(follows__isnull=False), name="cases_follows"),
            models.Index(
                fields=["supervision_due_at"], condition=~Q(supervision=""), name="cases_supervised"
            ),
            models.Index(fields=["appeal_due_at"], condition=~Q(appeal=""), name="cases_appealed"),
            models.Index(
                fields=["near_at"],
                condition=OPEN & Q(near_at__isnull=False, nudged_at__isnull=True),
                name="cases_to_nudge",
            ),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="cases_merged"),
            GinIndex(fields=["cells"], condition=OPEN, name="cases_open_cells"),
            GinIndex(fields=["party_users"], name="cases_party_users"),
            GinIndex(fields=["party_posts"], name="cases_party_posts"),
            GinIndex(fields=["search_terms"], name="cases_search"),
        ]
        constraints = [
            # not unique=True: that brings a second index for prefixes, which searches do not use
            models.UniqueConstraint(fields=["number"], name="cases_number"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(ENDED), ended_at__isnull=False)
                | (~Q(state__in=sorted(ENDED)) & Q(ended_at__isnull=True)),
                name="cases_ended_has_end",
            ),
            models.CheckConstraint(
                condition=~Q(matter=None) | Q(condition=None), name="cases_condition_has_matter"
            ),
        ]

    @property
    def now_in(self) -> State:
        """The state as the table knows it."""
        return State(self.state)

    def load_clocks(self) -> Clocks:
        return load(self.clocks)

    @property
    def subject(self) -> str:
        """The subject of this case's events in the log."""
        return f"case:{self.id}"


#: Columns only searches read: lists and pages leave them where they are.
UNREAD = ("search_text", "search_terms")

#: Columns that events carry in `changes`: everything a move may alter except what is derived for search.
TRACKED = tuple(
    field.attname
    for field in Case._meta.concrete_fields
    if field.attname not in {"id", "version", "calendar_version", "search_text", "search_terms"}
)


def snapshot(case: Case) -> dict[str, Any]:
    """The tracked columns as plain JSON values."""
    return {name: _plain(getattr(case, name)) for name in TRACKED}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return list(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if value is None or isinstance(value, str | int | float | bool | dict):
        return value
    return str(value)
