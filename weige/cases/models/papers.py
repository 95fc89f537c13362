"""What hangs on a case: the reports that came in and the evidence that was taken."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from weige.cases.models.case import Case
from weige.kernel.access import Scope
from weige.kernel.models import Blob
from weige.people.models import Post, User

#: Reports and evidence concern whom their case concerns.
OF_CASE = Scope(
    cells="case__cells",
    leaf="case__leaf_cells",
    department="case__department_id",
    posts=("case__handler_post_id", "case__checker_post_id", "case__party_posts"),
    users=("case__party_users",),
)


class Report(models.Model):
    """One report of the problem: many people may report the same thing.

    dedupe_key: made by the client, so that sending the same report twice (bad network) gives one case. data: what the
    channel itself knows of it (rules.sources.CHANNEL_FIELDS): the hotline's number, who gave the instruction …
    """

    ACCESS: ClassVar[Scope] = OF_CASE

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="all_reports")
    source = models.CharField(max_length=16)
    text = models.CharField(max_length=2000, blank=True)
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    lon = models.FloatField()
    lat = models.FloatField()
    place = models.CharField(max_length=200, blank=True)
    dedupe_key = models.CharField(max_length=64, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        db_table = "cases_report"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "dedupe_key"], condition=~Q(dedupe_key=""), name="cases_report_once"
            )
        ]


class Evidence(models.Model):
    """A picture or paper of a case, by the hash of the stored file.

    kind: before, after, detection, document. source: camera, sensor, or the reporter's/handler's source.
    """

    ACCESS: ClassVar[Scope] = OF_CASE

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evidence")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    source = models.CharField(max_length=16)
    taken_at = models.DateTimeField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    added_by_post = models.ForeignKey(
        Post, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "cases_evidence"
        constraints = [models.UniqueConstraint(fields=["case", "blob", "kind"], name="cases_evidence_once")]
