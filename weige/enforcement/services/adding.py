"""Telling that something was written into a kept work record: which fields, never what stands in them."""

from collections.abc import Collection
from datetime import datetime

from weige.enforcement.events import RecordAdded
from weige.enforcement.models import Paper
from weige.enforcement.rules.fields import fields_of
from weige.enforcement.services.engine import tell
from weige.kernel.access import Who


def note_added(row: Paper, keys: Collection[str], *, who: Who, now: datetime) -> None:
    """One event for what was written in at once."""
    kind = row.kind
    names = [field for field in fields_of(kind.doc) if field.key in keys]
    if not names:
        return
    told = {
        "kind": kind.pk,
        "kind_zh": kind.name_zh,
        "kind_en": kind.name_en,
        "shop_id": row.shop_id,
        "said_zh": f"{kind.name_zh} {row.number}：{'、'.join(field.zh for field in names)}",
        "said_en": f"{kind.name_en} {row.number}: {', '.join(field.en for field in names)}",
    }
    tell(row, RecordAdded, "edit", row.state, who=who, now=now, told=told)
