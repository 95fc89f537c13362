"""The versions of a scenario: every one is kept; a new one is switched on at its time, or cancelled before it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import transaction

from weige.kernel import log
from weige.kernel.access import SYSTEM, Who
from weige.kernel.errors import Conflict, FieldError, Invalid
from weige.scenarios.events import VersionCancelled, VersionPlanned, VersionSwitched
from weige.scenarios.models import Replay, Scenario, Version
from weige.scenarios.rules.changes import Value
from weige.scenarios.rules.editing import with_data
from weige.scenarios.rules.pack import Pack, rules_of
from weige.scenarios.rules.writing import numbered
from weige.scenarios.services.changing import changed_pack
from weige.sensing.services import install_rules

DRAFT, SCHEDULED, IN_FORCE, PAST, CANCELLED = "draft", "scheduled", "in_force", "past", "cancelled"
REASON = 1000
FARTHEST = timedelta(days=366)
NOW_SLACK = timedelta(minutes=1)  # "now", as a form that was open for a moment means it


def keep_version(*, row: Scenario, source: str, now: datetime, text: str = "") -> Version:
    """Notes the pack just brought from a file as the version in force; what waited for its time is overtaken."""
    _past(row, now)
    waiting = Version.objects.filter(scenario=row, state=SCHEDULED)
    waiting.update(state=CANCELLED, ended_at=now, end_reason=f"{source} v{row.version}")
    return Version.objects.create(
        scenario=row,
        number=row.version,
        pack=row.pack,
        text=text,
        state=IN_FORCE,
        source=source,
        made_at=now,
        switched_at=now,
    )


def newest_number(row: Scenario) -> int:
    """The highest number ever given, cancelled ones too (1 statement)."""
    numbers = Version.objects.filter(scenario=row).order_by("-number").values_list("number", flat=True)
    return max(numbers.first() or 0, row.version)


def kept_pack(scenario: str, number: int) -> dict[str, Any] | None:
    """The pack of a kept version, or None (1 statement)."""
    return Version.objects.filter(scenario=scenario, number=number).values_list("pack", flat=True).first()


def _past(row: Scenario, now: datetime) -> None:
    Version.objects.filter(scenario=row, state=IN_FORCE).update(state=PAST, ended_at=now)


@transaction.atomic
def plan_version(
    *,
    scenario: Scenario,
    changes: Mapping[str, Value],
    base: int | None = None,
    reason: str,
    switch_at: datetime | None = None,
    trial: Replay | None = None,
    who: Who,
    now: datetime,
) -> Version:
    """Makes the next version and lets it wait for its time; without a time it is switched on at once.

    base: the kept version the changes are made to (None: the one in force): with no changes, a way back; a draft
    is itself switched on. Raises Invalid (changes, reason, time, base) and Conflict when another one waits already.
    """
    row = Scenario.objects.select_for_update().get(pk=scenario.pk)
    data = _start(row, changes, base, _faults(reason, switch_at, now))
    found = changed_pack(data, changes, row.pk)
    if Version.objects.filter(scenario=row, state=SCHEDULED).exists():
        raise Conflict("version_waits")
    at = switch_at or now
    version = None if changes else _draft(row, base)
    if version is None:
        if found.data | {"version": 0} == row.pack | {"version": 0}:
            raise Invalid([FieldError("changes", "version_no_change")])
        number = newest_number(row) + 1
        version = Version(scenario=row, number=number, pack=found.data | {"version": number}, made_at=now)
        version.author_id, version.author_post_id = who.user_id, who.post_id
        version.text = numbered(_text(row, base, found.data), number)
    version.state, version.reason, version.trial, version.switch_at = SCHEDULED, reason.strip(), trial, at
    version.save()
    planned = VersionPlanned(scenario=row.pk, version=version.number, switch_at=at, reason=version.reason)
    log.append(planned, who=who, now=now, subject=f"scenario:{row.pk}", cells=row.cells)
    if at <= now:
        _switch(row, version, who, now)
    return version


def _draft(row: Scenario, base: int | None) -> Version | None:
    return Version.objects.filter(scenario=row, number=base or 0, state=DRAFT).first()


def _text(row: Scenario, base: int | None, data: Mapping[str, Any]) -> str:
    """The text of the version this one is made from with this one's values in it, remarks and all.

    "" when it was kept without a text, or the change is more than values: then it is written from the data.
    """
    wanted = row.version if base is None else base
    text = Version.objects.filter(scenario=row, number=wanted).values_list("text", flat=True).first()
    return (with_data(text, data, row.pk) if text else None) or ""


def _start(
    row: Scenario, changes: Mapping[str, Value], base: int | None, errors: list[FieldError]
) -> dict[str, Any]:
    """The pack the changes are made to. Raises Invalid with these errors and its own."""
    data = row.pack if base is None else kept_pack(row.pk, base)
    if data is None:
        errors.append(FieldError("base", "version_unknown", {"number": base}))
    elif not changes and (base is None or base == row.version):
        errors.append(FieldError("changes", "version_no_change"))
    if errors or data is None:
        raise Invalid(errors)
    return dict(data)


def _faults(reason: str, switch_at: datetime | None, now: datetime) -> list[FieldError]:
    errors = []
    if not reason.strip():
        errors.append(FieldError("reason", "version_reason"))
    if len(reason) > REASON:
        errors.append(FieldError("reason", "version_reason_long", {"length": REASON}))
    if switch_at is not None and switch_at < now - NOW_SLACK:
        errors.append(FieldError("switch_at", "version_time_over"))
    if switch_at is not None and switch_at > now + FARTHEST:
        errors.append(FieldError("switch_at", "version_time_far"))
    return errors


@transaction.atomic
def cancel_version(*, version: Version, reason: str, who: Who, now: datetime) -> Version:
    """Takes a version or a draft back before its time; it stays in the list.

    Raises Conflict when it no longer waits, Invalid.
    """
    if errors := _faults(reason, None, now):
        raise Invalid(errors)
    row = Scenario.objects.select_for_update().get(pk=version.scenario_id)
    found = Version.objects.get(pk=version.pk)
    if found.state not in {SCHEDULED, DRAFT}:
        raise Conflict("version_not_waiting")
    found.state, found.ended_at, found.end_reason = CANCELLED, now, reason.strip()
    found.save(update_fields=["state", "ended_at", "end_reason"])
    event = VersionCancelled(scenario=row.pk, version=found.number, reason=found.end_reason)
    log.append(event, who=who, now=now, subject=f"scenario:{row.pk}", cells=row.cells)
    return found


def switch_due(*, now: datetime) -> list[Version]:
    """Switches on what has come to its time; run late or twice it changes nothing."""
    done = []
    for key in Version.objects.filter(state=SCHEDULED, switch_at__lte=now).values_list("pk", flat=True):
        with transaction.atomic():
            version = Version.objects.get(pk=key)
            row = Scenario.objects.select_for_update().get(pk=version.scenario_id)
            version.refresh_from_db()
            if version.state == SCHEDULED:
                _switch(row, version, SYSTEM, now)
                done.append(version)
    return done


def _switch(row: Scenario, version: Version, who: Who, now: datetime) -> None:
    """The scenario's row is locked. A scenario that is off takes the version and stays off."""
    pack = msgspec.convert(version.pack, Pack)
    _past(row, now)
    before, row.version, row.pack = row.version, version.number, version.pack
    row.save(update_fields=["version", "pack"])
    version.state, version.switched_at = IN_FORCE, now
    version.save(update_fields=["state", "switched_at"])
    if row.enabled:
        install_rules(specs=rules_of(pack), kinds=pack.kinds, now=now)
    event = VersionSwitched(scenario=row.pk, version=version.number, before=before, reason=version.reason)
    log.append(event, who=who, now=now, subject=f"scenario:{row.pk}", cells=row.cells)
