"""Papers: kinds and templates an office can edit, papers with their numbers, how they were served, what was
answered."""

from django.db import models
from django.db.models import Q

from weige.enforcement.models.base import Procedural
from weige.enforcement.models.powers import Power
from weige.kernel.access import Scope
from weige.kernel.worktime import Limit, Unit
from weige.people.models import Post, User
from weige.registry.models import Shop


class PaperKind(models.Model):
    """A kind of paper. grade: "notice" has no legal force, "order" binds and comes from an enforcement body only,
    "internal" goes between bodies. doc: its list of fields (data/fields.csv). number_form: {short}, {year}, {n}."""

    code = models.CharField(max_length=20, primary_key=True)
    doc = models.CharField(max_length=24)
    grade = models.CharField(max_length=10)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    office_zh = models.CharField(max_length=80, blank=True)
    office_en = models.CharField(max_length=120, blank=True)
    short = models.CharField(max_length=20)
    number_form = models.CharField(max_length=60)
    amount = models.DecimalField(max_digits=7, decimal_places=2)
    unit = models.CharField(max_length=16, choices=[(unit.value, unit.value) for unit in Unit])
    contact = models.CharField(max_length=120, blank=True)
    order = models.SmallIntegerField(default=0)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "enforcement_paper_kind"

    @property
    def limit(self) -> Limit:
        """The usual term; the one who drafts may give another."""
        return Limit(self.amount.normalize(), Unit(self.unit))


class PaperTemplate(models.Model):
    """A Word template of a kind; the newest is used, older ones stay for the papers made with them."""

    kind = models.ForeignKey(PaperKind, on_delete=models.CASCADE, related_name="templates")
    number = models.IntegerField()
    docx = models.BinaryField()
    note = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "enforcement_paper_template"
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="enforcement_template_once")]


class NumberSeries(models.Model):
    """The last number given out for a kind in a year; its row lock makes numbers gapless."""

    kind = models.CharField(max_length=20)
    year = models.SmallIntegerField()
    last = models.IntegerField(default=0)

    class Meta:
        db_table = "enforcement_number_series"
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="enforcement_series_once")]


class Paper(Procedural):
    """A paper. content: its fields by key (rules.fields), frozen when it is issued; sealed: the encrypted ones.

    year and serial are the number as it was drawn; a voided paper keeps it. docx and pdf are attachments. `about`
    names
    the procedure it belongs to ("offsite:<uuid>"), empty for one that stands alone.
    texts: field → codes of the reference texts that were drafted into it (rules.legal).
    over_m: metres goods stood over the shop's line, estimated by eye by who drafted it; None: nobody said.
    """

    NAME = "paper"

    kind = models.ForeignKey(PaperKind, on_delete=models.PROTECT, related_name="+")
    power = models.ForeignKey(Power, null=True, on_delete=models.PROTECT, related_name="papers")
    shop = models.ForeignKey(Shop, null=True, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=60, blank=True)
    content = models.JSONField(default=dict)
    sealed = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    over_m = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    template = models.IntegerField(default=0)
    year = models.SmallIntegerField(null=True)
    serial = models.IntegerField(null=True)
    reviewer = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    served_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    ended_why = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "enforcement_paper"
        indexes = [
            models.Index(fields=["-made_at", "-id"], name="enforcement_paper_made"),
            models.Index(fields=["case"], name="enforcement_paper_case"),
            models.Index(fields=["about"], condition=~Q(about=""), name="enforcement_paper_about"),
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=("issued", "served", "reported")),
                name="enforcement_paper_due",
            ),
            models.Index(
                fields=["remind_at"], condition=Q(remind_at__isnull=False), name="enforcement_paper_remind"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year", "serial"],
                condition=Q(serial__isnull=False),
                name="enforcement_paper_no",
            )
        ]


class Service(models.Model):
    """One service of a paper (送达): way "on_site", "left", "posted" or "electronic". A refusal needs a witness."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="services")
    way = models.CharField(max_length=12)
    at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    receiver = models.CharField(max_length=60, blank=True)
    relation = models.CharField(max_length=40, blank=True)
    refused = models.BooleanField(default=False)
    refuse_why = models.CharField(max_length=300, blank=True)
    witness = models.CharField(max_length=60, blank=True)
    tracking = models.CharField(max_length=60, blank=True)
    servers = models.CharField(max_length=200)
    by_user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    by_post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")

    ACCESS = Scope(
        cells="paper__cells",
        leaf="paper__leaf_cells",
        department="paper__department_id",
        posts=("paper__party_posts", "paper__maker_post_id"),
        users=("paper__party_users",),
    )

    class Meta:
        db_table = "enforcement_service"


class Answer(models.Model):
    """What the party answered to a paper. kind: "corrected" (with a photo), "objection", "help" or "seen".

    state: "waiting", "accepted" or "refused" with its reason; "noted" for what asks for no verdict.
    """

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="answers")
    kind = models.CharField(max_length=12)
    text = models.CharField(max_length=1000, blank=True)
    photos = models.JSONField(default=list)
    at = models.DateTimeField()
    by_link = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, default="waiting")
    reason = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    ACCESS = Service.ACCESS

    class Meta:
        db_table = "enforcement_answer"
        indexes = [models.Index(fields=["paper", "-at"], name="enforcement_answer_paper")]
