"""Sets what the walls of the office do by themselves."""

import re
from datetime import datetime
from typing import Any

from django.db import transaction

from weige.cockpit.queries.wall import WALL, packaged, wall
from weige.kernel.access import Who
from weige.kernel.errors import FieldError, Invalid
from weige.kernel.models import Setting
from weige.kernel.reference import NO_NOTE, Note
from weige.kernel.services.reference import record

HOUR = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
HOURS = ("quiet_from", "quiet_to")


def faults(values: dict[str, Any]) -> list[FieldError]:
    """Hours that are none."""
    return [FieldError(name, "wall_hour") for name in HOURS if not HOUR.fullmatch(str(values[name]))]


@transaction.atomic
def set_wall(*, values: dict[str, Any], who: Who, now: datetime, note: Note = NO_NOTE) -> None:
    """All of data/wall.toml's values; every wall of the office follows. Raises Invalid wall_hour."""
    if wrong := faults(values):
        raise Invalid(wrong)
    before = wall()
    after = {name: values[name] for name in packaged()}
    Setting.objects.update_or_create(key=WALL, defaults={"value": after})
    record(table=WALL, key=WALL, before=before, after=after, who=who, now=now, note=note)
