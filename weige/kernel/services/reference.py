"""Editing reference rows: checked, compared with what stands there, written by the module's service, kept as a version,
told in the log; an undo is a new version with the earlier values."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import connection, transaction

from weige.kernel import log
from weige.kernel.access import Access, Who
from weige.kernel.errors import Conflict, FieldError, Invalid, NotFound
from weige.kernel.events import ReferenceChanged
from weige.kernel.models import ReferenceVersion
from weige.kernel.reference import NO_NOTE, Effect, Field, Note, Table, Values, as_plain
from weige.kernel.streettime import LOCAL

LENGTH = 2000  # of a text nobody gave a bound
LIST = 500  # entries of a list nobody gave a bound
FIRST_YEAR, LAST_YEAR = 2000, 2100  # of a moment (our default)


def record(
    *,
    table: str,
    key: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any],
    who: Who,
    now: datetime,
    note: Note = NO_NOTE,
    unsaid: Collection[str] = (),
) -> ReferenceVersion:
    """Keeps an edit as the next version of its row and tells the log. Called by the service that made the edit.

    unsaid: columns the history keeps for an undo and the log does not tell (secrets, exact counts of people).
    """
    newest = number_of(table, key)
    row = ReferenceVersion.objects.create(
        table=table,
        key=key,
        no=newest + 1,
        before=None if before is None else {name: as_plain(one) for name, one in before.items()},
        after={name: as_plain(one) for name, one in after.items()},
        note=note.text,
        restores=note.restores,
        made_at=now,
        made_by=who.user_id,
        by_name=who.name,
    )
    event = ReferenceChanged(
        table=table,
        key=key,
        no=row.no,
        before=_said(row.before, unsaid),
        after=_said(row.after, unsaid) or {},
        note=row.note,
        restores=row.restores,
    )
    log.append(event, who=who, now=now, subject=f"reference:{table}:{key}"[:80])
    return row


def _said(state: dict[str, Any] | None, unsaid: Collection[str]) -> dict[str, Any] | None:
    return None if state is None else {name: one for name, one in state.items() if name not in unsaid}


def number_of(table: str, key: str) -> int:
    """The number of a row's newest version; 0 when nobody edited it."""
    rows = ReferenceVersion.objects.filter(table=table, key=key).order_by("-no")
    return rows.values_list("no", flat=True).first() or 0


def preview(
    *, table: Table, access: Access, key: str, given: Values, now: datetime
) -> tuple[Values, Values, list[Effect]]:
    """(before, after, effects) of an edit; nothing is written. Raises Invalid, NotFound."""
    before = table.row(access, key, now).values if key else {}
    fields = table.fields(access, now)
    values = cleaned(fields, given, before, new=not key)
    with named(fields):
        return before, values, table.effects(access, key, values, now=now)


@transaction.atomic
def save(
    *,
    table: Table,
    access: Access,
    key: str,
    given: Values,
    version: int | None,
    note: Note,
    now: datetime,
) -> str:
    """Makes (key "") or changes a row; gives its key. Raises Invalid, Conflict reference_stale, NotFound."""
    if not key and not table.adds:
        raise NotFound
    lock(table.code)
    if version is not None and version != number_of(table.code, key):
        raise Conflict("reference_stale")
    before = table.row(access, key, now).values if key else {}
    fields = table.fields(access, now)
    values = cleaned(fields, given, before, new=not key)
    if key and all(as_plain(values[name]) == as_plain(before.get(name)) for name in values):
        raise Invalid([FieldError("values", "reference_same")])
    with named(fields):
        return table.write(access, key, values, note=note, now=now)


@contextmanager
def named(fields: list[Field]) -> Iterator[None]:
    """What a module's service finds wrong stands at the form's field: valid_to is values.valid_to, new_password of an
    account its password."""
    known = {field.name: f"values.{field.name}" for field in fields}
    known |= {"new_password": "values.password"} if "password" in known else {}
    try:
        yield
    except Invalid as wrong:
        raise Invalid(
            [FieldError(known.get(one.field, one.field), one.code, one.params) for one in wrong.errors]
        ) from wrong


def restore(
    *, table: Table, access: Access, key: str, no: int, version: int | None, note: Note, now: datetime
) -> str:
    """Brings back state `no` of a row (0: as it was before the first edit) as a new version. Raises Problem."""
    rows = ReferenceVersion.objects.filter(table=table.code, key=key)
    found = rows.filter(no=max(no, 1)).first()
    if found is None:
        raise NotFound
    state = found.after if no else found.before
    if state is None:
        raise Conflict("reference_made_here")
    now_there = table.row(access, key, now).values
    fixed = {field.name for field in table.fields(access, now) if field.fixed or field.kind == "secret"}
    given = {name: one for name, one in state.items() if name in now_there and name not in fixed}
    note = replace(note, restores=no)
    return save(table=table, access=access, key=key, given=given, version=version, note=note, now=now)


