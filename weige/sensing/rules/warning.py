"""The life of a warning as a table: states, moves, who makes them.

The API's actions and the docs come from it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from weige.kernel.officedata import OfficeFile

Actor = Literal["person", "system"]

OPEN: Final = "open"
CONFIRMED: Final = "confirmed"
DISMISSED: Final = "dismissed"
CLEARED: Final = "cleared"
ENDED: Final = "ended"
STATES: Final = (OPEN, CONFIRMED, DISMISSED, CLEARED, ENDED)
LIVE: Final = (OPEN, CONFIRMED)  # one problem has at most one warning in these

# What a state means in the words of alerting; the API gives both. PENDING is never a row: the condition is there,
# but not yet for the rule's whole time, and only the rule's stream knows of it.
PENDING: Final = "pending"
FIRING: Final = "firing"
ACKNOWLEDGED: Final = "acknowledged"
RECOVERING: Final = "recovering"
RESOLVED: Final = "resolved"
FALSE_ALARM: Final = "false_alarm"
PHASES: Final = (PENDING, FIRING, ACKNOWLEDGED, RECOVERING, RESOLVED, FALSE_ALARM)


VOIDED: Final = "case_voided"  # the reason the system itself writes


OTHER: Final = "other"  # wants a note
KEPT: Final = (OTHER, VOIDED)  # cannot be taken out of use


@dataclass(frozen=True)
class Reason:
    """Why a warning was a false alarm. order: its place in lists. active: may be given now; one given before keeps its
    words. Which say something against the device stands in weight.toml."""

    zh: str
    en: str
    order: int
    active: bool = True


def _read_reasons(raw: dict[str, Any]) -> dict[str, Reason]:
    """Raises ValueError."""
    found = {}
    for code, one in raw.items():
        reason = msgspec.convert(one, Reason)
        if not (reason.zh.strip() and reason.en.strip()) or (code in KEPT and not reason.active):
            raise ValueError(f"{code}: words in both languages, and {', '.join(KEPT)} stay in use")
        found[code] = reason
    return dict(sorted(found.items(), key=lambda one: one[1].order))


#: Reason codes of false alarms, also those no longer in use (data/reasons.toml, and the office's own).
reasons: Final = OfficeFile(Path(__file__).resolve().parent.parent / "data" / "reasons.toml", _read_reasons)


def offered_reasons() -> dict[str, Reason]:
    """Those a person may give now."""
    return {code: one for code, one in reasons().items() if one.active and code != VOIDED}


@dataclass(frozen=True)
class Move:
    """source —name→ target.

    verb: the grant a person needs; actors: who may; needs: fields that must be given. unseen: only while nobody
    has said "I have seen it". late: a verdict on what is over, for a stated time and once (rules.weight.Weighing).
    """

    name: str
    source: str
    target: str
    actors: tuple[Actor, ...]
    verb: str = ""
    needs: tuple[str, ...] = ()
    unseen: bool = False
    late: bool = False


SEEN: Final = "acknowledge"
JUDGE: Final = "judge"
MOVES: Final = (
    Move(SEEN, OPEN, OPEN, ("person",), "warning.acknowledge", unseen=True),
    Move(SEEN, CONFIRMED, CONFIRMED, ("person",), "warning.acknowledge", unseen=True),
    Move("confirm", OPEN, CONFIRMED, ("person", "system"), "warning.confirm"),
    Move("dismiss", OPEN, DISMISSED, ("person",), "warning.dismiss", ("reason_code",)),
    Move("clear", OPEN, CLEARED, ("system",)),  # the condition ended by itself
    Move("end", CONFIRMED, ENDED, ("system",)),  # its case was closed or voided
    Move(JUDGE, CLEARED, CLEARED, ("person",), "warning.confirm", ("right",), late=True),  # files no case
)


def move(state: str, name: str) -> Move | None:
    """The move of that name out of a state; None when the table has none."""
    return next((row for row in MOVES if row.source == state and row.name == name), None)


def offered(state: str, acknowledged: bool = False, judgeable: bool = False) -> list[Move]:
    """The moves a person may be offered in a state. judgeable: over, without a verdict, and not too long ago."""
    found = [row for row in MOVES if row.source == state and "person" in row.actors]
    return [row for row in found if not (row.unseen and acknowledged) and (judgeable or not row.late)]


def phase(state: str, *, acknowledged: bool, recovered: bool, reason: str) -> str:
    """Where in its life a warning is. acknowledged: somebody has seen it since it last rose.

    recovered: the condition has ended, its case has not. reason: the verdict's reason code, also of a late one.
    """
    if state in LIVE:
        if recovered:
            return RECOVERING
        return ACKNOWLEDGED if acknowledged else FIRING
    return FALSE_ALARM if state == DISMISSED or reason else RESOLVED


def diagram() -> str:
    """The table as a Mermaid state diagram for the docs."""
    lines = ["stateDiagram-v2", f"    [*] --> {OPEN}"]
    lines += [f"    {row.source} --> {row.target}: {row.name} ({', '.join(row.actors)})" for row in MOVES]
    lines += [f"    {state} --> [*]" for state in STATES if state not in LIVE]
    return "\n".join(lines)
