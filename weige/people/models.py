"""Users, departments, posts with terms, roles with grants, duty roster, tokens and look-up records."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from weige.kernel.access import Level, Scope
from weige.territory.models import Area


class Department(models.Model):
    """A unit that handles cases: squad, public works, city-operation centre, a district office …"""

    code = models.CharField(max_length=32, unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)

    class Meta:
        db_table = "people_department"


class UserManager(BaseUserManager["User"]):
    """Makes users; passwords are hashed with Argon2 by Django's hashers."""

    def create_user(self, username: str, password: str | None, **fields: object) -> "User":
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person (or machine account) who can sign in. What one may do comes from posts, not from the user."""

    ACCESS: ClassVar[Scope] = Scope(cells="terms__post__area__path", leaf="", users=("id",))

    username = models.CharField(max_length=64, unique=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=12, default="person")
    language = models.CharField(max_length=5, default="zh")
    is_active = models.BooleanField(default=True)
    failed_logins = models.IntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    must_change_password = models.BooleanField(default=False)

    USERNAME_FIELD = "username"
    objects = UserManager()

    class Meta:
        db_table = "people_user"


class Role(models.Model):
    """A named bundle of grants: duty officer, dispatcher, grid worker … (data: people/data/roles.toml).

    shipped: "level verb" of the grants as the last release shipped them, so that a new one can be told from an edit.
    """

    code = models.CharField(max_length=32, unique=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    shipped = ArrayField(models.CharField(max_length=90), default=list)

    class Meta:
        db_table = "people_role"


class Grant(models.Model):
    """A role may do `verb` as far as `level` reaches from the post."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="grants")
    verb = models.CharField(max_length=60)
    level = models.CharField(max_length=24, choices=[(level.value, level.value) for level in Level])

    class Meta:
        db_table = "people_grant"
        constraints = [models.UniqueConstraint(fields=["role", "verb", "level"], name="people_grant_once")]


class Post(models.Model):
    """A seat in the house (岗位): a role, in a department, for an area. Cases go to posts, not to persons."""

    ACCESS: ClassVar[Scope] = Scope(
        cells="area__path", leaf="area_id", department="department_id", posts=("id",)
    )

    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="posts")
    department = models.ForeignKey(Department, null=True, on_delete=models.PROTECT, related_name="posts")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="posts")

    class Meta:
        db_table = "people_post"


class PostTerm(models.Model):
    """Who sits in a post from when to when; grants die with the term. valid_to is the first day without."""

    ACCESS: ClassVar[Scope] = Scope(
        cells="post__area__path", leaf="post__area_id", posts=("post_id",), users=("user_id",)
    )

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="terms")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="terms")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "people_post_term"


class Workstation(models.Model):
    """A station (街区工作站) in a business circle, where forces of several units sit together.

    They keep their own units' powers; the station only pools work (domain reference 2.2). valid_to: first day without.
    """

    ACCESS: ClassVar[Scope] = Scope(cells="area__path", leaf="area_id")

    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=200, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "people_workstation"


class StationForce(models.Model):
    """Which unit should sit in a station when (local time, `minutes` long), with how many seats: the plan the roster is
    compared with."""

    ACCESS: ClassVar[Scope] = Scope(
        cells="station__area__path", leaf="station__area_id", department="department_id"
    )

    station = models.ForeignKey(Workstation, on_delete=models.CASCADE, related_name="forces")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    weekdays = ArrayField(models.IntegerField())
    start = models.TimeField()
    minutes = models.IntegerField()
    seats = models.SmallIntegerField(default=1)

    class Meta:
        db_table = "people_station_force"
        constraints = [
            models.UniqueConstraint(fields=["station", "department", "start"], name="people_force_once"),
            models.CheckConstraint(
                condition=models.Q(minutes__gt=0, minutes__lte=1440, seats__gt=0), name="people_force_length"
            ),
        ]


class ShiftManager(models.Manager["Shift"]):
    """Shifts that stand: a cancelled one is kept, so that the rota does not write it anew, and is nobody's duty."""

    def get_queryset(self) -> "models.QuerySet[Shift]":
        return super().get_queryset().filter(cancelled_at__isnull=True)


