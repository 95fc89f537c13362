"""What must be true for a move, beyond state and grant: small predicates over plain facts.

The name of a guard is the second half of its message code (`guard_<name>` in messages.toml), so a button
can say what is missing. Sources: the rules of a live city-management system (domain reference 1.7),
unless marked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from weige.cases.rules.transitions import Move

#: At most two approved extensions; a refusal does not count.
MAX_EXTENSIONS = 2
#: One suspension a case, at most a year long.
MAX_SUSPENSIONS = 1
#: From this return on the case goes to the coordinator's seat (rule against endless bouncing).
COORDINATOR_AT_RETURN = 3
#: A desk urges the same case again after this long, a reporter asks again after this long (our defaults).
URGE_GAP = timedelta(minutes=30)
ASK_GAP = timedelta(hours=24)


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
    parts_open: int = 0
    is_part: bool = False
    supervised: bool = False
    supervision_answered: bool = False
    urged_at: datetime | None = None
    asked_at: datetime | None = None
    appeal: str = ""
    complaint_until: datetime | None = None
    appeal_until: datetime | None = None
    actor_took_part: bool = False
    actor_reviewed: bool = False
    held: bool = False
    public: bool = False
    judged: bool = False


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
    "parts_ended": lambda f: f.parts_open == 0,
    "not_a_part": lambda f: not f.is_part,
    "supervised": lambda f: f.supervised,
    "not_supervised": lambda f: not f.supervised,
    "supervision_answered": lambda f: f.supervision_answered,
    "supervision_unanswered": lambda f: not f.supervision_answered,
    "supervision_settled": lambda f: not f.supervised or f.supervision_answered,
    "not_just_urged": lambda f: f.urged_at is None or f.now >= f.urged_at + URGE_GAP,
    "not_just_asked": lambda f: f.asked_at is None or f.now >= f.asked_at + ASK_GAP,
    # Only after closing, within a term, once (domain 1.7, overdue appeal); two reviewers for a unit's appeal.
    "complaint_term": lambda f: f.complaint_until is not None and f.now <= f.complaint_until,
    "appeal_term": lambda f: f.appeal_until is not None and f.now <= f.appeal_until,
    "no_appeal": lambda f: f.appeal == "",
    "complaint_waits": lambda f: f.appeal == "complaint",
    "appeal_waits": lambda f: f.appeal == "unit",
    "appeal_reviewed": lambda f: f.appeal == "unit_reviewed",
    "outsider": lambda f: not f.actor_took_part,
    "second_reviewer": lambda f: not f.actor_reviewed,
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
    # What a floor above laid on the case (a joint meeting's task) has not ended yet (ADR 0015).
    "not_held": lambda f: not f.held,
    "public_report": lambda f: f.public,
    "judged": lambda f: f.judged,
    "not_judged": lambda f: not f.judged,
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
        "supervised",
        "not_supervised",
        "supervision_answered",
        "supervision_unanswered",
        "complaint_term",
        "appeal_term",
        "complaint_waits",
        "appeal_waits",
        "appeal_reviewed",
        "public_report",
        "judged",
        "not_judged",
        "not_a_part",
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
