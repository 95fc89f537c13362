"""The access policy: a user's current posts and their grants, answering "may I?" and "which rows?"."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.db.models import ForeignKey, Manager, Model, Q, QuerySet
from django.db.models.constants import LOOKUP_SEP

from weige.kernel.access import ActingPost, Level, Scope, Who
from weige.kernel.errors import Forbidden, NotFound
from weige.people.models import Department, Post, User
from weige.people.rules.access import Anyhow, Every, Held, HeldPost, Reach, Test, reach
from weige.territory.models import Area

M = TypeVar("M", bound=Model)
PERSONS = (Area, Department, Post, User)


def scope_of(model: type[Model]) -> Scope:
    """The model's ACCESS; a model without one counts as reference data.

    Raises TypeError when such a model points at areas, posts, users or departments: it forgot to say whom its
    rows concern, and guessing would open them to everybody.
    """
    declared = getattr(model, "ACCESS", None)
    if isinstance(declared, Scope):
        return declared
    for column in model._meta.concrete_fields:
        points = isinstance(column, ForeignKey) and column.related_model in PERSONS
        if points or column.name in {"cells", "leaf_cells"}:
            raise TypeError(
                f"{model.__name__} has {column.name} but no ACCESS: declare its kernel.access.Scope"
            )
    return Scope(cells="", leaf="")


def walk(model: type[Model], path: str) -> Iterator[Any]:
    """The fields (and reverse relations) along a `__` path. Raises FieldDoesNotExist."""
    for name in path.split(LOOKUP_SEP):
        found: Any = None
        for candidate in model._meta.get_fields():
            if name in {candidate.name, getattr(candidate, "attname", None)}:
                found = candidate
                break
        if found is None:
            if name != "pk":
                raise FieldDoesNotExist(f"{model.__name__} has no {name}")
            found = model._meta.pk
        yield found
        model = found.related_model or model


def as_q(model: type[Model], test: Test) -> Q:
    """One test as SQL: array columns by containment, scalars by equality, to-many paths by a subquery."""
    fields = list(walk(model, test.column))
    values = sorted(test.values)
    if isinstance(fields[-1], ArrayField):
        lookup = (
            {f"{test.column}__contains": values} if len(values) == 1 else {f"{test.column}__overlap": values}
        )
    else:
        lookup = {f"{test.column}__in": values}
    if any(part.one_to_many or part.many_to_many for part in fields):
        return Q(pk__in=model._base_manager.filter(**lookup).values("pk"))
    return Q(**lookup)


def values_at(obj: Any, path: str) -> set[int]:
    """What one loaded row holds at a column or `__` path, as a set (empty for NULL)."""
    found: list[Any] = [obj]
    for name in path.split(LOOKUP_SEP):
        step: list[Any] = []
        for one in found:
            value = getattr(one, name, None)
            if isinstance(value, Manager):
                step.extend(value.all())
            elif isinstance(value, Iterable) and not isinstance(value, str):
                step.extend(value)
            elif value is not None:
                step.append(value)
        found = step
    return {one.pk if isinstance(one, Model) else one for one in found}


def q_of(model: type[Model], wanted: Reach) -> Q:
    """The rows a reach admits, as SQL."""
    if isinstance(wanted, Anyhow):
        return Q()
    admitted = Q(pk__in=[])
    for every in wanted:
        one = Q()
        for test in every.tests:
            one &= as_q(model, test)
        admitted |= one
    return admitted


def admits(obj: Any, wanted: Reach) -> bool:
    """Whether a reach admits a loaded row; the same answer as q_of."""
    if isinstance(wanted, Anyhow):
        return True

    def whole(every: Every) -> bool:
        return all(values_at(obj, test.column) & test.values for test in every.tests)

    return any(whole(every) for every in wanted)


@dataclass(frozen=True)
class GrantAccess:
    """kernel.access.Access of one request: the union of the grants of the user's acting posts.

    posts: all current posts; acting: those whose grants count (one when the request named it, else all).
    The first acting post signs what is done. street: the code of the street the request asked for. spoken: the language
    it was asked in, "" where it does not say.
    """

    user: User
    posts: tuple[HeldPost, ...]
    acting: tuple[HeldPost, ...]
    street: str
    purpose: str | None = None
    spoken: str = ""
    _reach: dict[tuple[str, type[Model]], Reach] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def who(self) -> Who:
        post = self.acting[0].id if self.acting else None
        kind = "person" if self.user.kind == "person" else "device"
        return Who(
            kind=kind, user_id=self.user.pk, post_id=post, name=self.user.name_zh or self.user.username
        )

    @property
    def post(self) -> ActingPost:
        if not self.acting:
            return ActingPost()
        first = self.acting[0]
        return ActingPost(first.role, first.seat.department_id, first.seat.street)

    @property
    def language(self) -> str:
        return self.spoken or self.user.language

    @cached_property
    def _held(self) -> dict[str, list[Held]]:
        """Grants by verb, of the acting posts that lie in the street asked for."""
        found: dict[str, list[Held]] = {}
        for post in self.acting:
            for verb, level in post.grants if post.reaches else ():
                found.setdefault(verb, []).append(Held(verb, level, post.seat))
        return found

    @property
    def verbs(self) -> list[str]:
        """The verbs granted anywhere in this street, sorted."""
        return sorted(self._held)

    def levels(self, verb: str) -> frozenset[Level]:
        """The levels at which the verb is held in this street; empty when it is not."""
        return frozenset(held.level for held in self._held.get(verb, ()))

    def reach(self, verb: str, model: type[Model]) -> Reach:
        """The condition under which rows of the model are admitted (computed once per request)."""
        key = (verb, model)
        if key not in self._reach:
            self._reach[key] = reach(scope_of(model), self._held.get(verb, ()), self.user.pk)
        return self._reach[key]

    def require(self, verb: str) -> None:
        """Raises NotFound when no grant for the verb reaches into the street asked for."""
        if verb not in self._held:
            raise NotFound

    def may(self, verb: str, obj: Any) -> bool:
        """Whether the verb is granted on this (loaded or unsaved) row: the same answer as rows()."""
        return admits(obj, self.reach(verb, type(obj)))

    def rows(self, verb: str, queryset: "QuerySet[M]") -> "QuerySet[M]":
        """The rows on which the verb is granted. Raises NotFound like require()."""
        self.require(verb)
        return queryset.filter(q_of(queryset.model, self.reach(verb, queryset.model)))

    def get(self, verb: str, queryset: "QuerySet[M]", **lookup: int | str | UUID) -> M:
        """One row; NotFound whether it does not exist, is not visible, or the key is not even well formed."""
        self.require(verb)
        try:
            obj = queryset.get(**lookup)
        except (ObjectDoesNotExist, ValidationError, ValueError):
            raise NotFound from None
        if not self.may(verb, obj):
            raise NotFound
        return obj

    def check(self, verb: str, obj: Any) -> None:
        """Raises Forbidden when the (visible) row does not admit the verb."""
        if not self.may(verb, obj):
            raise Forbidden
