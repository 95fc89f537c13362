"""How long readings are kept, as a reference table: by kind of device, and the plan of the archive."""

from datetime import datetime
from typing import Any, Final

import msgspec

from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid, NotFound
from weige.kernel.reference import Choice, Effect, Field, Note, Row, Table, Values
from weige.kernel.services import officefiles
from weige.kernel.services.reference import record
from weige.sensing.queries import keeping, retentioneffects
from weige.sensing.queries.rules import in_force
from weige.sensing.rules import retention as rules
from weige.sensing.rules.officefile import retention_text
from weige.sensing.rules.retention import DAY_MINUTES, FILE, LEAST_RAW, ArchivePlan, Keep, Retention

DEFAULT: Final = "default"
ARCHIVE: Final = "archive"
MOST_DAYS: Final = 36500
LENGTHS: Final = (1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 720, 1440)


class RetentionTable(Table):
    """What both forms over retention.toml share."""

    group = "sensing"
    read = edit = "device.manage"


class KeepTimes(RetentionTable):
    """One row a kind of device, and one for those that have no time of their own."""

    code = "retention"

    def fields(self, access: Access, now: datetime) -> list[Field]:
        found, _ = held()
        lengths = sorted({*LENGTHS, *(keep.thin_minutes for keep in [found.default, *found.device.values()])})
        steps = tuple(_length(one) for one in lengths if one <= DAY_MINUTES)
        return [
            Field("raw_days", "whole", required=True, low=LEAST_RAW, high=MOST_DAYS),
            Field("thin_minutes", "choice", required=True, choices=steps),
            Field("thin_days", "whole", required=True, low=0, high=MOST_DAYS),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        found, fault = held()
        known = in_force().kinds.device
        rows = [
            Row(
                DEFAULT,
                "其余各类设备",
                "All other kinds of device",
                plain(found.default),
                fault or _own(found),
            )
        ]
        for code in [*known, *sorted(found.device.keys() - known.keys())]:
            zh, en = (known[code].zh, known[code].en) if code in known else (code, code)
            rows.append(Row(code, zh, en, plain(found.of(code)), fault or _own(found, code)))
        return rows

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        old = editable()
        before, keep = _of(old, key), asked(values)
        if shorter(before, keep):
            officefiles.wants_reason(note)
        after = with_keep(old, key, keep)
        record(
            table=self.code,
            key=key,
            before=plain(before),
            after=plain(keep),
            who=access.who,
            now=now,
            note=note,
        )
        officefiles.put(FILE, retention_text(after))
        return key

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        old, keep = editable(), asked(values)
        kinds = keeping.device_kinds()
        named = old.device.keys() if key == DEFAULT else ()
        mine = [pk for pk, kind in kinds.items() if (kind not in named if key == DEFAULT else kind == key)]
        return retentioneffects.of_keep(_of(old, key), keep, mine, now)


class Archiving(RetentionTable):
    """When a day is archived, what is held back, and which names are replaced by a keyed hash."""

    code = "archive_plan"

    def fields(self, access: Access, now: datetime) -> list[Field]:
        return [
            Field("after_hours", "whole", required=True, low=0, high=24 * 7),
            Field("hold_days", "whole", required=True, low=0, high=3650),
            Field("personal", "list", high=60),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        found, fault = held()
        shipped = rules.plain(found.archive) == rules.builtin()[ARCHIVE]
        note = fault or ("reference_default" if shipped else "reference_office")
        return [Row(ARCHIVE, "归档", "Archive", rules.plain(found.archive), note)]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        old = editable()
        plan = ArchivePlan(values["after_hours"], values["hold_days"], tuple(values["personal"]))
        if plan.hold_days < old.archive.hold_days or set(old.archive.personal) - set(plan.personal):
            officefiles.wants_reason(note)
        before, after = rules.plain(old.archive), rules.plain(plan)
        record(table=self.code, key=key, before=before, after=after, who=access.who, now=now, note=note)
        officefiles.put(FILE, retention_text(msgspec.structs.replace(old, archive=plan)))
        return key

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        return retentioneffects.of_archive(editable().archive, values, now)


def held() -> tuple[Retention, str]:
    """What holds, and the code that says that the office's file cannot be read ("" when it can)."""
    try:
        return keeping.retention(), ""
    except rules.RetentionError:
        return rules.read(""), "retention_file_fault"


def editable() -> Retention:
    """Raises Invalid: a faulty file of the office is mended by hand first, else its other lines would be lost."""
    try:
        return keeping.retention()
    except rules.RetentionError as error:
        raise Invalid([FieldError("values", "retention_file", {"reason": str(error)[:200]})]) from error


def plain(keep: Keep) -> Values:
    """As the form has it: the interval is chosen, so it is text."""
    return rules.plain(keep) | {"thin_minutes": str(keep.thin_minutes)}


def asked(values: Values) -> Keep:
    """Raises Invalid: the thinned ones would go before the raw ones."""
    keep = Keep(values["raw_days"], int(values["thin_minutes"]), values["thin_days"])
    if keep.thin_days and keep.thin_days <= keep.raw_days:
        raise Invalid([FieldError("values.thin_days", "retention_thin_days", {"days": keep.raw_days})])
    return keep


def shorter(old: Keep, new: Keep) -> bool:
    """Whether something would be kept for a shorter time or less finely."""
    forever = float("inf")
    return (
        new.raw_days < old.raw_days
        or new.thin_minutes > old.thin_minutes
        or (new.thin_days or forever) < (old.thin_days or forever)
    )


def with_keep(old: Retention, key: str, keep: Keep) -> Retention:
    """The file with one row changed."""
    if key == DEFAULT:
        return msgspec.structs.replace(old, default=keep)
    return msgspec.structs.replace(old, device={**old.device, key: keep})


def _of(found: Retention, key: str) -> Keep:
    """Raises NotFound."""
    if key == DEFAULT:
        return found.default
    if key not in found.device and key not in in_force().kinds.device:
        raise NotFound
    return found.of(key)


def _own(found: Retention, kind: str = "") -> str:
    base = rules.builtin()
    if not kind:
        return "reference_default" if rules.plain(found.default) == base[DEFAULT] else "reference_office"
    if kind not in found.device:
        return "retention_follows"
    shipped: Any = base["device"].get(kind)
    return "reference_default" if rules.plain(found.device[kind]) == shipped else "reference_office"


def _length(minutes: int) -> Choice:
    if minutes % 60 == 0:
        hours = minutes // 60
        return Choice(str(minutes), f"{hours} 小时", f"{hours} h")
    return Choice(str(minutes), f"{minutes} 分钟", f"{minutes} min")
