"""What must be true for a move, beyond state and grant: small predicates over plain facts.

The name of a guard is the second half of its message code (`guard_<name>` in messages.toml), so a button
can say what is missing. Sources: the rules of a live city-management system (domain reference 1.7),
unless marked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from weige.cases.rules.transitions import Move

#: At most two approved extensions; a refusal does not count.
MAX_EXTENSIONS = 2
#: One suspension a case, at most a year long.
MAX_SUSPENSIONS = 1
#: From this return on the case goes to the coordinator's seat (rule against endless bouncing).
COORDINATOR_AT_RETURN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What guards look at. `request` is "", "extension_department", "extension_desk", "suspension",
    "transfer_unit" or "transfer_desk". `raised`: 1 with the coordinator, 2 with the chief after the third return.
    """

    now: datetime
    due_at: datetime | None = None
    returns: int = 0
    reworks: int = 0
    extensions: int = 0
    suspensions: int = 0
    request: str = ""
    assigned: bool = False
    has_post: bool = False
    wants_after_photo: bool = True
    has_after_photo: bool = False
    actor_handled: bool = False
    actor_requested: bool = False
    first_receiver: bool = False
    raised: int = 0
    designated: bool = False
    checker_handled: bool = False


GUARDS: dict[str, Callable[[Facts], bool]] = {
    "not_raised": lambda f: f.raised == 0,
    "raised": lambda f: f.raised > 0,
    "assigned": lambda f: f.assigned,
    "no_post": lambda f: not f.has_post,
    "assignment_revoked": lambda f: not f.assigned,
    "first_try": lambda f: f.reworks == 0,
    # 首接负责 (Beijing 12345, domain 1.7): the first receiver leads until another signs.
    "first_receiver": lambda f: f.first_receiver,
    "not_first": lambda f: not f.first_receiver,
    "not_designated": lambda f: not f.designated,
    "transfer_asked": lambda f: f.request.startswith("transfer"),
    "transfer_at_unit": lambda f: f.request == "transfer_unit",
    "after_photo": lambda f: f.has_after_photo or not f.wants_after_photo,
    "not_overdue": lambda f: f.due_at is None or f.now <= f.due_at,
    "extensions_left": lambda f: f.extensions < MAX_EXTENSIONS,
    "never_suspended": lambda f: f.suspensions < MAX_SUSPENSIONS,
    "no_request": lambda f: f.request == "",
    "extension_asked": lambda f: f.request.startswith("extension"),
    "extension_at_department": lambda f: f.request == "extension_department",
    "extension_at_desk": lambda f: f.request == "extension_desk",
    "suspension_asked": lambda f: f.request == "suspension",
    # One who asked does not decide; one who handled neither checks nor closes: by person and by post.
    "not_requester": lambda f: not f.actor_requested,
    "not_handler": lambda f: not f.actor_handled,
    "checked_by_other": lambda f: not f.checker_handled,
}

#: Guards whose failing makes a button meaningless rather than blocked: the screen leaves such a move out.
HIDING = frozenset(
    {
        "assigned",
        "no_post",
        "extension_asked",
        "extension_at_department",
        "extension_at_desk",
        "suspension_asked",
        "raised",
        "first_receiver",
        "not_first",
        "transfer_asked",
        "transfer_at_unit",
        "not_handler",  # who handled it can never check or close it, whatever happens
    }
)


def missing(move: Move, facts: Facts) -> list[str]:
    """The names of the move's guards that do not hold, in the table's order."""
    return [name for name in move.guards if not GUARDS[name](facts)]
