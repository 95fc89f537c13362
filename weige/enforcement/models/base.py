"""What papers, off-site files and transfers have in common: a state, a version, a case, and whom they concern."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from weige.cases.models import Case
from weige.kernel.access import Scope
from weige.kernel.models import Blob
from weige.people.models import Department, Post, User


class Procedural(models.Model):
    """One procedure with a table of moves. cells and leaf_cells are those of its place; party_posts and
    party_users are
    who had a hand in it; `maker` is who began it. Times are domain time (UTC). term_from is when the running term
    began, remind_at when a part of it (rules.reminders) has passed and both sides are told; reminded: the last part
    told, in per cent."""

    ACCESS: ClassVar[Scope] = Scope(
        department="department_id", posts=("party_posts", "maker_post_id"), users=("party_users",)
    )
    NAME: ClassVar[str] = ""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=20)
    version = models.IntegerField(default=1)
    title = models.CharField(max_length=200)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    cells = ArrayField(models.IntegerField(), default=list)
    leaf_cells = ArrayField(models.IntegerField(), default=list)
    department = models.ForeignKey(Department, null=True, on_delete=models.PROTECT, related_name="+")
    maker = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    maker_post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    party_posts = ArrayField(models.BigIntegerField(), default=list)
    party_users = ArrayField(models.BigIntegerField(), default=list)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)
    term_from = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    reminded = models.SmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def subject(self) -> str:
        """Where its events stand in the log: on its case's timeline, else on one of its own."""
        return f"case:{self.case_id}" if self.case_id else self.own_subject

    @property
    def own_subject(self) -> str:
        """What links and notices about it name: "paper:<uuid>"."""
        return f"{self.NAME}:{self.id}"


class Attachment(models.Model):
    """A file of a procedure, by the hash of what is stored. subject: "paper:<uuid>", "offsite:<uuid>",
    "transfer:<uuid>".

    role: seen (what was found), answer, service, signature, recheck, defence, material, evidence, remedy, docx, pdf.
    `by_link`: it
    came over a link. title: what a list of materials calls it.
    """

    subject = models.CharField(max_length=60)
    role = models.CharField(max_length=12)
    title = models.CharField(max_length=120, blank=True)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    added_by = models.BigIntegerField(null=True)
    by_link = models.BigIntegerField(null=True)

    class Meta:
        db_table = "enforcement_attachment"
        constraints = [
            models.UniqueConstraint(fields=["subject", "role", "blob"], name="enforcement_attachment_once")
        ]
