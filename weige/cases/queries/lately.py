"""Who was faster: what happened last to a case, in words, for whoever comes second."""

from typing import Any

from weige.cases.models import Case
from weige.cases.queries.timeline import actor, names_of
from weige.cases.rules.words import both
from weige.kernel import log
from weige.kernel.wording import event_words


def faster(case: Case) -> dict[str, Any]:
    """{number, by_zh, by_en, what_zh, what_en, state_zh, state_en} of the last event (at most 3 statements)."""
    state = dict(zip(("state_zh", "state_en"), both("state", case.state), strict=True))
    event = log.of(case.subject).order_by("-id").first()
    if event is None:
        return {
            "number": case.number,
            **dict.fromkeys(("by_zh", "by_en", "what_zh", "what_en"), "—"),
            **state,
        }
    posts, _ = names_of([event])
    said = event_words(event.kind)
    return {
        "number": case.number,
        "by_zh": actor(event, posts, "zh") or "他人",
        "by_en": actor(event, posts, "en") or "Somebody",
        "what_zh": said.get("zh", event.kind),
        "what_en": said.get("en", event.kind),
        **state,
    }
