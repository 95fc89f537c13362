"""Tags of cells after a re-gridding: what stood on a cell stands on the cell that took its place."""

from collections.abc import Mapping

from weige.registry.models import Tag


def tags_follow(*, renewed: Mapping[str, int]) -> int:
    """renewed: old id → new id of areas (GridSwitched). Twice changes nothing; gives how many moved."""
    moved = 0
    for old, new in renewed.items():
        moved += Tag.objects.filter(kind="area", ref=int(old), ended_at=None).update(ref=new)
    return moved
