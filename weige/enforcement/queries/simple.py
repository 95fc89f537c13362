"""What is wrong with a decision on the spot, and what its amount may be."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from weige.enforcement.models import Paper
from weige.enforcement.queries.legal import Standing, standing
from weige.enforcement.rules import fields
from weige.enforcement.rules.simple import CEILINGS, KIND, Range, amount_fault

Fault = tuple[str, str, dict[str, Any]]


def ceilings() -> dict[str, Standing]:
    """Kind of party → the most that may be decided on the spot (1 statement)."""
    known = standing(tuple(CEILINGS.values()))
    return {party: known[code] for party, code in CEILINGS.items()}


def ranges(row: Paper) -> list[Range]:
    """The bands of its power (1 statement)."""
    bands = row.power.bands.order_by("order") if row.power else ()
    return [Range(one.name, one.low, one.high) for one in bands]


def faults(row: Paper, content: Mapping[str, Any], *, now: datetime, stage: str = "draft") -> list[Fault]:
    """(field, message code, params) of what keeps any paper from being issued; of one on the spot its amount too (2
    statements)."""
    found: list[Fault] = [
        (key, code, {})
        for key, code in fields.faults(row.kind.doc, content, grade=row.kind.grade, now=now, stage=stage)
    ]
    said = str(content.get("amount") or "")
    if row.kind_id == KIND and said:
        most = {party: one.sum for party, one in ceilings().items()}
        wrong = amount_fault(said, str(content.get("party_type", "")), most, ranges(row))
        if wrong:
            found.append(("amount", wrong[0], dict(wrong[1])))
    return found


def bounds(row: Paper, content: Mapping[str, Any]) -> dict[str, Any] | None:
    """For the screen: the limit with its source, the bands, and whose limit counts; None for another kind."""
    if row.kind_id != KIND:
        return None
    one = ceilings().get(str(content.get("party_type", "")))
    return {
        "most": one.sum if one else None,
        "status": one.status if one else "",
        "source": one.source if one else "",
        "bands": [{"name": band.name, "low": band.low, "high": band.high} for band in ranges(row)],
        "note": row.power.discretion_note if row.power else "",
    }
