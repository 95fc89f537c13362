"""Who can be called besides those on duty: forces on call, social forces, and partners outside the house."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from weige.kernel.access import Scope
from weige.people.models import Department, Post
from weige.territory.models import Area


class Partner(models.Model):
    """An outside unit without accounts: gas company, property firm, bollard maker. It acts by a scoped link.

    level: "company", "social", "district" (a district's unit: with it a matter crosses levels). phone: of the unit's
    desk, not of a person; shown masked without a purpose all the same.
    """

    ACCESS: ClassVar[Scope] = Scope(cells="cells", leaf="")

    code = models.CharField(max_length=32, unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    level = models.CharField(max_length=12, default="company")
    phone = models.CharField(max_length=30, blank=True)
    duty_zh = models.CharField(max_length=200, blank=True)
    duty_en = models.CharField(max_length=200, blank=True)
    cells = ArrayField(models.IntegerField(), default=list)
    active = models.BooleanField(default=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "joint_partner"


class Force(models.Model):
    """A force of the grid beside those on shift (驻点 are on the roster): 报到 on call, or 社会力量 social.

    lon, lat: where the force is based (a station, a firm's door), never where a person is. Exactly one of post,
    department and partner is named. phone: how it is reached; shown masked without a purpose. duty: when it answers.
    """

    ACCESS: ClassVar[Scope] = Scope(
        cells="area__path", leaf="area_id", department="department_id", posts=("post_id",)
    )

    kind = models.CharField(max_length=10, choices=[("on_call", "on_call"), ("social", "social")])
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, null=True, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT, related_name="+")
    people = models.SmallIntegerField(default=1)
    skill_zh = models.CharField(max_length=120, blank=True)
    skill_en = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    duty = models.CharField(max_length=120, blank=True)
    version = models.IntegerField(default=1)
    lon = models.FloatField()
    lat = models.FloatField()
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "joint_force"
