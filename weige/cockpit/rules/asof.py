"""The street as it was known at a moment, from the events up to then: pure, one subject at a time.

A case is what its last event before the moment said of it; a warning likewise. What was entered later, corrected later
or found out later is not in it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

CASE_ENDED = frozenset({"closed", "void", "rejected", "merged"})
WARNING_OVER = frozenset(f"sensing.warning_{word}" for word in ("dismissed", "cleared", "ended", "judged"))
WARNING_CONFIRMED = frozenset({"sensing.warning_confirmed"})
SILENT, BACK = "sensing.device_silent", "sensing.device_back"
#: Where the handling limit runs: only there can a case become overdue or near.
CASE_RUNNING = frozenset({"dispatched", "handling", "rework", "dispatching"})
#: Events written before they told when a case becomes near: so long before the due time (our default).
NEAR = timedelta(hours=2)


@dataclass(frozen=True)
class Told:
    """The last thing the log says of a subject up to the moment, and when it was first spoken of."""

    kind: str
    at: datetime
    subject: str
    payload: Mapping[str, Any]
    first_at: datetime


def moment(payload: Mapping[str, Any], name: str) -> datetime | None:
    value = payload.get(name)
    return datetime.fromisoformat(value) if isinstance(value, str) and value else None


def open_case(told: Told) -> bool:
    return str(told.payload.get("state", "")) not in CASE_ENDED


def running(told: Told) -> bool:
    return str(told.payload.get("state", "")) in CASE_RUNNING


def overdue(told: Told, now: datetime) -> bool:
    """Whether it had been noted as overdue, or its due time had passed while it ran: as cases count it themselves."""
    since, due = moment(told.payload, "overdue_since"), moment(told.payload, "due_at")
    return since is not None or (running(told) and due is not None and due < now)


def near(told: Told, now: datetime) -> bool:
    """Whether a fifth of its limit or less was left, and it was not overdue."""
    due = moment(told.payload, "due_at")
    if due is None or not running(told) or overdue(told, now):
        return False
    return (moment(told.payload, "near_at") or due - NEAR) <= now <= due


def case_mark(told: Told, now: datetime) -> dict[str, Any]:
    """The mark of a case as it was known; without a clock, whose pauses the mark's chip would need."""
    said = told.payload
    return {
        "id": str(said["case_id"]),
        "number": str(said["number"]),
        "lon": said["lon"],
        "lat": said["lat"],
        "title_zh": said["title_zh"],
        "title_en": said["title_en"],
        "matter_code": said.get("matter_code", ""),
        "matter_zh": said.get("matter_zh", ""),
        "matter_en": said.get("matter_en", ""),
        "state": said["state"],
        "near": near(told, now),
        "overdue": overdue(told, now),
        "due_at": said.get("due_at"),
        "department_id": said.get("department_id"),
        "handler_post_id": said.get("handler_post_id"),
        "reported_at": told.first_at,
    }


def living_warning(told: Told) -> bool:
    return told.kind not in WARNING_OVER or bool(
        told.kind == "sensing.warning_cleared" and told.payload.get("before") == "confirmed"
    )


def warning_mark(told: Told, *, confirmed: bool) -> dict[str, Any]:
    said = told.payload
    return {
        "id": str(said["warning_id"]),
        "lon": said["lon"],
        "lat": said["lat"],
        "level": said["level"],
        "title_zh": said["title_zh"],
        "title_en": said["title_en"],
        "scenario": said["scenario"],
        "state": "confirmed" if confirmed else "open",
        "opened_at": told.first_at,
    }


def silent(told: Iterable[Told]) -> frozenset[str]:
    """Codes of the devices whose last word up to the moment was that they had fallen silent."""
    return frozenset(str(one.payload["device_code"]) for one in told if one.kind == SILENT)
