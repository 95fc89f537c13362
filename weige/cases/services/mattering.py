"""Matters and filing conditions made, renamed, retired and taken back at the desk; what is filed keeps what it had."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from weige.cases.models import FilingCondition, Matter
from weige.cases.rules.localtime import local_day
from weige.cases.services.catalogue import (
    ConditionEdit,
    check_limit,
    edit_condition,
    key_of,
    plain_condition,
)
from weige.cases.services.step import refuse
from weige.kernel.access import Who
from weige.kernel.reference import Note
from weige.kernel.services.reference import record
from weige.kernel.worktime import Unit

LOCAL = "local_extension"
STANDARD = "本地扩展（待核定）"
PLAIN = ("class_code", "class_zh", "name_zh", "name_en", "aliases")


def plain_matter(row: Matter) -> dict[str, Any]:
    """A matter as the office's history keeps it."""
    return {name: getattr(row, name) for name in PLAIN} | {"active": row.valid_to is None}


@transaction.atomic
def set_matter(*, key: str, code: str, values: dict[str, Any], who: Who, now: datetime, note: Note) -> str:
    """Adds a local matter (key "") or renames, retires, takes back one; gives its key. Raises Invalid."""
    kind, _, known = key.partition(".")
    row = Matter.objects.select_for_update().filter(kind=kind, code=known).order_by("-pk").first()
    before = plain_matter(row) if row else None
    if row is None:
        if Matter.objects.filter(code=code).exists():
            raise refuse("values.code", "matter_exists", code=code)
        row = Matter(
            kind=LOCAL, code=code, standard=STANDARD, name_source="office", valid_from=local_day(now)
        )
    for name in PLAIN:
        setattr(row, name, values[name])
    if (row.valid_to is None) != values["active"]:
        row.valid_to = None if values["active"] else max(local_day(now), row.valid_from)
    row.save()
    key = f"{row.kind}.{row.code}"
    record(table="matters", key=key, before=before, after=plain_matter(row), who=who, now=now, note=note)
    return key


def newest_condition(key: str) -> FilingCondition | None:
    """The newest version of a condition by its key (1 statement)."""
    kind, _, rest = key.partition(".")
    code, _, no = rest.rpartition(".")
    if not no.isdecimal():
        return None
    rows = FilingCondition.objects.filter(matter__kind=kind, matter__code=code, no=int(no))
    return rows.select_related("matter").order_by("-pk").first()


@transaction.atomic
def set_condition(*, key: str, values: dict[str, Any], who: Who, now: datetime, note: Note) -> str:
    """Adds a condition to a matter (key ""), or gives one its next version, retires it or takes it back.

    Cases filed under an earlier version keep it. Raises Invalid.
    """
    check_limit(Decimal(values["amount"]), values["unit"])
    old = newest_condition(key) if key else None
    if old is None:
        return _add(values, who, now, note)
    if old.valid_to is None and values["active"]:
        names = ("text_zh", "text_en", "unit", "closing_zh", "closing_en", "wants_after_photo")
        edit = ConditionEdit(
            **{name: values[name] for name in names}, amount=Decimal(values["amount"]), source="office"
        )
        edit_condition(condition_id=old.pk, edit=edit, who=who, now=now, note=note)
        return key
    before = plain_condition(old)
    if old.valid_to is None:
        old.valid_to = max(local_day(now), old.valid_from)
        old.save(update_fields=["valid_to"])
    else:
        old = _version(old.matter, old.no, values, now)
    record(
        table="conditions", key=key, before=before, after=plain_condition(old), who=who, now=now, note=note
    )
    return key


def _add(values: dict[str, Any], who: Who, now: datetime, note: Note) -> str:
    kind, _, code = values["matter"].partition(".")
    matter = Matter.objects.select_for_update().filter(kind=kind, code=code, valid_to=None).first()
    if matter is None:
        raise refuse("values.matter", "unknown_matter")
    newest = matter.conditions.order_by("-no").values_list("no", flat=True).first()
    row = _version(matter, (newest or 0) + 1, values, now)
    key = key_of(row)
    record(table="conditions", key=key, before=None, after=plain_condition(row), who=who, now=now, note=note)
    return key


def _version(matter: Matter, no: int, values: dict[str, Any], now: datetime) -> FilingCondition:
    texts = {name: values[name] for name in ("text_zh", "text_en", "closing_zh", "closing_en")}
    unit = values["unit"]
    return FilingCondition.objects.create(
        matter=matter,
        no=no,
        **texts,
        amount=Decimal(values["amount"]),
        unit=unit,
        urgent=Unit(unit).continuous,
        wants_after_photo=values["wants_after_photo"],
        source="office",
        valid_from=local_day(now),
    )
