"""Shops, and how many live in a building; later persons, households and organisations."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from weige.kernel.access import Scope
from weige.people.models import User
from weige.territory.models import Building, Located, Premise


class Shop(Located):
    """A shop with its door on the street; lon/lat is the door, frontage_m the metres it answers for."""

    ACCESS: ClassVar[Scope] = Scope(users=("owner_id",))

    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    trade = models.CharField(max_length=40)
    address = models.CharField(max_length=256)
    premise = models.ForeignKey(Premise, null=True, on_delete=models.PROTECT, related_name="shops")
    building = models.ForeignKey(Building, null=True, on_delete=models.PROTECT, related_name="shops")
    frontage_m = models.FloatField(null=True)
    owner = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="shops")

    class Meta:
        db_table = "registry_shop"
        indexes = [GinIndex(fields=["cells"], name="registry_shop_cells")]


class Headcount(models.Model):
    """How many live in a building, as of a day and from a source: counts only, nobody's name."""

    building = models.OneToOneField(Building, on_delete=models.PROTECT, related_name="headcount")
    households = models.IntegerField()
    residents = models.IntegerField()
    as_of = models.DateField()
    source = models.CharField(max_length=120)

    class Meta:
        db_table = "registry_headcount"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(households__gte=0, residents__gte=0),
                name="registry_headcount_not_negative",
            )
        ]
