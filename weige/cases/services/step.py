"""One move being made: the case, who makes it, what was given, and the limits its clocks may need."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from weige.cases.models import Case
from weige.cases.queries.actors import Seat
from weige.cases.queries.limits import stage_limits
from weige.cases.rules.clocks import HANDLING
from weige.cases.rules.transitions import Move
from weige.cases.schemas.moves import MoveIn
from weige.kernel.access import Access, Who
from weige.kernel.errors import FieldError, Invalid
from weige.kernel.worktime import Calendar, Limit


class CaseLimits(Mapping[str, Limit]):
    """Limits by clock code; the desks' limits are read only when one of their clocks starts (1 statement)."""

    def __init__(self, case: Case) -> None:
        self.case = case

    @cached_property
    def desks(self) -> dict[str, Limit]:
        return stage_limits()

    def __getitem__(self, code: str) -> Limit:
        if code != HANDLING:
            return self.desks[code]
        if self.case.condition is None:
            raise KeyError("no filing condition, so no handling limit")
        return self.case.condition.limit

    def __iter__(self) -> Iterator[str]:
        return iter((*self.desks, HANDLING))

    def __len__(self) -> int:
        return len(self.desks) + 1


@dataclass(kw_only=True)
class Step:
    """Given to the effect of a move, which changes the case and may note fields of the event in `told`.

    access is None when the system itself makes the move; again: makes further moves by the system (engine). known:
    names already looked up, for a history that is brought in; then nothing is traced and nobody else's rows are met.
    """

    case: Case
    move: Move
    seat: Seat
    data: MoveIn
    now: datetime
    calendar: Calendar
    access: Access | None = None
    again: Callable[..., Case] | None = None
    known: dict[tuple[object, ...], Any] | None = None
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def who(self) -> Who:
        return self.seat.who

    def look_up(self, key: tuple[object, ...], find: Callable[[], Any]) -> Any:
        """What `find` gives; in a history once for each key."""
        if self.known is None:
            return find()
        if key not in self.known:
            self.known[key] = find()
        return self.known[key]

    @cached_property
    def limits(self) -> CaseLimits:
        return CaseLimits(self.case)


def refuse(name: str, code: str, /, **params: Any) -> Invalid:
    """The error for one wrong input."""
    return Invalid([FieldError(name, code, params)])


def involve(posts: list[int], *more: int | None) -> list[int]:
    """The list with what is new added at its end."""
    return [*posts, *(one for one in dict.fromkeys(more) if one is not None and one not in posts)]
