"""After a re-gridding: who sat in an area sits in its successor, from now on; what was, stays where it was."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from weige.people.models import Post, Shift, ShiftPattern, Workstation


@transaction.atomic
def follow(*, renewed: Mapping[int, int], now: datetime) -> int:
    """Posts, rota lines, stations and shifts to come of renewed areas (old id → new id); gives how many moved."""
    moved = 0
    for old, new in renewed.items():
        moved += Post.objects.filter(area_id=old).update(area_id=new)
        moved += ShiftPattern.objects.filter(area_id=old).update(area_id=new)
        moved += Workstation.objects.filter(area_id=old).update(area_id=new)
        moved += Shift.every.filter(area_id=old, end__gt=now).update(area_id=new)
    return moved
