"""Packs into the house: from the package, from WEIGE_DATA/scenarios, from any folder given."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction

from weige.kernel import log
from weige.kernel.access import SYSTEM, Who
from weige.kernel.models import Setting
from weige.scenarios.events import ScenarioLoaded, ScenarioSwitched
from weige.scenarios.models import Scenario, Version
from weige.scenarios.rules.pack import Pack, PackFault, rules_of
from weige.scenarios.services.checking import check_pack, fault_words
from weige.scenarios.services.housing import FILE, folders, house_here
from weige.scenarios.services.versions import keep_version, kept_pack, newest_number
from weige.sensing.services import install_rules, withdraw_rule
from weige.territory.models import Area

FAULTS = "scenario_faults"  # the setting that notes packs left out at the last start


def load_packs(*, now: datetime, extra: Iterable[Path] = (), who: Who = SYSTEM) -> list[Scenario]:
    """Checks and loads every pack; an unchanged one is left alone, one switched off stays off.

    A pack of the office's own (DATA/scenarios) that is not fit is left out and noted: faults(). One that ships or
    that was given raises PackFault, and nothing is changed.
    """
    own, found = Path(settings.DATA_DIR) / "scenarios", []
    packs: dict[str, tuple[Pack, Path]] = {}
    house = replace(house_here(extra), figures=frozenset())  # a misspelt figure is no reason not to warn
    for folder in folders(extra):
        try:
            pack = check_pack(folder, house=house)
            packs[pack.id] = (pack, folder)
        except PackFault as fault:
            if folder.parent != own:
                raise
            found.append(_noted(folder, fault, now))
    rows = []
    with transaction.atomic():
        known = {row.id: row for row in Scenario.objects.select_for_update()}
        for pack, folder in packs.values():
            try:
                with transaction.atomic():
                    rows.append(bring(pack, folder, known.get(pack.id), who=who, now=now))
            except PackFault as fault:
                # What ships must fit, but never keeps an office from starting that made versions of its own.
                if folder.parent != own and fault.code != "pack_number_taken":
                    raise
                found.append(_noted(folder, fault, now))
        settle()
        Setting.objects.update_or_create(key=FAULTS, defaults={"value": found})
    return rows


def _noted(folder: Path, fault: PackFault, now: datetime) -> dict[str, Any]:
    return {"folder": folder.name, "at": now.isoformat(), **fault_words(fault)}


def settle() -> int:
    """Brings the scenarios' cells up to date with the territory; returns how many changed (2 statements)."""
    cells = street_cells()
    return Scenario.objects.exclude(cells=cells).update(cells=cells)


def street_cells() -> list[int]:
    """The ids of this installation's street and all above it; none before the territory is there."""
    street = Setting.objects.filter(key="street").values_list("value", flat=True).first()
    rows = (
        Area.objects.filter(code=street, level="subdistrict").values_list("path", flat=True) if street else []
    )
    return sorted({cell for path in rows for cell in path})


def bring(pack: Pack, folder: Path, row: Scenario | None, *, who: Who, now: datetime) -> Scenario:
    """One pack into the database and, when it is on, its rule in force."""
    where = f"{folder.name}/{FILE}"
    data = msgspec.json.decode(msgspec.json.encode(pack))  # as the database gives it back: lists, not tuples
    if row is not None and same(row.pack, data):
        return row
    if row is not None and same(kept_pack(pack.id, pack.version), data):
        return row  # as that version was brought: what came after it was made on the screen
    if row is not None and pack.version <= (newest := newest_number(row)) and _own_versions(row):
        params = {"version": pack.version, "newest": newest}
        raise PackFault(where, "version", "pack_number_taken", params)
    if row is not None and pack.version <= row.version:
        params = {"version": pack.version, "loaded": row.version}
        raise PackFault(where, "version", "pack_version_not_raised", params)
    if row is None:
        row = Scenario(id=pack.id)
    row.version, row.pack, row.source, row.loaded_at = pack.version, data, folder.name, now
    row.save()
    keep_version(row=row, source=folder.name, now=now, text=(folder / FILE).read_text(encoding="utf-8-sig"))
    if row.enabled:
        install_rules(specs=rules_of(pack), kinds=pack.kinds, now=now)
    event = ScenarioLoaded(scenario=pack.id, version=pack.version, source=folder.name)
    log.append(event, who=who, now=now, subject=f"scenario:{pack.id}")
    return row


def _own_versions(row: Scenario) -> bool:
    """Whether somebody here made a version of it on the screen."""
    return Version.objects.filter(scenario=row, source="").exists()


def same(before: dict[str, Any] | None, after: dict[str, Any]) -> bool:
    """Whether two packs' data say the same: a key the grammar has learned since, left out, says nothing new."""
    if before is None:
        return False
    try:
        return msgspec.convert(before, Pack) == msgspec.convert(after, Pack)
    except msgspec.ValidationError:
        return False


@transaction.atomic
def switch(*, scenario: str, on: bool, who: Who, now: datetime) -> Scenario:
    """Puts a scenario's rule in force or takes it out; switching twice changes nothing."""
    row = Scenario.objects.select_for_update().get(pk=scenario)
    if row.enabled == on:
        return row
    row.enabled = on
    row.save(update_fields=["enabled"])
    if on:
        pack = msgspec.convert(row.pack, Pack)
        install_rules(specs=rules_of(pack), kinds=pack.kinds, now=now)
    else:
        withdraw_rule(scenario=scenario, now=now)
    event = ScenarioSwitched(scenario=scenario, version=row.version, on=on)
    log.append(event, who=who, now=now, subject=f"scenario:{scenario}")
    return row
