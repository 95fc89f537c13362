"""From the events of a case to countable facts: pure, one event at a time.

A fact has a kind (what is counted), a moment (which period it counts to), marks (what holds of it) and whom it counts
for. Kinds: report{valid, open} · accept{on_time, right} · verify{on_time} · file{on_time, right} · dispatch{on_time,
right} (for the dispatcher) · sent{returned} (for the receiver) · due{handled, on_time, pending, extended, reworked,
closed, closed_on_time, closed_late, late} at the handling limit · handle{self} (value: hours, less suspension; self:
put right by the party) · check{passed} (the first check of a case) · checked{on_time} (for the checker) · close{self} ·
photo · again (recurrence) · contact{made, in_time, repeated}, answer{solved, explained}, revisit{satisfied, solved}
(value: weight), order{done, on_time, pending} (at the order's own limit) of hotline orders · valid{waiting, judged,
missed}, of nobody (no department, post or person): a case that counts, at its report; waiting: the public reported it
and nobody has judged yet whether a patrol should have seen it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from weige.cases.events import PUBLIC

DEAD = frozenset({"void", "rejected", "merged"})
#: Facts of an order that is still open: they go with the case to whoever has it.
OPEN_ORDER = ("contact:", "order:")
ENDS = frozenset({"closed", "closed_on_time", "closed_late"})
#: 满意率的权重 domain.md 1.9: a design choice of that report, this office's default.
WEIGHTS = {"satisfied": 1.0, "fairly": 0.8, "so_so": 0.6, "dissatisfied": 0.0}


@dataclass(frozen=True)
class Whose:
    """Whom a fact counts for."""

    department_id: int | None = None
    post_id: int | None = None
    user_id: int | None = None


@dataclass(frozen=True)
class Step:
    """What an event says that matters here; times are aware. department_id: the one the event concerns."""

    kind: str
    at: datetime
    payload: Mapping[str, Any]
    post_id: int | None = None
    user_id: int | None = None
    department_id: int | None = None
    actor_department_id: int | None = None

    def moment(self, name: str) -> datetime | None:
        value = self.payload.get(name)
        return datetime.fromisoformat(value) if isinstance(value, str) and value else None

    @property
    def unit(self) -> Whose:
        """Whose the case is after the event."""
        return Whose(self.payload.get("department_id"), self.payload.get("handler_post_id"))

    @property
    def actor(self) -> Whose:
        """Who did it."""
        return Whose(self.actor_department_id, self.post_id, self.user_id)


@dataclass(frozen=True)
class Known:
    """A fact as known now."""

    kind: str
    at: datetime
    marks: frozenset[str] = frozenset()
    value: float = 0.0
    whose: Whose = Whose()


@dataclass(frozen=True)
class Story:
    """A case so far. `facts` by key; the rest is what later events need. hands: the person who handles it;
    patrol: marks of what is judged of the patrol, None of
    a part of a case."""

    facts: Mapping[str, Known] = field(default_factory=dict)
    stage_due: datetime | None = None
    reported_at: datetime | None = None
    dispatched_at: datetime | None = None
    paused_at: datetime | None = None
    paused: float = 0.0
    sent: int = 0
    counted: int = 0
    due_marks: frozenset[str] = frozenset()
    hands: int | None = None
    patrol: frozenset[str] | None = None

    def put(self, key: str, fact: Known) -> "Story":
        return replace(self, facts={**self.facts, key: fact})

    def drop(self, key: str) -> "Story":
        return replace(self, facts={name: fact for name, fact in self.facts.items() if name != key})

    def mark(self, key: str, *add: str, no: tuple[str, ...] = ()) -> "Story":
        """Changes the marks of a fact that is there."""
        if key not in self.facts:
            return self
        fact = self.facts[key]
        return self.put(key, replace(fact, marks=(fact.marks | set(add)) - set(no)))


def fold(story: Story, step: Step) -> Story:
    """The story after one more event."""
    name = step.kind.partition(".")[2]
    told = RULES.get(name)
    if told is not None:
        story = told(story, step)
    if "state" not in step.payload:
        return story
    return replace(_counts(_due(_owned(story, step), step), step), stage_due=step.moment("stage_due_at"))


def _counts(story: Story, step: Step) -> Story:
    """A case counts once it is accepted, and while it is neither void, refused nor merged; its parts do not."""
    report = story.facts.get("report")
    if report is None or story.patrol is None or "valid" not in report.marks or step.payload["state"] in DEAD:
        return story.drop("valid")
    return story.put("valid", Known("valid", report.at, story.patrol))


def _owned(story: Story, step: Step) -> Story:
    """What a hotline order counts for goes with its case: at first nobody has it, then the unit that is to answer."""
    mine = step.unit
    if mine == Whose():
        return story
    keys = [key for key, fact in story.facts.items() if key.startswith(OPEN_ORDER) and fact.whose != mine]
    for key in keys:
        story = story.put(key, replace(story.facts[key], whose=mine))
    return story


def _timely(story: Story, step: Step) -> tuple[str, ...]:
    """The mark of a desk's step made within the limit of its own stage, which stood before the step."""
    return ("on_time",) if story.stage_due is None or step.at <= story.stage_due else ()


