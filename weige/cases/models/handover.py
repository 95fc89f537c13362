"""Hand-over at the end of a shift (交接班): open tasks listed, a note, accepted by the next; then the tasks move."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from weige.kernel.access import Scope
from weige.people.models import Post, User

OFFERED, ACCEPTED, DECLINED, WITHDRAWN = "offered", "accepted", "declined", "withdrawn"


class HandOver(models.Model):
    """One offer from a post to the next. tasks: what was open then ({case, number, title_zh, title_en, due_at, role}).

    Until it is accepted the giver stays responsible. moved: numbers of the cases that went over.
    """

    ACCESS: ClassVar[Scope] = Scope(cells="cells", leaf="", posts=("from_post_id", "to_post_id"))

    from_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    to_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    cells = ArrayField(models.IntegerField(), default=list)
    state = models.CharField(max_length=10, default=OFFERED)
    note = models.CharField(max_length=1000, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    tasks = models.JSONField(default=list)
    moved = ArrayField(models.CharField(max_length=40), default=list)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    offered_by_name = models.CharField(max_length=60, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    settled_by_name = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "cases_hand_over"
        constraints = [
            models.UniqueConstraint(
                fields=["from_post"], condition=Q(state=OFFERED), name="cases_hand_over_one_open"
            )
        ]
        indexes = [models.Index(fields=["to_post", "state"], name="cases_hand_over_to")]
