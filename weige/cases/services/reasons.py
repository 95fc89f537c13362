"""The office's lists of reasons: brought from the packaged files, edited by the office, every edit told."""

import csv
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import Any

from django.db import models, transaction

from weige.cases.events import DeskRuleChanged
from weige.cases.models import PatrolReason, ReturnReason
from weige.kernel import log
from weige.kernel.access import Who
from weige.kernel.reference import NO_NOTE, Note
from weige.kernel.services.reference import record


@dataclass(frozen=True)
class Kept:
    """One list: its table here and in the back office, what its edits are called in the log, what can be edited."""

    model: type[models.Model]
    table: str
    what: str
    columns: tuple[str, ...]


RETURN = Kept(
    ReturnReason,
    "return_reasons",
    "return_reason",
    ("applies", "names_unit", "text_zh", "text_en", "basis_zh", "basis_en", "order", "active"),
)
PATROL = Kept(
    PatrolReason, "patrol_reasons", "patrol_reason", ("missed", "text_zh", "text_en", "order", "active")
)
FLAGS = {"true": True, "false": False}


def bring_packaged(kept: Kept) -> int:
    """Adds the packaged reasons that are missing; the office's own edits are kept. Returns how many were new."""
    file = resources.files("weige.cases").joinpath("data", f"{kept.table}.csv")
    rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    manager = kept.model._default_manager
    known = set(manager.values_list("pk", flat=True))
    new = [row for row in rows if row["code"] not in known]
    manager.bulk_create(
        kept.model(**{name: FLAGS.get(value, value) for name, value in row.items()}) for row in new
    )
    return len(new)


def set_reason(
    kept: Kept, *, code: str, row: dict[str, Any], who: Who, now: datetime, note: Note = NO_NOTE
) -> None:
    """Sets or adds a reason; cases it was given for before keep the words they were given."""
    with transaction.atomic():
        reason = kept.model._default_manager.select_for_update().filter(pk=code).first()
        before = {name: getattr(reason, name) for name in kept.columns} if reason else {}
        after = {name: row[name] for name in kept.columns}
        kept.model(code=code, source="office", **after).save()
        record(table=kept.table, key=code, before=before or None, after=after, who=who, now=now, note=note)
        event = DeskRuleChanged(what=kept.what, key=code, before=before, after=after)
        log.append(event, who=who, now=now, subject=f"{kept.what}:{code}")