def _reported(story: Story, step: Step) -> Story:
    waits = frozenset({"waiting"} if step.payload.get("source") in PUBLIC else ())
    part = step.payload.get("changes", {}).get("parent_id")
    at = story.reported_at or step.at
    story = replace(story, reported_at=at, patrol=None if part else waits)
    return story.put("report", Known("report", step.at, frozenset({"open"}), whose=step.actor))


def _judged(story: Story, step: Step) -> Story:
    missed = {"missed"} if step.payload["patrol"] == "missed" else set()
    return replace(story, patrol=frozenset({"judged"} | missed))


def _unjudged(story: Story, _: Step) -> Story:
    return replace(story, patrol=frozenset({"waiting"}))


def _accepted(story: Story, step: Step) -> Story:
    if step.payload.get("state") != "accepted" or "accept" in story.facts:
        return story
    since = story.reported_at or step.at
    marks = frozenset({"right", *_timely(story, step)})
    minutes = (step.at - since).total_seconds() / 60
    return story.mark("report", "valid").put(
        "accept", Known("accept", step.at, marks, minutes, whose=step.actor)
    )


def _verified(story: Story, step: Step) -> Story:
    number = story.counted + 1
    fact = Known("verify", step.at, frozenset(_timely(story, step)), whose=step.actor)
    return _accepted(replace(story, counted=number).put(f"verify#{number}", fact), step)


def _ended_badly(story: Story, _: Step) -> Story:
    story = story.mark("report", no=("valid", "open"))
    return story.mark("accept", no=("right",)).mark("file", no=("right",))


def _merged(story: Story, _: Step) -> Story:
    return story.mark("report", no=("open",))


def _unmerged(story: Story, _: Step) -> Story:
    return story.mark("report", "open")


def _filed(story: Story, step: Step) -> Story:
    marks = frozenset({"right", *_timely(story, step)})
    return story.mark("report", "valid").put("file", Known("file", step.at, marks, whose=step.actor))


def _dispatched(story: Story, step: Step) -> Story:
    number = story.sent + 1
    marks = frozenset({"right", *_timely(story, step)})
    story = story.put(f"dispatch#{number}", Known("dispatch", step.at, marks, whose=step.actor))
    story = story.put(f"sent#{number}", Known("sent", step.at, whose=step.unit))
    marked = story.due_marks or frozenset({"pending"})
    at = story.dispatched_at or step.at
    return replace(story, sent=number, dispatched_at=at, due_marks=marked, hands=None)


def _handled_by(story: Story, step: Step) -> Whose:
    """The unit that has the case, and who of it handles it."""
    return replace(step.unit, user_id=story.hands)


def _started(story: Story, step: Step) -> Story:
    return replace(story, hands=step.user_id or story.hands)


def _returned(story: Story, _: Step) -> Story:
    story = story.mark(f"sent#{story.sent}", "returned")
    return story.mark(f"dispatch#{story.sent}", no=("right",))


def _recalled(story: Story, _: Step) -> Story:
    return story.mark(f"dispatch#{story.sent}", no=("right",))


def _handled(story: Story, step: Step) -> Story:
    number = story.counted + 1
    hours = (step.at - (story.dispatched_at or step.at)).total_seconds() / 3600 - story.paused
    due = step.moment("due_at")
    timely = {"on_time"} if due is None or step.at <= due else {"late"}
    marks = (story.due_marks | {"handled"} | timely) - {"pending"}
    hands = step.user_id if step.kind.endswith("finished") else None
    story = replace(story, counted=number, due_marks=marks, hands=hands or story.hands)
    by_party = frozenset({"self"} if step.kind.endswith("self_corrected") else ())
    fact = Known("handle", step.at, by_party, value=max(hours, 0.0), whose=_handled_by(story, step))
    return story.put(f"handle#{number}", fact)


def _checked(story: Story, step: Step) -> Story:
    number = story.counted + 1
    passed = step.kind.endswith("check_passed")
    story = replace(story, counted=number).put(
        f"checked#{number}", Known("checked", step.at, frozenset(_timely(story, step)), whose=step.actor)
    )
    if "check" not in story.facts:
        marks = frozenset({"passed"}) if passed else frozenset()
        story = story.put("check", Known("check", step.at, marks, whose=_handled_by(story, step)))
    if passed:
        return story
    return replace(story, due_marks=(story.due_marks | {"reworked", "pending"}) - {"handled", "on_time"})


def _suspended(story: Story, step: Step) -> Story:
    return replace(story, paused_at=step.at)


def _resumed(story: Story, step: Step) -> Story:
    if story.paused_at is None:
        return story
    hours = (step.at - story.paused_at).total_seconds() / 3600
    return replace(story, paused_at=None, paused=story.paused + hours)


def _extended(story: Story, _: Step) -> Story:
    return replace(story, due_marks=story.due_marks | {"extended"})


