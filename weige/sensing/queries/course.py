"""A warning's course: when it began, rose, fell and ended, and what people said of it, as the log tells it."""

from datetime import datetime
from typing import Any

from weige.kernel.models import Event
from weige.sensing.models import Warning
from weige.sensing.rules.spec import Text
from weige.sensing.rules.wording import say

KINDS = {
    f"sensing.warning_{word}": word
    for word in (
        "opened",
        "raised",
        "lowered",
        "acknowledged",
        "confirmed",
        "dismissed",
        "cleared",
        "ended",
    )
}
SHOWN = 40  # the newest; one that goes up and down more often has a plot


def course(row: Warning) -> list[dict[str, Any]]:
    """What became of the warning, oldest first, at the moments it was true (1 statement)."""
    found = Event.objects.filter(subject=f"warning:{row.pk}", kind__in=KINDS).order_by("-id")
    return [_step(KINDS[kind], payload) for kind, payload in found.values_list("kind", "payload")[:SHOWN]][
        ::-1
    ]


def _step(word: str, payload: dict[str, Any]) -> dict[str, Any]:
    by_system = word == "confirmed" and payload.get("by") == "auto"
    level = say(f"level_{payload['level']}") if word in {"opened", "raised", "lowered"} else Text("", "")
    words = say(f"course_{word}{'_auto' if by_system else ''}", level=level)
    return {
        "at": datetime.fromisoformat(payload["at"]),
        "what": word,
        "level": payload["level"],
        "zh": words.zh,
        "en": words.en,
    }