class Shift(models.Model):
    """A line of the duty roster: this post is on duty for this area in this time, perhaps at a station.

    lon, lat (WGS84) is where the worker's phone last said to be, kept while on duty only.
    """

    ACCESS: ClassVar[Scope] = Scope(
        cells="area__path", leaf="area_id", department="post__department_id", posts=("post_id",)
    )

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="shifts")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="shifts")
    station = models.ForeignKey(Workstation, null=True, on_delete=models.PROTECT, related_name="shifts")
    start = models.DateTimeField()
    end = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    position_at = models.DateTimeField(null=True)

    objects = ShiftManager()
    every: ClassVar[models.Manager["Shift"]] = models.Manager()

    class Meta:
        db_table = "people_shift"
        base_manager_name = "every"
        indexes = [models.Index(fields=["area", "start", "end"], name="people_shift_area")]
        constraints = [models.UniqueConstraint(fields=["post", "area", "start"], name="people_shift_once")]


class ShiftPattern(models.Model):
    """A weekly rota line (班次): the post is on duty for the area on these weekdays (1 = Monday), local time.

    The roster is written out of it some weeks ahead; a shift that was written may then be changed by hand. An
    edit counts from the day after (since), so that what was written for days before stays as it was.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="patterns")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    station = models.ForeignKey(Workstation, null=True, on_delete=models.PROTECT, related_name="+")
    weekdays = ArrayField(models.IntegerField())
    start = models.TimeField()
    minutes = models.IntegerField()
    active = models.BooleanField(default=True)
    since = models.DateField(null=True)

    ACCESS: ClassVar[Scope] = Scope(
        cells="area__path", leaf="area_id", department="post__department_id", posts=("post_id",)
    )

    class Meta:
        db_table = "people_shift_pattern"
        constraints = [
            models.UniqueConstraint(fields=["post", "area", "start"], name="people_shift_pattern_once"),
            models.CheckConstraint(
                condition=models.Q(minutes__gt=0, minutes__lte=1440), name="people_shift_pattern_length"
            ),
        ]


class Token(models.Model):
    """A machine's or script's bearer token: only its SHA-256 is kept; it expires and can be revoked."""

    ACCESS: ClassVar[Scope] = Scope(cells="", leaf="", users=("user_id",))

    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_token"


class Look(models.Model):
    """One look at personal data or an original: who, what, for which purpose (domain.md 4.1)."""

    ACCESS: ClassVar[Scope] = Scope(
        cells="post__area__path", leaf="post__area_id", posts=("post_id",), users=("user_id",)
    )

    user = models.ForeignKey(User, on_delete=models.PROTECT)
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT)
    subject = models.CharField(max_length=80)
    fields = ArrayField(models.CharField(max_length=60))
    purpose = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        db_table = "people_look"


class SignInTally(models.Model):
    """Failed sign-ins of an address or of a name nobody bears; key is "address:…" or "name:<sha256>"."""

    key = models.CharField(max_length=80, primary_key=True)
    failures = models.IntegerField(default=0)
    since = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_sign_in_tally"


class TrackPoint(models.Model):
    """Where a person went while on duty: seen by that person only, deleted when the shift is over. WGS84 degrees."""

    ACCESS: ClassVar[Scope] = Scope(cells="", leaf="", users=("user_id",))

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    lon = models.FloatField()
    lat = models.FloatField()

    class Meta:
        db_table = "people_track_point"
        constraints = [
            models.UniqueConstraint(fields=["user", "shift", "at"], name="people_track_point_once")
        ]


class Patrol(models.Model):
    """A round walked on duty: when, in which area, how far. Positions are the track's, and go with the shift."""

    ACCESS: ClassVar[Scope] = Scope(
        cells="area__path", leaf="area_id", posts=("post_id",), users=("user_id",)
    )

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    metres = models.IntegerField(default=0)

    class Meta:
        db_table = "people_patrol"
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(ended_at__isnull=True), name="people_patrol_one_at_a_time"
            )
        ]