def _taken_back(story: Story, step: Step) -> Story:
    """The step counts for nobody: it was a slip of a moment."""
    match step.payload.get("taken_back"):
        case "accept":
            return story.drop("accept").mark("report", no=("valid",))
        case "file":
            return story.drop("file")
        case "reject":
            valid = ("valid",) if "accept" in story.facts else ()
            return story.mark("report", "open", *valid).mark("accept", "right")
        case "approve_extension":
            return replace(story, due_marks=story.due_marks - {"extended"})
    return story


def _overdue(story: Story, _: Step) -> Story:
    return replace(story, due_marks=story.due_marks | {"late"})


def _closed(story: Story, step: Step) -> Story:
    timely = "closed_on_time" if step.payload.get("in_time") else "closed_late"
    marks = story.due_marks | {"closed", timely}
    story = replace(story, due_marks=marks).mark("report", no=("open",))
    by_party = frozenset({"self"} if step.payload.get("outcome") == "self_corrected" else ())
    return story.put("close", Known("close", step.at, by_party, whose=_handled_by(story, step)))


def _reopened(story: Story, _: Step) -> Story:
    """Not closed after all: it is open and owed again; that it was handled too soon stays as rework."""
    marks = (story.due_marks | {"reworked", "pending"}) - ENDS - {"handled", "on_time"}
    return replace(story.mark("report", "open").drop("close"), due_marks=marks)


def _pictured(story: Story, step: Step) -> Story:
    key = f"photo#{step.payload.get('evidence_id')}"
    return story.put(key, Known("photo", step.at, whose=step.unit))


def _recurred(story: Story, step: Step) -> Story:
    return story.put("again", Known("again", step.at, whose=step.unit))


def _hotline(story: Story, step: Step) -> Story:
    order, what, answer = (str(step.payload.get(name, "")) for name in ("order_number", "step", "answer"))
    if what == "take":
        return _order_taken(story, step, order)
    if what == "contact" and answer == "reached":
        due = step.moment("contact_due_at")
        in_time = ("in_time",) if due is None or step.at <= due else ()
        return story.mark(f"contact:{order}", "made", *in_time)
    if what == "reply":
        return _order_answered(story, step, order, answer)
    if what == "revisit" and answer in WEIGHTS:
        marks = {"satisfied"} if answer in {"satisfied", "fairly"} else set()
        marks |= {"solved"} if step.payload.get("solved") else set()
        known = Known("revisit", step.at, frozenset(marks), WEIGHTS[answer], whose=step.unit)
        return story.put(f"revisit:{order}", known)
    if what == "rework":
        return _order_owed(story, step, order)
    return story


def _order_taken(story: Story, step: Step, order: str) -> Story:
    """The first time counts as an order received; a further round only as one that is owed again."""
    story = _order_owed(story, step, order)
    if int(step.payload.get("round") or 1) > 1:
        return story
    marks = frozenset({"repeated"} if step.payload.get("repeated") else ())
    return story.put(f"contact:{order}", Known("contact", step.at, marks, whose=step.unit))


def _order_owed(story: Story, step: Step, order: str) -> Story:
    due = step.moment("order_due_at")
    if due is None:  # told before orders said their limit
        return story
    return story.put(f"order:{order}", Known("order", due, frozenset({"pending"}), whose=step.unit))


def _order_answered(story: Story, step: Step, order: str, answer: str) -> Story:
    if answer in {"solved", "explained"}:
        story = story.put(f"answer:{order}", Known("answer", step.at, frozenset({answer}), whose=step.unit))
    owed = story.facts.get(f"order:{order}")
    if owed is None:
        return story
    timely = ("on_time",) if step.at <= owed.at else ()
    return story.mark(f"order:{order}", "done", *timely, no=("pending",))


def _due(story: Story, step: Step) -> Story:
    """The handling limit as it stands after the event: moved, laid on another unit, paused, or gone with the case."""
    due = step.moment("due_at")
    if step.payload.get("changes", {}).get("exempt"):
        story = replace(story, due_marks=story.due_marks | {"exempt"})
    if due is None or not story.sent or step.payload["state"] in DEAD:
        return story.drop("due")
    marks = story.due_marks
    if "late" in marks and "exempt" not in marks:
        marks |= {"late_counted"}
    return story.put("due", Known("due", due, marks, whose=_handled_by(story, step)))


RULES = {
    "reported": _reported,
    "accepted": _accepted,
    "verification_answered": _verified,
    "rejected": _ended_badly,
    "voided": _ended_badly,
    "merged": _merged,
    "merge_undone": _unmerged,
    "taken_back": _taken_back,
    "filed": _filed,
    "dispatched": _dispatched,
    "designated": _dispatched,
    "started": _started,
    "returned": _returned,
    "recalled": _recalled,
    "finished": _handled,
    "self_corrected": _handled,
    "check_passed": _checked,
    "check_failed": _checked,
    "suspended": _suspended,
    "resumed": _resumed,
    "extension_approved": _extended,
    "overdue": _overdue,
    "closed": _closed,
    "reopened": _reopened,
    "evidence_added": _pictured,
    "recurred": _recurred,
    "patrol_judged": _judged,
    "patrol_unjudged": _unjudged,
    "hotline_step": _hotline,
}
