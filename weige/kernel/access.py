"""The access protocol: one object answers "may I?" and "which rows?". people.policy implements it."""

from collections.abc import Hashable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from uuid import UUID

if TYPE_CHECKING:  # this file must stay pure: rules use Level and Who
    from django.db.models import Model, QuerySet

M = TypeVar("M", bound="Model")


class Level(StrEnum):
    """How far a grant reaches, seen from the post that holds it."""

    OWN = "own"
    OWN_CELL = "own_cell"
    OWN_CELL_AND_BELOW = "own_cell_and_below"
    DEPARTMENT = "department"
    ALL = "all"


@dataclass(frozen=True)
class Who:
    """The actor of a move: a person in a post, a device, the holder of a link (kernel.links), or the system itself."""

    kind: str = "system"
    user_id: int | None = None
    post_id: int | None = None
    name: str = ""


SYSTEM = Who(kind="system", name="system")


@dataclass(frozen=True)
class Scope:
    """Which columns of a model say whom a row concerns; declared on the model as ACCESS.

    cells: int[] of all areas incl. ancestors; leaf: int[] of the deepest area of each layer;
    department: FK column; posts, users: FK columns or int[] columns that make a row one's own.
    An empty string or tuple means that the model has no such column.
    """

    cells: str = "cells"
    leaf: str = "leaf_cells"
    department: str = ""
    posts: tuple[str, ...] = ()
    users: tuple[str, ...] = ()


@dataclass(frozen=True)
class ActingPost:
    """The post a request speaks from; street: ids of the subdistricts it lies in."""

    role: str = ""
    department_id: int | None = None
    street: frozenset[int] = frozenset()


class Access(Protocol):
    """What an endpoint gets as request.auth. Verbs are "<noun>.<verb>" strings."""

    @property
    def who(self) -> Who: ...

    @property
    def post(self) -> ActingPost:
        """The post that signs (who.post_id); an empty one when there is none."""

    @property
    def purpose(self) -> str | None: ...

    @property
    def language(self) -> str: ...

    def require(self, verb: str) -> None:
        """Raises NotFound when no grant of this user for the verb reaches into this street."""

    def may(self, verb: str, obj: Any) -> bool:
        """Whether the verb is granted on this row."""

    def reach(self, verb: str, model: "type[Model]") -> Hashable:
        """What may() and rows() go by, as a value: whose reach is equal, they see the same rows."""

    def rows(self, verb: str, queryset: "QuerySet[M]") -> "QuerySet[M]":
        """The rows on which the verb is granted. Raises NotFound like require()."""

    def get(self, verb: str, queryset: "QuerySet[M]", **lookup: int | str | UUID) -> M:
        """One row, or NotFound whether it does not exist or is not visible."""

    def check(self, verb: str, obj: Any) -> None:
        """Raises Forbidden when the (visible) row does not admit the verb."""
