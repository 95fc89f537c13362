"""Loading and editing the catalogue: conditions are never changed, a new version follows the old one."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import Q

from weige.cases.events import ConditionChanged, DeskRuleChanged
from weige.cases.models import FilingCondition, Matter, StageLimit
from weige.cases.queries.catalogue import packaged_lines
from weige.cases.queries.limits import packaged_limits
from weige.cases.rules.catalogue import ConditionRow, MatterRow, RowError, read
from weige.cases.rules.english import english, packaged
from weige.cases.rules.localtime import local_day
from weige.cases.services import reasons, routing
from weige.cases.services.sameness import load_policies
from weige.cases.services.step import refuse
from weige.kernel import log
from weige.kernel.access import SYSTEM, Who
from weige.kernel.reference import NO_NOTE, Note
from weige.kernel.services.reference import record
from weige.kernel.worktime import Unit

#: Everything that ships is valid from here: before it there was no case in this product.
FROM = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, or would do: counts of matters and conditions, and every wrong row."""

    matters_new: int
    conditions_new: int
    conditions_replaced: int
    conditions_same: int
    errors: tuple[RowError, ...]


@cache
def component_names() -> dict[str, list[str]]:
    """Component code → its name and old name, to search a matter by."""
    rows = csv.DictReader(packaged("components.csv"))
    return {row["code"]: [name for name in (row["name"], row["legacy_name"]) if name] for row in rows}


def load_packaged(*, now: datetime) -> ImportResult:
    """Loads the shipped catalogue, stage limits and dispatch table where they are missing; edits are kept."""
    with transaction.atomic():
        result = import_catalogue(packaged_lines(), who=SYSTEM, now=now, valid_from=FROM, replace=False)
        bring_english()
        known = set(StageLimit.objects.values_list("stage", flat=True))
        StageLimit.objects.bulk_create(
            StageLimit(stage=row.stage, amount=row.amount, unit=row.unit, source=row.source, note=row.note)
            for row in packaged_limits()
            if row.stage not in known
        )
        routing.seed(now=now)
        for kept in (reasons.RETURN, reasons.PATROL):
            reasons.bring_packaged(kept)
        load_policies(packaged("merge_policies.csv"))
    return result


def bring_english() -> None:
    """Conditions that were loaded before somebody had put them into English get it (1 statement when none has)."""
    lacking = Q(text_en="") | Q(closing_en="") & ~Q(closing_zh="")
    rows = list(FilingCondition.objects.filter(lacking))
    for row in rows:
        row.text_en = row.text_en or english().get(("words", row.text_zh), "")
        row.closing_en = row.closing_en or english().get(("words", row.closing_zh), "")
    FilingCondition.objects.bulk_update(rows, ["text_en", "closing_en"], batch_size=500)


def import_catalogue(
    lines: Iterable[str],
    *,
    who: Who,
    now: datetime,
    valid_from: date | None = None,
    replace: bool = True,
    dry_run: bool = False,
) -> ImportResult:
    """Brings matters and conditions from CSV lines (columns of data/matters.csv); nothing when a row is wrong.

    A condition whose limit, text or closing differs gets a new version from `valid_from` (today); with
    replace=False the present one is kept. dry_run counts and changes nothing.
    """
    rows, errors = read(lines)
    if errors:
        return ImportResult(0, 0, 0, 0, tuple(errors))
    day = valid_from or local_day(now)
    with transaction.atomic():
        result = _bring(rows, day=day, who=who, now=now, replace=replace)
        if dry_run:
            transaction.set_rollback(True)
    return result


def _bring(rows: list[MatterRow], *, day: date, who: Who, now: datetime, replace: bool) -> ImportResult:
    known = {(m.kind, m.code): m for m in Matter.objects.filter(valid_to__isnull=True)}
    fresh = [row for row in rows if (row.kind, row.code) not in known]
    made = Matter.objects.bulk_create([_matter(row, day) for row in fresh])
    known |= {(m.kind, m.code): m for m in made}
    current = {
        (c.matter_id, c.no): c
        for c in FilingCondition.objects.filter(valid_to__isnull=True).select_related("matter")
    }
    new: list[FilingCondition] = []
    replaced = same = 0
    for row in rows:
        matter = known[row.kind, row.code]
        for item in row.conditions:
            old = current.get((matter.pk, item.no))
            wanted = _condition(matter, item, day)
            if old is None:
                new.append(wanted)
            elif not replace or _alike(old, wanted):
                same += 1
            else:
                wanted.wants_after_photo = old.wants_after_photo
                _supersede(old, wanted, who=who, now=now)
                replaced += 1
    FilingCondition.objects.bulk_create(new)
    return ImportResult(len(made), len(new), replaced, same, ())


def _matter(row: MatterRow, day: date) -> Matter:
    names = component_names().get(row.code, []) if row.kind == "component_anomaly" else []
    component = english().get(("component", row.code), "")
    name_en = f"{component}: fault" if component else ""
    if row.kind != "component_anomaly":
        name_en = english().get(("matter", row.code), "")
    return Matter(
        kind=row.kind,
        code=row.code,
        class_code=row.class_code,
        class_zh=row.class_name,
        name_zh=row.name,
        name_en=name_en,
        legacy_code=row.legacy_code,
        standard=row.standard,
        name_source=row.name_source,
        aliases=names,
        valid_from=day,
    )


