"""Off-site files (非现场执法): evidence, two reviews, notice, defence, a person's decision, service, end."""

from django.db import models

from weige.enforcement.models.base import Procedural
from weige.enforcement.models.papers import Paper
from weige.enforcement.models.powers import Power
from weige.kernel.access import Scope
from weige.kernel.models import Blob
from weige.people.models import User

OF_FILE = Scope(
    cells="file__cells",
    leaf="file__leaf_cells",
    department="file__department_id",
    posts=("file__party_posts", "file__maker_post_id"),
    users=("file__party_users",),
)


class OffsiteFile(Procedural):
    """One finding by a device, from evidence to end. `party` holds what is known of the party by field key,
    `sealed` what is
    encrypted; party_hash finds the same party again without reading it.

    proposal: {"outcome", "amount", "rule", "why"} as it was told to the party. outcome: no_penalty, warning, fine,
    order,
    not_established, transferred; decided by a person, with the reason in `decided_why`.
    """

    NAME = "offsite"

    power = models.ForeignKey(Power, on_delete=models.PROTECT, related_name="+")
    fact = models.CharField(max_length=1000)
    place = models.CharField(max_length=200)
    found_at = models.DateTimeField()
    party = models.JSONField(default=dict)
    sealed = models.JSONField(default=dict)
    party_hash = models.CharField(max_length=64, blank=True)
    corrected_at = models.DateTimeField(null=True)
    reviewer1 = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed1_at = models.DateTimeField(null=True)
    reviewer2 = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed2_at = models.DateTimeField(null=True)
    filed_at = models.DateTimeField(null=True)
    decide_by = models.DateTimeField(null=True)
    proposal = models.JSONField(default=dict)
    notice = models.ForeignKey(Paper, null=True, on_delete=models.PROTECT, related_name="+")
    defence_until = models.DateTimeField(null=True)
    hearing_until = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    amount = models.IntegerField(null=True)
    decided_why = models.CharField(max_length=1000, blank=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.ForeignKey(Paper, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "enforcement_offsite"
        indexes = [
            models.Index(fields=["-made_at", "-id"], name="enforcement_offsite_made"),
            models.Index(fields=["party_hash", "power"], name="enforcement_offsite_party"),
        ]


class OffsiteEvidence(models.Model):
    """One piece: the picture by its hash, the device that took it and its certificate as it stood when it was added.

    lacks: what the device lacks for off-site use (certificate, expired, published; sensing.queries.evidence). algo,
    where a machine recognised it: {"name", "version", "rule", "label", "confidence"}
    (sensing.queries.evidence.recognised).
    """

    ACCESS = OF_FILE

    file = models.ForeignKey(OffsiteFile, on_delete=models.CASCADE, related_name="pieces")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    view = models.CharField(max_length=10)
    device = models.CharField(max_length=40)
    certificate_no = models.CharField(max_length=80, blank=True)
    certificate_until = models.DateField(null=True)
    lacks = models.JSONField(default=list)
    algo = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    captured_at = models.DateTimeField()
    added_at = models.DateTimeField()

    class Meta:
        db_table = "enforcement_offsite_evidence"
        constraints = [
            models.UniqueConstraint(fields=["file", "blob"], name="enforcement_offsite_evidence_once")
        ]


class Defence(models.Model):
    """What the party said before the decision, and how it was answered. result: "", accepted, partly or rejected."""

    ACCESS = OF_FILE

    file = models.ForeignKey(OffsiteFile, on_delete=models.CASCADE, related_name="defences")
    text = models.CharField(max_length=3000)
    files = models.JSONField(default=list)
    at = models.DateTimeField()
    by_link = models.BigIntegerField(null=True)
    received_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    result = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "enforcement_defence"


class Hearing(models.Model):
    """A hearing the party asked for (听证): when and where it was set and told, who led it, what was said.

    chair: who leads it, nobody who collected or reviewed. record: the minutes; files: ids of attachments (signed).
    withdrawn_at: the party gave it up.
    """

    ACCESS = OF_FILE

    file = models.OneToOneField(OffsiteFile, on_delete=models.CASCADE, related_name="hearing")
    asked_at = models.DateTimeField()
    asked_why = models.CharField(max_length=1000, blank=True)
    by_link = models.BigIntegerField(null=True)
    at = models.DateTimeField(null=True)
    place = models.CharField(max_length=120, blank=True)
    chair = models.CharField(max_length=60, blank=True)
    told_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    record = models.CharField(max_length=3000, blank=True)
    files = models.JSONField(default=list)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "enforcement_hearing"
