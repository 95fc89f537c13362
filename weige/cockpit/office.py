"""The cockpit at the back office: what the walls do by themselves. The wall's own dialog edits the same row."""

from datetime import datetime
from typing import ClassVar

from weige.cockpit.queries.wall import WALL, wall
from weige.cockpit.services.wall import faults, set_wall
from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid
from weige.kernel.models import ReferenceVersion
from weige.kernel.reference import Effect, Field, Note, Row, Table, Values, register


class Wall(Table):
    """One row for all walls of the office."""

    code: ClassVar[str] = WALL
    group: ClassVar[str] = "wall"
    read: ClassVar[str] = "cockpit.view"
    edit: ClassVar[str] = "wall.edit"

    def fields(self, access: Access, now: datetime) -> list[Field]:
        scenes = [Field(name, "flag") for name in ("circles", "warnings", "heat")]
        return [
            Field("carousel", "flag"),
            Field("seconds", "whole", required=True, low=5, high=600),
            *scenes,
            Field("quiet", "flag"),
            Field("quiet_from", required=True, low=5, high=5),
            Field("quiet_to", required=True, low=5, high=5),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        edited = ReferenceVersion.objects.filter(table=WALL).exists()
        return [Row(WALL, "大屏", "Wall", wall(), note="" if edited else "wall_default")]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        try:
            set_wall(values=values, who=access.who, now=now, note=note)
        except Invalid as wrong:
            errors = [FieldError(f"values.{one.field}", one.code, one.params) for one in wrong.errors]
            raise Invalid(errors) from wrong
        return WALL

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        if wrong := faults(values):
            raise Invalid([FieldError(f"values.{one.field}", one.code, one.params) for one in wrong])
        scenes = [name for name in ("circles", "warnings", "heat") if values[name]]
        found = [Effect("wall_all")]
        if values["carousel"] and scenes:
            found.append(Effect("wall_turns", {"n": len(scenes), "seconds": values["seconds"]}))
        elif values["carousel"]:
            found.append(Effect("wall_no_scene", tone="warn"))
        return found


register(Wall())
