"""A warning's course: when it began, rose, fell and ended, and what people said of it, as the log tells it."""

from datetime import datetime, timedelta
from operator import itemgetter
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
        "judged",
    )
}
LATE = timedelta(minutes=1)  # learnt later than that after it was true: both moments are said (our default)
SHOWN = 40  # the newest; one that goes up and down more often has a plot


def course(row: Warning) -> list[dict[str, Any]]:
    """What became of the warning, in the order of the moments it was true, and when it was learnt where that was more
    than LATE after (1 statement). What is true of one moment stands in the order it was written.
    """
    found = Event.objects.filter(subject=f"warning:{row.pk}", kind__in=KINDS).order_by("-id")
    newest = list(found.values_list("kind", "payload", "at")[:SHOWN])[::-1]
    return sorted((_step(KINDS[kind], payload, at) for kind, payload, at in newest), key=itemgetter("at"))


def _step(word: str, payload: dict[str, Any], written: datetime) -> dict[str, Any]:
    at = datetime.fromisoformat(payload["at"])
    by_system = word == "confirmed" and payload.get("by") == "auto"
    level = say(f"level_{payload['level']}") if word in {"opened", "raised", "lowered"} else Text("", "")
    form = "_auto" if by_system else ("_true" if payload["right"] else "_false") if word == "judged" else ""
    words = say(f"course_{word}{form}", level=level)
    return {
        "at": at,
        "known_at": written if written - at > LATE else None,
        "what": word,
        "level": payload["level"],
        "zh": words.zh,
        "en": words.en,
    }
