"""Kinds of emergency and the duties of each kind of post as reference tables: forms, effects, every earlier state."""

import re
from datetime import datetime
from typing import Any

from django.db import transaction

from weige.joint.models import Emergency, EmergencyKind, EmergencyTask
from weige.joint.queries.emergencykinds import kinds, tasks
from weige.joint.queries.seating import seats
from weige.joint.rules.emergency import FORMS, SEATS, packaged
from weige.joint.services.common import refuse
from weige.joint.services.emergency import street_of
from weige.kernel.access import Access
from weige.kernel.errors import NotFound
from weige.kernel.reference import Choice, Effect, Field, Note, Row, Table, Values, choices_of
from weige.kernel.services.reference import record

CODE = re.compile(r"[a-z][a-z0-9]*")
KIND = ("code", "name_zh", "name_en", "order", "active")
TASK = ("kind", "code", "seat", "form", "name_zh", "name_en", "order", "active")
NAMES = [
    Field("name_zh", required=True, high=30),
    Field("name_en", required=True, high=60),
    Field("order", "whole", required=True, low=1, high=99, default=9),
    Field("active", "flag", default=True),
]


def plain(row: EmergencyKind | EmergencyTask) -> dict[str, Any]:
    """A row as the form and the office's history keep it."""
    return {name: getattr(row, name) for name in (KIND if isinstance(row, EmergencyKind) else TASK)}


class EmergencyTable(Table):
    group = "joint"
    read, edit = "emergency.list", "emergency.edit"
    adds = True


class Kinds(EmergencyTable):
    code = "emergency_kinds"

    def fields(self, access: Access, now: datetime) -> list[Field]:
        return [Field("code", required=True, fixed=True, low=1, high=16), *NAMES]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        access.require(self.read)
        return [_row(one.code, one, shipped=one.code in packaged()) for one in kinds().values()]

    @transaction.atomic
    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        access.require(self.edit)
        old = self._old(key, values)
        row = old or EmergencyKind(code=values["code"])
        before = plain(row) if old else None
        for name in KIND:
            setattr(row, name, values[name])
        row.save()
        record(
            table=self.code, key=row.code, before=before, after=plain(row), who=access.who, now=now, note=note
        )
        return row.code

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        self._old(key, values)
        todo = [one for one in tasks(values["code"]).values() if one.active]
        if not values["active"]:
            return [Effect("emergency_kind_off", {"n": len(todo)}, "warn")]
        if not todo:
            return [Effect("emergency_kind_empty", tone="warn")]
        return [_given(access, todo, now)]

    def _old(self, key: str, values: Values) -> EmergencyKind | None:
        """Raises NotFound; Invalid: the code of a new one will not do or is taken."""
        if key:
            found = kinds().get(key)
            if found is None:
                raise NotFound
            return found
        if not CODE.fullmatch(values["code"]):
            raise refuse("code", "emergency_code")
        if values["code"] in kinds():
            raise refuse("code", "emergency_there")
        return None


class Duties(EmergencyTable):
    code = "emergency_duties"

    def fields(self, access: Access, now: datetime) -> list[Field]:
        known = tuple(Choice(one.code, one.name_zh, one.name_en) for one in kinds().values())
        return [
            Field("kind", "choice", required=True, fixed=True, choices=known),
            Field("code", required=True, fixed=True, low=1, high=16),
            Field("seat", "choice", required=True, choices=choices_of(self, "seat", SEATS)),
            Field("form", "choice", required=True, choices=choices_of(self, "form", FORMS), default="do"),
            Field("name_zh", required=True, high=60),
            Field("name_en", required=True, high=120),
            *NAMES[2:],
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        access.require(self.read)
        names = kinds()
        return [
            _row(
                key,
                one,
                shipped=one.code in packaged().get(one.kind, {}).get("duty", {}),
                kind=names.get(one.kind),
            )
            for key, one in tasks().items()
        ]

    @transaction.atomic
    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        access.require(self.edit)
        old = self._old(key, values)
        row = old or EmergencyTask(kind=values["kind"], code=values["code"])
        before = plain(row) if old else None
        for name in TASK:
            setattr(row, name, values[name])
        row.save()
        key = f"{row.kind}:{row.code}"
        record(table=self.code, key=key, before=before, after=plain(row), who=access.who, now=now, note=note)
        return key

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        self._old(key, values)
        running = Emergency.objects.filter(kind=values["kind"], ended_at__isnull=True).count()
        found = [Effect("emergency_runs", tone="warn")] if running else []
        if not values["active"]:
            return [*found, Effect("emergency_task_off", tone="warn")]
        one = EmergencyTask(**{name: values[name] for name in TASK})
        return [*found, _given(access, [one], now)]

    def _old(self, key: str, values: Values) -> EmergencyTask | None:
        """Raises NotFound; Invalid: the code will not do or is taken, or people would be counted by two seats."""
        known = tasks(values["kind"])
        counting = {one.seat for at, one in known.items() if one.form == "count" and one.active and at != key}
        if values["form"] == "count" and values["active"] and counting - {values["seat"]}:
            raise refuse("form", "emergency_counted_twice")
        if key:
            found = known.get(key)
            if found is None:
                raise NotFound
            return found
        if not CODE.fullmatch(values["code"]):
            raise refuse("code", "emergency_code")
        if f"{values['kind']}:{values['code']}" in known:
            raise refuse("code", "emergency_there")
        return None


def _given(access: Access, todo: list[EmergencyTask], now: datetime) -> Effect:
    """What switching now would give with these duties."""
    found = seats(todo, [street_of(access)], now)
    posts = {seat.post.pk for seat in found}
    return Effect("emergency_gives", {"duties": len(found), "posts": len(posts)}, "info" if found else "warn")


def _row(
    key: str, one: EmergencyKind | EmergencyTask, *, shipped: bool, kind: EmergencyKind | None = None
) -> Row:
    head_zh, head_en = (f"{kind.name_zh} · ", f"{kind.name_en} · ") if kind else ("", "")
    stored = not one._state.adding
    note = "reference_office" if stored or not shipped else "reference_default"
    return Row(key, head_zh + one.name_zh, head_en + one.name_en, plain(one), note, off=not one.active)