def lock(code: str) -> None:
    """One editor of a table at a time, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [f"reference:{code}"])


def cleaned(known: list[Field], given: Values, before: Values, *, new: bool) -> Values:
    """All values of the row after the edit: what was not given stays. Raises Invalid naming each field."""
    fields = {field.name: field for field in known}
    errors = [FieldError(f"values.{name}", "reference_no_field") for name in given if name not in fields]
    found: Values = {}
    for name, one in fields.items():
        if name not in given:
            if one.kind != "secret" or new:
                empty = _EMPTY.get(one.kind) if one.default is None else one.default
                found[name] = empty if new else before.get(name, empty)
            if new and one.required and one.default is None:
                errors.append(FieldError(f"values.{name}", "field_missing"))
            continue
        try:
            found[name] = _value(one, given[name])
        except _Wrong as wrong:
            errors.append(FieldError(f"values.{name}", wrong.code, wrong.params))
            continue
        if one.fixed and not new and found[name] != before.get(name):
            errors.append(FieldError(f"values.{name}", "reference_fixed"))
    if errors:
        raise Invalid(errors)
    return found


class _Wrong(Exception):
    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def _value(field: Field, raw: Any) -> Any:
    """One value as its column holds it. Raises _Wrong."""
    if raw is None or raw == "":
        if field.required:
            raise _Wrong("field_missing")
        return (
            None
            if field.kind in {"number", "whole", "date", "moment", "time", "choice", "secret"}
            else _EMPTY[field.kind]
        )
    try:
        found = _READ[field.kind](raw)
    except (TypeError, ValueError, OverflowError, InvalidOperation):
        raise _Wrong("reference_kind") from None
    _bounded(field, found)
    return found


def _bounded(field: Field, value: Any) -> None:
    known = {choice.value for choice in field.choices}
    if field.kind == "choice" and value not in known:
        raise _Wrong("reference_choice", value=value)
    if field.kind in {"many", "grants"} and set(value) - known:
        raise _Wrong("reference_choice", value=", ".join(sorted(set(value) - known)[:5]))
    high = field.high if field.high is not None else (LIST if isinstance(value, list) else LENGTH)
    if field.kind in {"number", "whole"}:
        size = float(value)
        if (field.low is not None and size < field.low) or (field.high is not None and size > field.high):
            raise _Wrong("reference_range", low=field.low, high=field.high)
    elif isinstance(value, str | list) and not (field.low or 0) <= len(value) <= high:
        raise _Wrong("reference_length", low=int(field.low or 0), high=int(high))


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise TypeError
    return raw.strip()


def _whole(raw: Any) -> int:
    if isinstance(raw, bool) or float(raw) != int(raw):
        raise ValueError
    return int(raw)


def _number(raw: Any) -> str:
    """Kept as text, so that no amount goes through a float."""
    found = Decimal(str(raw))
    if isinstance(raw, bool) or not found.is_finite():
        raise ValueError
    return format(found.normalize(), "f")


def _flag(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise TypeError
    return raw


def _list(raw: Any) -> list[str]:
    if not isinstance(raw, list):
        raise TypeError
    return list(dict.fromkeys(text for text in map(_text, raw) if text))


def _moment(raw: Any) -> str:
    """On the street's clock, to the minute: 2026-11-24T08:00."""
    found = datetime.fromisoformat(_text(raw))
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError
    if found.tzinfo is not None:
        found = found.astimezone(LOCAL).replace(tzinfo=None)
    return found.isoformat(timespec="minutes")


def _time(raw: Any) -> str:
    """On the street's clock, to the minute: 08:30."""
    return time.fromisoformat(_text(raw)).strftime("%H:%M")


_EMPTY: dict[str, Any] = {"text": "", "long": "", "flag": False, "many": [], "list": [], "grants": []}
_READ: dict[str, Any] = {
    "text": _text,
    "long": _text,
    "secret": _text,
    "choice": _text,
    "number": _number,
    "whole": _whole,
    "flag": _flag,
    "date": lambda raw: date.fromisoformat(_text(raw)).isoformat(),
    "moment": _moment,
    "time": _time,
    "many": lambda raw: sorted(_list(raw)),
    "grants": lambda raw: sorted(_list(raw)),
    "list": _list,
}
