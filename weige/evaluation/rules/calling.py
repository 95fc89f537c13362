"""From the call centre's daily statistics to countable facts: pure. Of each day calls, connected and answered; their
value is how many. A day that is corrected ends what stood before. They stand at noon of the street's day."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from weige.evaluation.rules.folding import Known, Step, Story
from weige.kernel.streettime import LOCAL

DAY_KEPT = "cases.hotline_day_kept"
KINDS = frozenset({DAY_KEPT})
COUNTED = {"calls": "hot_calls", "connected": "hot_connected", "answered": "hot_answered"}


def fold_day(story: Story, step: Step) -> Story:
    """One day as it is said now."""
    at = datetime.combine(date.fromisoformat(str(step.payload["day"])), time(12), LOCAL)
    for name, kind in COUNTED.items():
        story = story.put(name, Known(kind, at, value=float(step.payload[name])))
    return story


def stories_of(_: str, payload: Mapping[str, Any]) -> list[tuple[str, Callable[[Story, Step], Story]]]:
    """Whose story an event goes on: (about, how it is folded)."""
    return [(f"calls:{payload['day_id']}", fold_day)]
