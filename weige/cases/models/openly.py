"""What people say without an account: how the handling of what they reported was."""

from typing import ClassVar

from django.db import models

from weige.cases.models.case import Case
from weige.cases.models.papers import Report
from weige.kernel.access import Scope


class Rating(models.Model):
    """The word of who reported it after the case was closed; one a report, changed while the term runs.

    satisfaction: one of rules.hotline.SATISFACTIONS; text may name people.
    """

    ACCESS: ClassVar[Scope] = Scope(
        cells="case__cells", leaf="case__leaf_cells", department="case__department_id",
        posts=("case__handler_post_id",),
    )  # fmt: skip

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="ratings")
    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="rating")
    solved = models.BooleanField()
    satisfaction = models.CharField(max_length=12)
    text = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "cases_rating"
