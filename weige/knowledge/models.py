"""Tables of the knowledge module: black spots, measures, plans of supervision with their checks, and rules."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from weige.kernel.access import Scope
from weige.people.models import Post
from weige.registry.models import Shop


class BlackSpot(models.Model):
    """顽疾点位: a place where the same comes again and again. States and moves: rules.spotmoves.

    What counts as its cases: those whose matter begins with one of `matters`, at the shop, else in the area (a
    GeoJSON polygon, WGS84), else within radius_m of lon/lat. joint_ref: the number of the last call or meeting about
    it, as its events told (another module's; no foreign key).
    """

    ACCESS: ClassVar[Scope] = Scope(cells="cells", leaf="leaf_cells")

    number = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=12)
    version = models.IntegerField(default=1)
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=160, blank=True)
    matters = ArrayField(models.CharField(max_length=16))
    shop = models.ForeignKey(Shop, null=True, on_delete=models.PROTECT, related_name="+")
    lon = models.FloatField()
    lat = models.FloatField()
    radius_m = models.IntegerField()
    area = models.JSONField(null=True)
    place_zh = models.CharField(max_length=200, blank=True)
    place_en = models.CharField(max_length=200, blank=True)
    cells = ArrayField(models.IntegerField(), default=list)
    leaf_cells = ArrayField(models.IntegerField(), default=list)
    why = models.CharField(max_length=1000)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    closed_at = models.DateTimeField(null=True)
    closing = models.CharField(max_length=1000, blank=True)
    joint_ref = models.CharField(max_length=64, blank=True)

    class Meta:
        db_table = "knowledge_black_spot"
        indexes = [models.Index(fields=["state", "-opened_at"], name="knowledge_spot_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(radius_m__gte=5, radius_m__lte=500), name="knowledge_spot_radius"
            )
        ]

    @property
    def subject(self) -> str:
        return f"spot:{self.pk}"


class Measure(models.Model):
    """Something that was done about a black spot, from a day on; cost in yuan, when known; by: who did it.

    ref: "call:<id>" or "meeting:<id>" where it came of joint action, told by its events; else empty.
    """

    spot = models.ForeignKey(BlackSpot, on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=12)
    text = models.CharField(max_length=500)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    cost = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    by = models.CharField(max_length=120, blank=True)
    ref = models.CharField(max_length=48, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        db_table = "knowledge_measure"
        constraints = [
            models.UniqueConstraint(
                fields=["spot", "ref"], condition=~Q(ref=""), name="knowledge_measure_ref"
            )
        ]


class Plan(models.Model):
    """长效监管: a post looks there every so many days, until it is ended."""

    spot = models.ForeignKey(BlackSpot, on_delete=models.PROTECT, related_name="plans")
    text = models.CharField(max_length=200)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    every_days = models.SmallIntegerField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "knowledge_plan"


class Check(models.Model):
    """One planned look; the next is made when this one is done. found: "", clear or back.

    arrived_m: metres from the spot by the phone's place, None when the phone gave none. pictures: hashes of blobs.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="checks")
    due_on = models.DateField()
    told_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    arrived_m = models.FloatField(null=True)
    pictures = ArrayField(models.CharField(max_length=64), default=list)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    found = models.CharField(max_length=8, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "knowledge_check"
        indexes = [
            models.Index(fields=["due_on"], condition=Q(done_at__isnull=True), name="knowledge_check_due")
        ]
        constraints = [
            models.UniqueConstraint(fields=["plan", "due_on"], name="knowledge_check_once"),
        ]


class FrequentRule(models.Model):
    """From how many cases in how many days, within how many metres, a black spot is proposed; longest prefix."""

    prefix = models.CharField(max_length=16, unique=True, blank=True)
    count = models.SmallIntegerField()
    days = models.SmallIntegerField()
    within_m = models.SmallIntegerField()
    source = models.CharField(max_length=16)

    class Meta:
        db_table = "knowledge_frequent_rule"
        constraints = [
            models.CheckConstraint(
                condition=Q(count__gte=2, days__gte=1, days__lte=180, within_m__gte=5, within_m__lte=300),
                name="knowledge_frequent_rule_bounds",
            )
        ]
