"""Tags: what they are called, on what they stand, since when, by whom, and the acts by which many were put at once."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from weige.kernel.access import Scope
from weige.people.models import Post
from weige.territory.models import Located


class TagKind(models.Model):
    """A tag as the office defines it. colour: one of rules.tags.COLOURS. on: kinds of thing it may stand on, all
    when empty. every_days: a thing that has it is to be visited so often (a patrol target); None: never.
    """

    code = models.CharField(max_length=40, primary_key=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    colour = models.CharField(max_length=12)
    on = ArrayField(models.CharField(max_length=12), default=list)
    note = models.CharField(max_length=300, blank=True)
    every_days = models.IntegerField(null=True)
    retired = models.BooleanField(default=False)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "registry_tag_kind"


class TagBatch(models.Model):
    """Tags put in one act: how "drawn", "filter" or "import"; undone_at: all that still stood were taken off again."""

    ACCESS: ClassVar[Scope] = Scope(cells="", leaf="", posts=("post_id",))

    label = models.ForeignKey(TagKind, null=True, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=8)
    source = models.CharField(max_length=200)
    count = models.IntegerField()
    put_at = models.DateTimeField()
    put_by = models.CharField(max_length=120)
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "registry_tag_batch"


class Tag(Located):
    """One tag on one thing. kind, ref: which (kind "shop" and the shop's id); key: its code, for people.

    source: where it is known from, in words. It counts from valid_from to valid_to (both days included; None: until
    taken off). ended_at: taken off. The place and its cells are those of the thing when it was tagged.
    before_visit_*: the visit before the last, for taking the last back.
    """

    ACCESS: ClassVar[Scope] = Scope()

    label = models.ForeignKey(TagKind, on_delete=models.PROTECT, related_name="tags")
    kind = models.CharField(max_length=12)
    ref = models.BigIntegerField()
    key = models.CharField(max_length=120)
    name_zh = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200)
    note = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    put_at = models.DateTimeField()
    put_by = models.CharField(max_length=120)
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey(TagBatch, null=True, on_delete=models.PROTECT, related_name="tags")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)
    visited_at = models.DateTimeField(null=True)
    visited_by = models.CharField(max_length=120, blank=True)
    before_visit_at = models.DateTimeField(null=True)
    before_visit_by = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "registry_tag"
        indexes = [
            GinIndex(fields=["cells"], name="registry_tag_cells"),
            models.Index(fields=["kind", "ref"], name="registry_tag_thing"),
            models.Index(fields=["label", "kind"], name="registry_tag_label"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["label", "kind", "ref"],
                condition=models.Q(ended_at__isnull=True),
                name="registry_tag_once",
            ),
        ]
