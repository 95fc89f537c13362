"""The ladder of warnings as a reference table: who is told after how long, with what it would have done lately."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid
from weige.kernel.reference import Choice, Effect, Field, Note, Row, Table, Values, choices_of
from weige.kernel.services import officefiles
from weige.kernel.services.reference import record
from weige.people.models import Role
from weige.sensing.queries import laddereffects
from weige.sensing.queries.policy import FILE, in_force
from weige.sensing.rules.ladder import CHANNELS, Policy, Rung
from weige.sensing.rules.levels import LEVELS, rank
from weige.sensing.rules.officefile import ladder_text
from weige.sensing.services import escalating

STEPS: Final = 6  # rungs a level may have in the form (our default; the longest shipped ladder has four)
LONGEST: Final = 7 * 24 * 60  # minutes
PACE: Final = ("window", "longest", "digest")


class LadderTable(Table):
    """What both forms over escalation.toml share."""

    group = "sensing"
    read, edit = "silence.list", "notice.edit"


def origin() -> str:
    """Where the ladder in force comes from, or that the office's file cannot be read."""
    found = in_force()
    if found.fault:
        return "escalation_file_fault"
    return "reference_office" if found.source == "office" else "reference_default"


class Escalation(LadderTable):
    """One row a level: up to six steps, each with its time, roles and channels."""

    code = "escalation"

    def fields(self, access: Access, now: datetime) -> list[Field]:
        roles, by = _roles(), choices_of(self, "by", CHANNELS)
        found = []
        for no in range(1, STEPS + 1):
            found += [
                Field(f"after_{no}", "number", low=0, high=LONGEST),
                Field(f"to_{no}", "many", choices=roles),
                Field(f"by_{no}", "many", choices=by),
            ]
        return found

    def rows(self, access: Access, now: datetime) -> list[Row]:
        words, note = choices_of(self, "level", tuple(reversed(LEVELS))), origin()
        ladders = in_force().policy.ladders
        return [Row(one.value, one.zh, one.en, plain(ladders[rank(one.value)]), note) for one in words]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        old, level = in_force().policy, rank(key)
        new = replace(old, ladders={**old.ladders, level: rungs_of(values)})
        if laddereffects.later(old.ladders[level], new.ladders[level]):
            officefiles.wants_reason(note)
        before, after = plain(old.ladders[level]), plain(new.ladders[level])
        record(table=self.code, key=key, before=before, after=after, who=access.who, now=now, note=note)
        escalating.reaim(level, old, new)
        officefiles.put(FILE, ladder_text(new))
        return key

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        names = {one.value: one for one in _roles()}
        by = {one.value: one for one in choices_of(self, "by", CHANNELS)}
        level, words = rank(key), laddereffects.Words(names, by)
        old, new = in_force().policy.ladders[level], rungs_of(values)
        return laddereffects.of_ladder(level, old, new, words, now)


class Pace(LadderTable):
    """How warnings are gathered before somebody is told, and how often."""

    code = "alert_pace"

    def fields(self, access: Access, now: datetime) -> list[Field]:
        return [
            *(Field(name, "number", required=True, low=1, high=24 * 60) for name in PACE),
            *(Field(f"wait_{level}", "number", required=True, low=0, high=60) for level in reversed(LEVELS)),
            Field("call_window", "number", required=True, low=1, high=24 * 60),
            Field("recheck", "number", required=True, low=0.5, high=60),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        return [Row("pace", "合并与等待", "Gathering and waiting", paced(in_force().policy), origin())]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        old = in_force().policy
        new = _paced(old, values)
        record(
            table=self.code, key=key, before=paced(old), after=paced(new), who=access.who, now=now, note=note
        )
        officefiles.put(FILE, ladder_text(new))
        return key

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        old = in_force().policy
        return laddereffects.of_pace(old, _paced(old, values), now)


def plain(rungs: tuple[Rung, ...]) -> Values:
    """A level's ladder as the form has it: minutes, roles and channels of each step."""
    found: Values = {}
    for no in range(1, max(STEPS, len(rungs)) + 1):
        rung = rungs[no - 1] if no <= len(rungs) else None
        found[f"after_{no}"] = minutes(rung.after) if rung else None
        found[f"to_{no}"] = sorted(rung.to) if rung else []
        found[f"by_{no}"] = sorted(rung.by) if rung else []
    return found


def rungs_of(values: Mapping[str, Any]) -> tuple[Rung, ...]:
    """The ladder a form describes; steps that name nobody and no way are left out. Raises Invalid by field."""
    found: list[Rung] = []
    errors: list[FieldError] = []
    for no in range(1, STEPS + 1):
        after, to, by = values[f"after_{no}"], tuple(values[f"to_{no}"]), tuple(values[f"by_{no}"])
        if not to and not by:
            continue
        errors += [FieldError(f"values.to_{no}", "field_missing")] if not to else []
        errors += [FieldError(f"values.by_{no}", "field_missing")] if not by else []
        if after is None:
            errors.append(FieldError(f"values.after_{no}", "field_missing"))
            continue
        rung = Rung(span(after), to, by)
        if found and rung.after < found[-1].after:
            errors.append(FieldError(f"values.after_{no}", "escalation_order"))
        if not found and rung.after:
            errors.append(FieldError(f"values.after_{no}", "escalation_at_once"))
        found.append(rung)
    if not found and not errors:
        errors.append(FieldError("values.to_1", "escalation_nobody_at_once"))
    if errors:
        raise Invalid(errors)
    return tuple(found)


def minutes(one: timedelta) -> str:
    """As a number field keeps it."""
    return format((Decimal(int(one.total_seconds())) / 60).quantize(Decimal("0.001")).normalize(), "f")


def span(text: str) -> timedelta:
    """Minutes to whole seconds."""
    return timedelta(seconds=round(Decimal(text) * 60))


def paced(policy: Policy) -> Values:
    """The one row of the pace, in minutes."""
    waits = {f"wait_{level}": minutes(policy.wait[rank(level)]) for level in LEVELS}
    group = {name: minutes(getattr(policy.group, name)) for name in PACE}
    return {
        **group, **waits, "call_window": minutes(policy.call_window), "recheck": minutes(policy.recheck)
    }  # fmt: skip


def _paced(old: Policy, values: Values) -> Policy:
    """Raises Invalid: a group would end before its window."""
    if span(values["longest"]) < span(values["window"]):
        raise Invalid([FieldError("values.longest", "escalation_longest")])
    window, longest, digest = (span(values[name]) for name in PACE)
    group = replace(old.group, window=window, longest=longest, digest=digest)
    wait = {rank(level): span(values[f"wait_{level}"]) for level in LEVELS}
    call_window, recheck = span(values["call_window"]), span(values["recheck"])
    return replace(old, group=group, wait=wait, call_window=call_window, recheck=recheck)


def _roles() -> tuple[Choice, ...]:
    """Roles that may read warnings, and those the ladder names already."""
    named = {role for rungs in in_force().policy.ladders.values() for rung in rungs for role in rung.to}
    rows = Role.objects.order_by("pk")
    able = set(rows.filter(grants__verb="warning.read").values_list("code", flat=True))
    known = [Choice(one.code, one.name_zh, one.name_en) for one in rows if one.code in able | named]
    lost = sorted(named - {one.value for one in known})
    return (*known, *(Choice(code, code, code) for code in lost))
