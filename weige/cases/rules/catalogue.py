"""Reading the catalogue files: one row per filing condition, grouped by matter, every wrong row named."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from weige.kernel.worktime import Unit, WorktimeError

KINDS = ("component_anomaly", "event", "local_extension")
COLUMNS = (
    "code", "class_code", "class_name", "name", "matter_type", "legacy_code", "condition_no", "filing_condition",
    "time_limit", "unit", "urgent", "closing_condition", "name_source", "condition_source", "standard",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RowError:
    """One wrong row: `row` counts lines of the file from 1, header included."""

    row: int
    column: str
    code: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionRow:
    """One filing condition as the file has it."""

    no: int
    text: str
    amount: Decimal
    unit: Unit
    urgent: bool
    closing: str
    source: str


@dataclass(slots=True, kw_only=True)
class MatterRow:
    """A matter with its conditions."""

    kind: str
    code: str
    class_code: str
    class_name: str
    name: str
    legacy_code: str
    standard: str
    name_source: str
    conditions: list[ConditionRow] = field(default_factory=list)


def read(lines: Iterable[str]) -> tuple[list[MatterRow], list[RowError]]:
    """The matters of a CSV text and the rows that are wrong; a wrong row is left out."""
    reader = csv.DictReader(lines)
    lacking = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
    if lacking:
        return [], [RowError(1, name, "field_missing", "") for name in lacking]
    matters: dict[tuple[str, str], MatterRow] = {}
    errors: list[RowError] = []
    for row in reader:
        line = reader.line_num
        wrong = _wrong(row)
        if wrong:
            errors += [RowError(line, column, code, row[column]) for column, code in wrong]
            continue
        key = (row["matter_type"], row["code"])
        matter = matters.setdefault(key, _matter(row))
        condition = _condition(row)
        if any(known.no == condition.no for known in matter.conditions):
            errors.append(RowError(line, "condition_no", "place_twice", row["condition_no"]))
            continue
        matter.conditions.append(condition)
    return list(matters.values()), errors


def _wrong(row: dict[str, str]) -> list[tuple[str, str]]:
    """The columns of a row that cannot be used, with what is wrong."""
    needed = ("code", "name", "filing_condition", "closing_condition", "standard")
    wrong = [(name, "field_missing") for name in needed if not (row[name] or "").strip()]
    if row["matter_type"] not in KINDS:
        wrong.append(("matter_type", "unknown_matter_type"))
    if not (row["condition_no"] or "").isdecimal():
        wrong.append(("condition_no", "not_a_number"))
    if _limit(row) is None:
        wrong.append(("time_limit", "bad_limit"))
    return wrong


def _limit(row: dict[str, str]) -> tuple[Decimal, Unit] | None:
    try:
        amount, unit = Decimal(row["time_limit"]), Unit.parse(row["unit"])
    except (InvalidOperation, WorktimeError, TypeError):
        return None
    return (amount, unit) if amount.is_finite() and amount > 0 else None


def _matter(row: dict[str, str]) -> MatterRow:
    return MatterRow(
        kind=row["matter_type"],
        code=row["code"],
        class_code=row["class_code"],
        class_name=row["class_name"],
        name=row["name"],
        legacy_code=row["legacy_code"],
        standard=row["standard"],
        name_source=row["name_source"],
    )


def _condition(row: dict[str, str]) -> ConditionRow:
    limit = _limit(row)
    assert limit is not None, "checked before"
    return ConditionRow(
        no=int(row["condition_no"]),
        text=row["filing_condition"],
        amount=limit[0],
        unit=limit[1],
        urgent=row["urgent"] == "Y",
        closing=row["closing_condition"],
        source=row["condition_source"],
    )
