"""The tags that reach devices, mirrored on their rows: there the rules read them."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from weige.registry.queries.tags import standing_refs
from weige.sensing.models import Device
from weige.sensing.services import lane


def mirror(*, now: datetime) -> int:
    """Gives each device the codes of the tags that stand on it, its shop, its building or its cells today; returns how
    many changed (2 statements when none did). Called after tags changed, and each hour for those that run out.
    """
    reach = _reaching(now)
    changed = {}
    columns = ("pk", "shop_id", "building_id", "cells", "tags")
    for pk, shop, building, cells, had in Device.objects.values_list(*columns):
        found = set(reach["device", pk])
        found.update(reach["shop", shop] if shop else ())
        found.update(reach["building", building] if building else ())
        for cell in cells:
            found.update(reach["area", cell])
        if found != set(had):
            changed[pk] = sorted(found)
    if changed:
        with transaction.atomic():
            lane.hold_all()  # before any device, as everybody does
            rows = Device.objects.select_for_update(no_key=True).in_bulk(list(changed))
            for pk, row in rows.items():
                row.tags = changed[pk]
            Device.objects.bulk_update(rows.values(), ["tags"], batch_size=1000)
    return len(changed)


def _reaching(now: datetime) -> dict[tuple[str, int], set[str]]:
    found: dict[tuple[str, int], set[str]] = defaultdict(set)
    for label, kind, ref in standing_refs(timezone.localdate(now)):
        found[kind, ref].add(label)
    return found
