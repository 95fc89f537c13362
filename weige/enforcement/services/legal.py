"""Writes of terms, texts and rules: an edit with its reason, and the confirmation by somebody else."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction

from weige.enforcement.events import LegalChanged, LegalConfirmed
from weige.enforcement.models import Legal
from weige.enforcement.queries.legal import Standing, standing
from weige.enforcement.rules.legal import packaged
from weige.kernel import log
from weige.kernel.access import Who
from weige.kernel.errors import Conflict, FieldError, Invalid, NotFound
from weige.kernel.worktime import Calendar, Clock, Unit

MOST = 1000  # longest term, in its unit (our default)
MOST_YUAN = 90_000  # highest limit of a sum (our default)
ALLOWED = {
    "term": {"amount", "unit", "source"},
    "sum": {"amount", "source"},
    "text": {"text_zh", "text_en", "source"},
    "lenient": {"text_zh", "text_en", "active", "source"},
    "switch": {"active"},
}


def locked(code: str, version: int) -> tuple[Legal, Standing]:
    """The office's row, made from the packaged one when there is none yet. Raises NotFound, Conflict."""
    if code not in packaged():
        raise NotFound
    before = standing([code])[code]
    amount, unit = before.said
    Legal.objects.get_or_create(
        code=code,
        defaults={
            "amount": Decimal(amount) if amount else None,
            "unit": unit,
            "text_zh": before.text_zh,
            "text_en": before.text_en,
            "active": before.active,
            "status": before.status,
            "source": before.source,
            "version": 0,
        },
    )
    row = Legal.objects.select_for_update().get(code=code)
    if row.version != version:
        raise Conflict("enforcement_changed")
    return row, before


@transaction.atomic
def edit(
    *, code: str, values: Mapping[str, Any], version: int, reason: str, who: Who, now: datetime
) -> Legal:
    """Changes a row and writes down what was there before. What was confirmed must be confirmed again.

    Raises NotFound, Conflict, Invalid.
    """
    row, before = locked(code, version)
    sort = before.base.sort
    foreign = sorted(set(values) - ALLOWED[sort])
    errors = [
        FieldError(name, "unknown_choice", {"choices": ", ".join(sorted(ALLOWED[sort]))}) for name in foreign
    ]
    errors += faults(values, before.base.text_zh, sort=sort)
    if errors:
        raise Invalid(errors)
    changes: dict[str, list[object]] = {}
    for name, value in values.items():
        said = Decimal(value) if name == "amount" else value
        if said != getattr(row, name):
            changes[name] = [plain(getattr(row, name)), plain(said)]
            setattr(row, name, said)
    if changes:
        if sort != "switch":  # what a published text was seen for is no longer that text
            row.status = "default" if before.base.status == "default" else "unverified"
        row.confirmed_at = row.confirmed_by_id = None
        row.changed_at, row.changed_by_id = now, who.user_id
        keep(row, LegalChanged(code=code, version=row.version + 1, reason=reason, changes=changes), who, now)
    return row


def plain(value: Any) -> object:
    """As the history keeps it: an amount without its empty decimals."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def faults(values: Mapping[str, Any], packaged_text: str, *, sort: str) -> list[FieldError]:
    """What is wrong with an edit."""
    found = []
    most, places = (MOST_YUAN, 0) if sort == "sum" else (MOST, 2)
    try:
        amount = Decimal(str(values.get("amount", 1)))
        if not (amount.is_finite() and 0 < amount <= most and amount == round(amount, places)):
            raise InvalidOperation
    except InvalidOperation:
        found.append(FieldError("amount", "legal_amount", {"most": most}))
    if values.get("unit", Unit.WORK_DAY) not in list(Unit):
        found.append(FieldError("unit", "unknown_choice", {"choices": ", ".join(Unit)}))
    text = values.get("text_zh")
    if text is not None and not text.strip():
        found.append(FieldError("text_zh", "field_missing"))
    elif text is not None and "{until}" in packaged_text and "{until}" not in text:
        found.append(FieldError("text_zh", "legal_until"))
    return found


@transaction.atomic
def confirm(*, code: str, version: int, source: str, who: Who, now: datetime) -> Legal:
    """Somebody compared it with the published text and stands for it; never the one who wrote it last.

    Raises NotFound, Conflict.
    """
    row, _ = locked(code, version)
    if who.user_id is not None and row.changed_by_id == who.user_id:
        raise Conflict("legal_own_change")
    row.status, row.source = "confirmed", source
    row.confirmed_at, row.confirmed_by_id = now, who.user_id
    keep(row, LegalConfirmed(code=code, version=row.version + 1, reason=source), who, now)
    return row


def keep(row: Legal, event: LegalChanged | LegalConfirmed, who: Who, now: datetime) -> None:
    row.version += 1
    row.save()
    log.append(event, who=who, now=now, subject=f"legal:{row.code}")


def preview(*, code: str, values: Mapping[str, Any], calendar: Calendar, now: datetime) -> dict[str, Any]:
    """What an edit would do, without doing it: of a term when it would end if it began now, of a text how it reads.

    Raises NotFound, Invalid.
    """
    if code not in packaged():
        raise NotFound
    row = standing([code])[code]
    wrong = faults(values, row.base.text_zh, sort=row.base.sort)
    if wrong:
        raise Invalid(wrong)
    if row.base.sort == "sum":
        before, after = row.said[0], str(values.get("amount") or row.said[0])
        return {"text_zh": f"{before} → {after} 元", "text_en": f"{before} → {after} yuan"}
    if row.base.sort != "term":
        said = {name: values.get(name) or getattr(row, name) for name in ("text_zh", "text_en")}
        return {name: text.replace("{until}", "＿＿年＿＿月＿＿日") for name, text in said.items()}
    clock, old = Clock(calendar), row.limit
    amount = Decimal(str(values.get("amount") or old.amount)).normalize()
    new = type(old)(amount, Unit(values.get("unit") or old.unit))
    return {"begins": now, "due_before": clock.due(now, old).at, "due_after": clock.due(now, new).at}