def _condition(matter: Matter, row: ConditionRow, day: date) -> FilingCondition:
    return FilingCondition(
        matter=matter,
        no=row.no,
        text_zh=row.text,
        text_en=english().get(("words", row.text), ""),
        amount=row.amount,
        unit=row.unit,
        urgent=row.urgent,
        closing_zh=row.closing,
        closing_en=english().get(("words", row.closing), ""),
        source=row.source,
        valid_from=day,
    )


def _alike(a: FilingCondition, b: FilingCondition) -> bool:
    return (a.text_zh, a.amount, a.unit, a.closing_zh) == (b.text_zh, b.amount, b.unit, b.closing_zh)


def plain_condition(row: FilingCondition) -> dict[str, Any]:
    """A condition as the office's history keeps it."""
    texts = {name: getattr(row, name) for name in ("text_zh", "text_en", "closing_zh", "closing_en")}
    limit = {"amount": format(row.amount.normalize(), "f"), "unit": row.unit}
    return {**texts, **limit, "wants_after_photo": row.wants_after_photo, "active": row.valid_to is None}


def key_of(row: FilingCondition) -> str:
    """The key of a condition in the back office: it outlives its versions."""
    return f"{row.matter.kind}.{row.matter.code}.{row.no}"


def _supersede(
    old: FilingCondition, new: FilingCondition, *, who: Who, now: datetime, note: Note = NO_NOTE
) -> FilingCondition:
    """Ends the old version on the day the new one begins, and tells the log."""
    before = plain_condition(old)
    old.valid_to = max(new.valid_from, old.valid_from) if old.valid_to is None else old.valid_to
    old.save(update_fields=["valid_to"])
    new.save(force_insert=True)
    record(
        table="conditions",
        key=key_of(new),
        before=before,
        after=plain_condition(new),
        who=who,
        now=now,
        note=note,
    )
    log.append(
        ConditionChanged(
            matter_code=old.matter.code,
            condition_no=old.no,
            amount=str(new.amount),
            unit=new.unit,
            before_amount=str(old.amount),
            before_unit=old.unit,
        ),
        who=who,
        now=now,
        subject=f"matter:{old.matter.code}",
    )
    return new


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionEdit:
    """What an edit sets; None keeps."""

    text_zh: str | None = None
    text_en: str | None = None
    amount: Decimal | None = None
    unit: str | None = None
    closing_zh: str | None = None
    closing_en: str | None = None
    wants_after_photo: bool | None = None
    source: str | None = None


def edit_condition(
    *, condition_id: int, edit: ConditionEdit, who: Who, now: datetime, note: Note = NO_NOTE
) -> FilingCondition:
    """A new version of a condition from today; cases filed under the old one keep it. Raises Invalid."""
    given = {name: getattr(edit, name) for name in ConditionEdit.__slots__ if getattr(edit, name) is not None}
    with transaction.atomic():
        rows = FilingCondition.objects.select_for_update(of=("self",)).select_related("matter")
        old = rows.filter(pk=condition_id, valid_to__isnull=True).first()
        if old is None:
            raise refuse("condition", "unknown_condition")
        if all(getattr(old, name) == value for name, value in given.items()):
            raise refuse("condition", "condition_unchanged")
        check_limit(given.get("amount", old.amount), given.get("unit", old.unit))
        new = FilingCondition.objects.get(pk=old.pk)
        new.pk = None
        for name, value in given.items():
            setattr(new, name, value)
        new.matter = old.matter
        new.urgent = Unit(new.unit).continuous
        new.valid_from = local_day(now)
        return _supersede(old, new, who=who, now=now, note=note)


def check_limit(amount: Decimal, unit: str) -> None:
    if unit not in {known.value for known in Unit} or not amount.is_finite() or amount <= 0:
        raise refuse("amount", "bad_limit")


def set_stage_limit(
    *, stage: str, amount: Decimal, unit: str, who: Who, now: datetime, note: Note = NO_NOTE
) -> StageLimit:
    """The limit of a desk's stage; clocks that run keep theirs. Raises Invalid."""
    if stage not in {row.stage for row in packaged_limits()}:
        raise refuse("stage", "unknown_stage", stage=stage)
    check_limit(amount, unit)
    with transaction.atomic():
        row = StageLimit.objects.select_for_update().filter(stage=stage).first() or StageLimit(stage=stage)
        before = {"amount": str(row.amount), "unit": row.unit} if row.unit else {}
        row.amount, row.unit, row.source = amount, unit, "office"
        row.save()
        after = {"amount": str(amount), "unit": unit}
        record(table="stage_limits", key=stage, before=before, after=after, who=who, now=now, note=note)
        _tell_rule("stage_limit", stage, before, after, who=who, now=now)
    return row


def _tell_rule(
    what: str, key: str, before: dict[str, str], after: dict[str, str], *, who: Who, now: datetime
) -> None:
    event = DeskRuleChanged(what=what, key=key, before=dict(before), after=dict(after))
    log.append(event, who=who, now=now, subject=f"{what}:{key}")
