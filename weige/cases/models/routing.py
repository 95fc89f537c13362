"""Routing rules as books: every version whole, by whom, tried on what, switched on when; and what they decided."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from weige.cases.models.case import Case
from weige.cases.models.papers import OF_CASE
from weige.cases.rules.routing import Rule
from weige.kernel.access import Scope
from weige.people.models import Department, Post, User


class RouteBook(models.Model):
    """One version of the rules. Not switched on: the draft (at most one). In force: the switched one that began last.

    trial: what a dry run over the last cases found, of the rules as `digest` names them.
    """

    no = models.IntegerField(unique=True)
    based_on = models.IntegerField(null=True)
    version = models.IntegerField(default=1)
    note = models.CharField(max_length=200, blank=True)
    author_name = models.CharField(max_length=60)
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    trial = models.JSONField(default=dict)
    switched_at = models.DateTimeField(null=True)
    switched_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    switched_by_name = models.CharField(max_length=60, blank=True)
    starts_at = models.DateTimeField(null=True)

    ACCESS: ClassVar[Scope] = Scope(cells="", leaf="")

    class Meta:
        db_table = "cases_route_book"
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(switched_at__isnull=True), name="cases_route_one_draft"
            )
        ]


class RouteRule(models.Model):
    """One rule of a book; never changed once the book is switched on. `when`: see rules.routing.CRITERIA."""

    book = models.ForeignKey(RouteBook, on_delete=models.CASCADE, related_name="rules")
    key = models.CharField(max_length=40)
    order = models.IntegerField()
    enabled = models.BooleanField(default=True)
    when = models.JSONField(default=dict)
    target = models.CharField(max_length=80)
    basis_zh = models.CharField(max_length=200)
    basis_en = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=16)

    class Meta:
        db_table = "cases_route_rule"
        constraints = [
            models.UniqueConstraint(fields=["book", "key"], name="cases_route_rule_once"),
            models.UniqueConstraint(fields=["book", "order"], name="cases_route_rule_order"),
        ]

    @property
    def rule(self) -> Rule:
        """As rules.routing reads it."""
        return Rule(
            key=self.key,
            order=self.order,
            enabled=self.enabled,
            when=self.when,
            target=self.target,
            basis_zh=self.basis_zh,
            basis_en=self.basis_en,
        )


class RouteTrace(models.Model):
    """Why a case went where: the rules tried in order, [key, verdict, detail], and who was on duty. Never changed.

    verdict: fails (detail: the criterion), nobody (no one on duty), error (a message code), matched. followed: whether
    the desk took what the rules said; null when the system itself dispatched.
    """

    ACCESS: ClassVar[Scope] = OF_CASE

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="routes")
    at = models.DateTimeField()
    book = models.IntegerField()
    rule = models.CharField(max_length=40, blank=True)
    steps: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    on_duty = ArrayField(models.CharField(max_length=40), default=list)
    suggested = models.CharField(max_length=80, blank=True)
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    department = models.ForeignKey(
        Department, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    followed = models.BooleanField(null=True)

    class Meta:
        db_table = "cases_route_trace"


class RouteFault(models.Model):
    """A rule in force that cannot work: shown, told once, kept until it works again or its book is replaced."""

    key = models.CharField(max_length=40)
    book = models.IntegerField()
    code = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    count = models.IntegerField(default=1)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_route_fault"
        constraints = [
            models.UniqueConstraint(
                fields=["key", "code"], condition=Q(settled_at__isnull=True), name="cases_route_fault_once"
            )
        ]
