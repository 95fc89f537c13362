"""Who is called, asked or given a task: one unit of the house or outside it."""

from django.db import models

from weige.joint.models.forces import Partner
from weige.people.models import Department, Post


class OfUnit(models.Model):
    """A row about a post, a whole department, or a partner outside the house (exactly one of them).

    unit_code groups figures: the department, the role of a post without one (never a person), or the partner.
    """

    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, null=True, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT, related_name="+")
    unit_code = models.CharField(max_length=48)
    unit_zh = models.CharField(max_length=120)
    unit_en = models.CharField(max_length=120)

    class Meta:
        abstract = True
