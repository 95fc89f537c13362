"""Area layers and their dated trees, roads, addresses, buildings and premises."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from weige.kernel.access import Scope


class Layer(models.Model):
    """A way of dividing the street: administrative, city-operation, police, party … Layers may disagree."""

    code = models.CharField(max_length=32, unique=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    order = models.IntegerField(default=0)

    class Meta:
        db_table = "territory_layer"


class Area(models.Model):
    """One cell of a layer's tree. Never deleted: a re-gridding closes it (valid_to) and opens others.

    geometry is GeoJSON in WGS84 (= CGCS2000 for street work): a polygon, a line with width_m, or a point.
    path holds the ids of all ancestors and of the area itself, root first.
    """

    ACCESS: ClassVar[Scope] = Scope(cells="path", leaf="")

    layer = models.ForeignKey(Layer, on_delete=models.PROTECT, related_name="areas")
    code = models.CharField(max_length=32)
    level = models.CharField(max_length=24)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = ArrayField(models.IntegerField(), default=list)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    geometry = models.JSONField()
    width_m = models.FloatField(null=True)
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "territory_area"
        indexes = [GinIndex(fields=["path"], name="territory_area_path")]
        constraints = [
            models.UniqueConstraint(fields=["layer", "code", "valid_from"], name="territory_area_code"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="territory_area_dates",
            ),
        ]


class Located(models.Model):
    """Shared columns of everything that has a place: point, the cells it lies in, how it was measured."""

    lon = models.FloatField()
    lat = models.FloatField()
    cells = ArrayField(models.IntegerField(), default=list)
    leaf_cells = ArrayField(models.IntegerField(), default=list)

    class Meta:
        abstract = True


class Road(models.Model):
    """A named road with its centre lines (GeoJSON MultiLineString)."""

    name_zh = models.CharField(max_length=120, unique=True)
    name_en = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=32)
    geometry = models.JSONField()

    class Meta:
        db_table = "territory_road"


class Building(Located):
    """A building on the ground: footprint (GeoJSON polygon), height in metres, floors, protection class."""

    ACCESS: ClassVar[Scope] = Scope()

    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    footprint = models.JSONField()
    height_m = models.FloatField()
    height_source = models.CharField(max_length=16)
    floors = models.IntegerField(null=True)
    structure = models.CharField(max_length=40, blank=True)
    built_year = models.IntegerField(null=True)
    protection = models.CharField(max_length=16, blank=True)

    class Meta:
        db_table = "territory_building"
        indexes = [GinIndex(fields=["cells"], name="territory_building_cells")]


class Address(Located):
    """A standard address (road + number + lane …) with its point; the one address book of the street."""

    ACCESS: ClassVar[Scope] = Scope()

    text = models.CharField(max_length=256, unique=True)
    road = models.ForeignKey(Road, null=True, on_delete=models.PROTECT)
    number = models.CharField(max_length=40, blank=True)
    building = models.ForeignKey(Building, null=True, on_delete=models.PROTECT)

    class Meta:
        db_table = "territory_address"
        indexes = [GinIndex(fields=["cells"], name="territory_address_cells")]


class Premise(Located):
    """A usable unit of a building, with its own door; a shop or a flat hangs on it."""

    ACCESS: ClassVar[Scope] = Scope()

    code = models.CharField(max_length=40, unique=True)
    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="premises")
    address = models.ForeignKey(Address, null=True, on_delete=models.PROTECT)
    unit = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "territory_premise"
        indexes = [GinIndex(fields=["cells"], name="territory_premise_cells")]


class GridPlan(models.Model):
    """A re-gridding being drawn: the cells of one layer that change, and the day it is put in force.

    cells: [{code, level, parent, name_zh, name_en, geometry, width_m, ended}] of what differs from the grid in force.
    before: the same cells as they were when the plan came into force, so that it can be taken back. moves: what moved.
    """

    ACCESS: ClassVar[Scope] = Scope(cells="cells_of", leaf="")

    layer = models.ForeignKey(Layer, on_delete=models.PROTECT, related_name="plans")
    cells_of = ArrayField(models.IntegerField(), default=list)
    state = models.CharField(max_length=12, default="draft")
    title = models.CharField(max_length=120, blank=True)
    cells = models.JSONField(default=list)
    before = models.JSONField(default=list)
    moves = models.JSONField(default=dict)
    version = models.IntegerField(default=1)
    valid_from = models.DateField(null=True)
    made_by = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()
    planned_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "territory_grid_plan"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "planned", "in_force", "dropped"]),
                name="territory_grid_plan_state",
            )
        ]
