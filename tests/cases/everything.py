"""An access that may do everything everywhere, for tests of what the table itself forbids."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from weige.kernel.access import ActingPost, Who
from weige.kernel.errors import NotFound

EVERYBODY = Who(kind="person", name="everybody")
ANYWHERE = ActingPost()


@dataclass(frozen=True)
class Everything:
    """Grants every verb on every row; speaks for the given post."""

    who: Who = EVERYBODY
    post: ActingPost = ANYWHERE
    purpose: str | None = None
    language: str = "zh"

    def require(self, verb: str) -> None:
        """Always."""

    def may(self, verb: str, obj: Any) -> bool:
        return True

    def reach(self, verb: str, model: Any) -> Hashable:
        return ()

    def rows(self, verb: str, queryset: Any) -> Any:
        return queryset

    def get(self, verb: str, queryset: Any, **lookup: Any) -> Any:
        found = queryset.filter(**lookup).first()
        if found is None:
            raise NotFound
        return found

    def check(self, verb: str, obj: Any) -> None:
        """Always."""
