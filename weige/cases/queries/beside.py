"""What stands beside a case now, as its events told it: a supervision that runs, a suspension asked for or running."""

from collections.abc import Mapping, Sequence
from typing import Any

from weige.cases.models import Case
from weige.cases.queries.presenting import named
from weige.cases.rules.states import State
from weige.kernel.models import Event

Names = Mapping[int, tuple[str, str]]
SUPERVISED, ASKED, GRANTED = "cases.supervised", "cases.suspension_requested", "cases.suspended"
#: Of whoever speaks only for themselves: what the desk and the handler tell each other is not for them.
NOTHING: dict[str, Any] = {"watch": None, "pause": None}


def beside(case: Case, events: Sequence[Event], posts: Names) -> dict[str, Any]:
    """From the events of a case, newest first; null what does not stand."""
    return {"watch": _watch(case, events), "pause": _pause(case, events, posts)}


def _last(events: Sequence[Event], kind: str) -> Event | None:
    return next((event for event in events if event.kind == kind), None)


def _watch(case: Case, events: Sequence[Event]) -> dict[str, Any] | None:
    """Number, level and question of the supervision that runs."""
    found = _last(events, SUPERVISED) if case.supervision else None
    if found is None:
        return None
    degree = str(found.payload.get("degree") or "")
    return {
        "number": found.payload.get("order_no") or "",
        "degree": degree,
        **named("degree", degree, "degree"),
        "reason": found.payload.get("reason") or "",
    }


def _pause(case: Case, events: Sequence[Event], posts: Names) -> dict[str, Any] | None:
    """What was asked, by which post, and of a suspension that runs its number in the list of open problems."""
    waits, runs = case.request == "suspension", case.now_in is State.SUSPENDED
    asked = _last(events, ASKED) if waits or runs else None
    if asked is None:
        return None
    granted = _last(events, GRANTED) if runs else None
    names = posts.get(asked.actor_post_id or 0, ("", ""))
    return {
        "waits": waits,
        "number": (granted.payload.get("ledger") if granted else "") or "",
        "until": (granted or asked).payload.get("until"),
        "plan": asked.payload.get("plan") or "",
        "safety": asked.payload.get("safety") or "",
        "reason": asked.payload.get("reason") or "",
        "by_zh": names[0],
        "by_en": names[1],
    }
