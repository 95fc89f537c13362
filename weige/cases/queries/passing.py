"""The way of a case from hand to hand (流转链): who had it, from when, how it left, with which reason."""

from collections.abc import Mapping, Sequence
from typing import Any

from weige.kernel.models import Event

Names = Mapping[int, tuple[str, str]]
#: Moves that hand the case to somebody, and moves that take it away from where it is.
GIVES = {"dispatch": "dispatch", "designate": "designate", "assign": "assign", "agree_transfer": "transfer"}
LEAVES = {"return": "returned", "approve_transfer": "returned", "recall": "recalled", "revoke": "revoked"}


def chain(events: Sequence[Event], posts: Names, departments: Names) -> list[dict[str, Any]]:
    """The hands a case went through, oldest first, from its events (oldest first too).

    Each: unit_zh, unit_en, at, until, how (dispatch, designate, assign, transfer), left (returned, transferred,
    recalled, revoked, empty while it stays), reason_zh, reason_en, said (the reason in words), clause, to_zh, to_en
    (the unit named by who returned it).
    """
    hands: list[dict[str, Any]] = []
    for event in events:
        said = event.payload
        move = said.get("move", "")
        if move in LEAVES and hands:
            _leave(hands[-1], event, LEAVES[move], posts, departments)
        if move in GIVES:
            if move == "agree_transfer" and hands:
                _leave(hands[-1], event, "transferred", posts, departments)
            hands.append(_hand(event, GIVES[move], posts, departments))
    return hands


def _unit(post: int | None, department: int | None, posts: Names, departments: Names) -> tuple[str, str]:
    return posts.get(post or 0) or departments.get(department or 0) or ("", "")


def _hand(event: Event, how: str, posts: Names, departments: Names) -> dict[str, Any]:
    said = event.payload
    zh, en = _unit(said.get("handler_post_id"), said.get("department_id"), posts, departments)
    return {
        "unit_zh": zh,
        "unit_en": en,
        "at": event.at,
        "how": how,
        "until": None,
        "left": "",
        **dict.fromkeys(("reason_zh", "reason_en", "said", "clause", "to_zh", "to_en"), ""),
    }


def _leave(hand: dict[str, Any], event: Event, left: str, posts: Names, departments: Names) -> None:
    said = event.payload
    to = _unit(said.get("to_post_id"), said.get("to_department_id"), posts, departments)
    hand.update(
        until=event.at,
        left=left,
        reason_zh=said.get("standard_zh", ""),
        reason_en=said.get("standard_en", ""),
        said=said.get("reason", ""),
        clause=said.get("clause", ""),
        to_zh=to[0],
        to_en=to[1],
    )
