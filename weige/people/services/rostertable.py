"""The duty roster as a reference table: a shift's form, what a change would do, and every earlier state of it."""

from datetime import datetime
from typing import Any

from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid, NotFound
from weige.kernel.reference import Choice, Effect, Field, Note, Row, Table, Values
from weige.kernel.streettime import LOCAL
from weige.people.models import Post, Shift, Workstation
from weige.people.queries.duty import current
from weige.people.queries.rostereffects import LOADED, effects, span
from weige.people.services import rostering
from weige.territory.models import Area
from weige.territory.queries.areas import areas_on


class Roster(Table):
    code = rostering.TABLE_CODE
    group = "people"
    read, edit = "roster.list", "roster.edit"
    adds = True
    path = "/duty?tab=roster"

    def fields(self, access: Access, now: datetime) -> list[Field]:
        today = now.astimezone(LOCAL).date()
        posts = access.rows(self.read, Post.objects.all()).order_by("code")
        stations = access.rows(self.read, Workstation.objects.filter(current(today))).order_by("code")
        return [
            Field("post", "choice", required=True, choices=choices_by_code(posts)),
            Field("area", "choice", choices=choices_by_code(areas_in_reach(access, now))),
            Field("station", "choice", choices=choices_by_code(stations)),
            Field("start", "moment", required=True),
            Field("end", "moment", required=True),
            Field("note", high=200),
            Field("active", "flag", default=True),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        """Those of today; any other by its key."""
        day = now.astimezone(LOCAL).replace(hour=0, minute=0, second=0, microsecond=0)
        rows = Shift.every.filter(start__gte=day, start__date=day.date()).select_related(*LOADED)
        return [_row(one) for one in access.rows(self.read, rows).order_by("start", "pk")]

    def row(self, access: Access, key: str, now: datetime) -> Row:
        return _row(access.get(self.read, Shift.every.select_related(*LOADED), id=key))

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        if not values["active"]:
            old = access.get(self.edit, Shift.every.select_related(*LOADED), id=key) if key else None
            _alone(old, values)
            rostering.cancel_shift(access=access, shift_id=int(key), now=now, note=note)
            return key
        row = rostering.save_shift(
            access=access, said=_said(values), shift_id=int(key) if key else None, now=now, note=note
        )
        return str(row.pk)

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        old = access.get(self.edit, Shift.every.select_related(*LOADED), id=key) if key else None
        new = None
        if values["active"]:
            new = rostering.wanted_shift(access, _said(values))
            rostering.there_already(new, old)
        else:
            _alone(old, values)
        stands = old if old and old.cancelled_at is None else None
        return effects(stands, new, now) if stands or new else []


def choices_by_code(rows: Any) -> tuple[Choice, ...]:
    """Choices of things with a code and a name."""
    return tuple(
        Choice(one.code, f"{one.name_zh} {one.code}", f"{one.name_en or one.name_zh} {one.code}")
        for one in rows
    )


def areas_in_reach(access: Access, now: datetime) -> list[Area]:
    """Cells in force within reach, each code once; none for who may not list cells."""
    try:
        rows = access.rows("area.list", areas_on(now.astimezone(LOCAL).date())).order_by("code", "pk")
    except NotFound:
        return []
    return list({one.code: one for one in rows}.values())


def _row(one: Shift) -> Row:
    values = rostering.plain_shift(one)
    when = span(one.start, one.end)
    return Row(
        str(one.pk),
        f"{one.post.name_zh} {when}",
        f"{one.post.name_en or one.post.name_zh} {when}",
        values,
        off=one.cancelled_at is not None,
    )


def _said(values: Values) -> dict[str, Any]:
    """What the roster's service is told, from a form's values."""
    moments = {name: datetime.fromisoformat(values[name]).replace(tzinfo=LOCAL) for name in ("start", "end")}
    return {name: values[name] or "" for name in ("post", "area", "station", "note")} | moments


def _alone(shift: Shift | None, values: Values) -> None:
    """Raises Invalid: a shift is cancelled as it stands, and a new one is not made cancelled."""
    plain = rostering.plain_shift(shift) if shift else {}
    if shift is None or any(values[name] != plain[name] for name in plain if name != "active"):
        raise Invalid([FieldError("active", "roster_cancel_alone")])
