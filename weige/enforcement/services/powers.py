"""Writes of the catalogue of powers: import with a dry run, edits with their reason, the packaged rows."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from weige.enforcement.events import PowerChanged, PowersImported
from weige.enforcement.models import Band, Power
from weige.enforcement.rules.powers import trust
from weige.enforcement.schemas.powers import TRUST, BandIO
from weige.kernel import log
from weige.kernel.access import SYSTEM, Who
from weige.kernel.errors import Conflict, FieldError, Invalid
from weige.kernel.tabular import Outcome, Row, RowError, Sheet, run_import
from weige.registry.services.words import note_words

DATA = Path(__file__).parent.parent / "data"
FIRST = ("首次", "首违", "初次")


@transaction.atomic
def load_powers(*, now: datetime) -> int:
    """Puts the packaged rows in where none are yet, each with its source and how far it is verified; how many."""
    if Power.objects.exists():
        return 0
    with (DATA / "power_matters.csv").open(encoding="utf-8", newline="") as file:
        matters = {row["power"]: row["matters"].split() for row in csv.DictReader(file)}
    with (DATA / "powers_en.csv").open(encoding="utf-8", newline="") as file:
        english = {
            row["code"]: row["en"] for row in csv.DictReader(file)
        }  # our translation, not an official one
    with (DATA / "powers.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            _packaged(row, matters.get(row["code"], []), english[row["code"]]) for row in csv.DictReader(file)
        ]
    Power.objects.bulk_create(rows)
    event = PowersImported(created=len(rows), updated=0)
    log.append(event, who=SYSTEM, now=now, subject="enforcement:powers")
    return len(rows)


def _packaged(row: Mapping[str, str], matters: list[str], english: str) -> Power:
    note = row["discretion_note"]
    return Power(
        code=row["code"],
        name_zh=row["name"],
        name_en=english,
        domain=row["domain"],
        department=row["original_department"],
        kinds=[kind for kind in row["penalty_types"].split(";") if kind],
        matters=matters,
        prohibition_basis=row["prohibition_basis"],
        penalty_basis=row["penalty_basis"],
        discretion_note=note,
        first_offence=any(word in note + row["name"] for word in FIRST),
        first_offence_rule=note if any(word in note for word in FIRST) else "",
        status=trust(row["status"]),
        status_said=row["status"],
        source=row["source"],
    )


def import_powers(*, sheet: Sheet, who: Who, now: datetime, dry_run: bool) -> Outcome:
    """Adds or changes powers by their code, all rows or none; an empty cell of a known power keeps what is there."""

    def check(rows: Sequence[Row]) -> list[RowError]:
        return [error for row in rows for error in _row_faults(row)]

    def write(rows: Sequence[Row]) -> list[RowError]:
        known = {power.code: power for power in Power.objects.filter(code__in=[row["code"] for row in rows])}
        fresh = [_imported(Power(code=row["code"]), row) for row in rows if row["code"] not in known]
        old = [_imported(known[row["code"]], row) for row in rows if row["code"] in known]
        Power.objects.bulk_create(fresh)
        for power in old:
            power.version += 1
            power.save()
        _note_words([*fresh, *old])
        event = PowersImported(created=len(fresh), updated=len(old))
        log.append(event, who=who, now=now, subject="enforcement:powers")
        return []

    return run_import(sheet, write, check=check, dry_run=dry_run)


def _row_faults(row: Row) -> list[RowError]:
    ends = [row["expires_on"], row["recalled_on"]]
    if row["effective_on"] and any(end and end <= row["effective_on"] for end in ends):
        return [RowError(row.number, "effective_on", "power_dates")]
    return []


def _imported(power: Power, row: Row) -> Power:
    lists = {"kinds": _split(row["kinds"]), "matters": _split(row["matters"])}
    plain = (
        "name_zh",
        "domain",
        "department",
        "prohibition_basis",
        "penalty_basis",
        "discretion_note",
        "way",
        "document_no",
        "effective_on",
        "expires_on",
        "recalled_on",
        "source",
    )
    for name, value in {**{name: row[name] for name in plain}, **lists}.items():
        if value:
            setattr(power, name, value)
    if row["status"] or not power.status:
        power.status_said = row["status"] or ""
        power.status = row["status"] if row["status"] in TRUST else trust(row["status"] or "")
    return power


def _split(text: str | None) -> list[str]:
    for sign in "；,，、 ":
        text = (text or "").replace(sign, ";")
    return [part for part in (text or "").split(";") if part]


@transaction.atomic
def edit_power(
    *,
    code: str,
    values: Mapping[str, Any],
    bands: Sequence[BandIO] | None,
    version: int,
    reason: str,
    who: Who,
    now: datetime,
) -> Power:
    """Changes a power and writes down what was there before. Raises Conflict, Invalid, Power.DoesNotExist."""
    power = Power.objects.select_for_update().get(code=code)
    if power.version != version:
        raise Conflict("enforcement_changed")
    changes = _set(power, values)
    _check(power)
    if bands is not None:
        before = list(
            power.bands.order_by("order").values("order", "name", "criteria", "low", "high", "hearing")
        )
        after = [band.dict() for band in bands]
        if before != after:
            changes["bands"] = [before, after]
            power.bands.all().delete()
            Band.objects.bulk_create(Band(power=power, **band) for band in after)
    _keep(power, changes, reason=reason, who=who, now=now)
    _note_words([power])
    return power


def _note_words(powers: Iterable[Power]) -> None:
    """Fields, measures and departments wait in the office's table of words for their English (3 statements)."""
    told = list(powers)
    note_words("field", (power.domain for power in told))
    note_words("measure", (kind for power in told for kind in power.kinds))
    note_words("department", (power.department for power in told))


def change(power: Power, values: Mapping[str, Any], *, reason: str, who: Who, now: datetime) -> None:
    """Changes columns of a locked power and writes down what was there before."""
    _keep(power, _set(power, values), reason=reason, who=who, now=now)


def _set(power: Power, values: Mapping[str, Any]) -> dict[str, list[object]]:
    """Sets what differs; column → [before, after]."""
    changes: dict[str, list[object]] = {}
    for name, value in values.items():
        before = getattr(power, name)
        if value != before:
            changes[name] = [_plain(before), _plain(value)]
            setattr(power, name, value)
    return changes


def _keep(power: Power, changes: dict[str, list[object]], *, reason: str, who: Who, now: datetime) -> None:
    if not changes:
        return
    power.version += 1
    power.save()
    event = PowerChanged(code=power.code, version=power.version, reason=reason, changes=changes)
    log.append(event, who=who, now=now, subject=f"power:{power.code}")


def _plain(value: Any) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _check(power: Power) -> None:
    ends = [end for end in (power.expires_on, power.recalled_on) if end]
    if power.effective_on and any(end <= power.effective_on for end in ends):
        raise Invalid([FieldError("effective_on", "power_dates")])
    if power.status not in TRUST:
        raise Invalid([FieldError("status", "unknown_choice", {"choices": ", ".join(TRUST)})])
