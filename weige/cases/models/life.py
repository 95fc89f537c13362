"""What the desk keeps for the life of a case: standard reasons, saved filters of the work list."""

from typing import ClassVar

from django.db import models

from weige.kernel.access import Scope
from weige.people.models import Post, User


class ReturnReason(models.Model):
    """A standard reason for returning a case (退单理由); editable, each edit told in the log.

    applies: "component", "matter" or "any": owner first for components, locality first for matters, so that
    the wrong one of the two is no reason. names_unit: whoever gives it says who should have the case.
    `source`: "default" (ours) or "office".
    """

    code = models.CharField(max_length=24, primary_key=True)
    applies = models.CharField(max_length=12)
    names_unit = models.BooleanField(default=False)
    text_zh = models.CharField(max_length=60)
    text_en = models.CharField(max_length=120)
    basis_zh = models.CharField(max_length=200, blank=True)
    basis_en = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=16)
    order = models.IntegerField()
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "cases_return_reason"


class PatrolReason(models.Model):
    """Why a patrol should, or could not, have seen what the public reported; editable, each edit told in the log.

    missed: giving it says that it should have been seen. `source`: "default" (ours) or "office".
    """

    code = models.CharField(max_length=24, primary_key=True)
    missed = models.BooleanField()
    text_zh = models.CharField(max_length=60)
    text_en = models.CharField(max_length=120)
    source = models.CharField(max_length=16)
    order = models.IntegerField()
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "cases_patrol_reason"


class SavedFilter(models.Model):
    """A filter of the work list kept under a name; shared: everybody who sits in that post has it too.

    `query` holds the parameters of GET /api/cases and the view, as the screen's address has them.
    """

    ACCESS: ClassVar[Scope] = Scope(cells="", leaf="", posts=("shared_post_id",), users=("user_id",))

    name = models.CharField(max_length=40)
    query = models.JSONField(default=dict)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    shared_post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    order = models.IntegerField(default=0)
    made_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "cases_saved_filter"
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="cases_saved_filter_name")]
