"""The standard reasons of a return: brought from the packaged file, edited by the office, every edit told."""

import csv
from datetime import datetime
from importlib import resources
from typing import Any

from django.db import transaction

from weige.cases.events import DeskRuleChanged
from weige.cases.models import ReturnReason
from weige.kernel import log
from weige.kernel.access import Who
from weige.kernel.reference import NO_NOTE, Note
from weige.kernel.services.reference import record

COLUMNS = ("applies", "names_unit", "text_zh", "text_en", "basis_zh", "basis_en", "order", "active")


def bring_packaged() -> int:
    """Adds the packaged reasons that are missing; the office's own edits are kept. Returns how many were new."""
    text = resources.files("weige.cases").joinpath("data", "return_reasons.csv").read_text(encoding="utf-8")
    known = set(ReturnReason.objects.values_list("pk", flat=True))
    rows = [row for row in csv.DictReader(text.splitlines()) if row["code"] not in known]
    ReturnReason.objects.bulk_create(
        ReturnReason(**row | {"order": int(row["order"]), "names_unit": row["names_unit"] == "true"})
        for row in rows
    )
    return len(rows)


def set_reason(
    *, code: str, row: dict[str, Any], who: Who, now: datetime, note: Note = NO_NOTE
) -> ReturnReason:
    """Sets or adds a reason; cases returned before keep the words they were returned with."""
    with transaction.atomic():
        reason = ReturnReason.objects.select_for_update().filter(pk=code).first()
        before = {name: getattr(reason, name) for name in COLUMNS} if reason else {}
        reason = reason or ReturnReason(code=code)
        for name in COLUMNS:
            setattr(reason, name, row[name])
        reason.source = "office"
        reason.save()
        after = {name: row[name] for name in COLUMNS}
        record(
            table="return_reasons", key=code, before=before or None, after=after, who=who, now=now, note=note
        )
        event = DeskRuleChanged(what="return_reason", key=code, before=before, after=after)
        log.append(event, who=who, now=now, subject=f"return_reason:{code}")
    return reason
