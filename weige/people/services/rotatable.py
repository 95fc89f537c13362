"""The weekly rota as a reference table: its lines, and what an edit of one does to the shifts of the weeks ahead."""

from datetime import datetime, time
from typing import Any

from weige.kernel.access import Access
from weige.kernel.reference import Effect, Field, Note, Row, Table, Values
from weige.kernel.streettime import LOCAL
from weige.people.models import Post, ShiftPattern, Workstation
from weige.people.queries.duty import current
from weige.people.queries.rotaeffects import effects
from weige.people.services import rotaing
from weige.people.services.rostertable import areas_in_reach, choices_by_code
from weige.people.services.stationing import length
from weige.people.services.stationtable import WEEK, week_choices

LOADED = ("post__role", "post__department", "area", "station")


class Rota(Table):
    code = rotaing.TABLE_CODE
    group = "people"
    read, edit = "roster.list", "roster.edit"
    adds = True

    def fields(self, access: Access, now: datetime) -> list[Field]:
        posts = access.rows(self.read, Post.objects.all()).order_by("code")
        here = Workstation.objects.filter(current(now.astimezone(LOCAL).date()))
        stations = access.rows(self.read, here).order_by("code")
        return [
            Field("post", "choice", required=True, choices=choices_by_code(posts)),
            Field(
                "weekdays", "many", required=True, choices=week_choices(), default=["1", "2", "3", "4", "5"]
            ),
            Field("start", "time", required=True, default="08:30"),
            Field("end", "time", required=True, default="16:30"),
            Field("area", "choice", choices=choices_by_code(areas_in_reach(access, now))),
            Field("station", "choice", choices=choices_by_code(stations)),
            Field("active", "flag", default=True),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        rows = access.rows(self.read, ShiftPattern.objects.select_related(*LOADED))
        return [_row(one) for one in rows.order_by("post__code", "start", "pk")]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        line_id = int(key) if key else None
        row = rotaing.save_line(access=access, said=_said(values), line_id=line_id, now=now, note=note)
        return str(row.pk)

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        lines = ShiftPattern.objects.select_related(*LOADED)
        old = access.get(self.edit, lines, id=key) if key else None
        new = rotaing.wanted_line(access, _said(values), old)
        change = rotaing.written(old, new, now)
        return effects(change.come, change.go, change.alter, change.kept, now)


def _said(values: Values) -> dict[str, Any]:
    """What the service is told, from a form's values."""
    start, end = (time.fromisoformat(values[name]) for name in ("start", "end"))
    days = [int(day) for day in values["weekdays"]]
    codes = {name: values[name] or "" for name in ("post", "area", "station")}
    return {
        **codes,
        "weekdays": days,
        "start": start,
        "minutes": length(start, end),
        "active": values["active"],
    }


def _row(one: ShiftPattern) -> Row:
    values = rotaing.plain_line(one)
    days = [int(day) - 1 for day in values["weekdays"]]
    when = f"{values['start']}–{values['end']}"
    each = len(days) == len(WEEK["zh"])
    zh = "每天" if each else "周" + "".join(WEEK["zh"][day] for day in days)
    en = "every day" if each else ", ".join(WEEK["en"][day] for day in days)
    where = {at: getattr(one.area, f"name_{at}") or one.area.name_zh for at in ("zh", "en")}
    return Row(
        str(one.pk),
        f"{one.post.name_zh} · {where['zh']} {zh} {when}",
        f"{one.post.name_en or one.post.name_zh} · {where['en']} {en} {when}",
        values,
        off=not one.active,
    )
