"""The saved filters a person can use: one's own, and those shared with a post one sits in."""

from typing import Any

from weige.cases.models import SavedFilter
from weige.kernel.access import Access


def saved(access: Access) -> list[dict[str, Any]]:
    """In their order, one's own first (1 statement). Raises NotFound without the grant here."""
    rows = access.rows("case.filter", SavedFilter.objects.select_related("shared_post"))
    found = [line(row, access) for row in rows.order_by("order", "name", "pk")]
    return sorted(found, key=lambda one: not one["own"])


def line(row: SavedFilter, access: Access) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "query": row.query,
        "shared": row.shared_post_id is not None,
        "own": row.user_id == access.who.user_id,
        "post_zh": row.shared_post.name_zh if row.shared_post else "",
        "post_en": row.shared_post.name_en if row.shared_post else "",
        "order": row.order,
        "version": row.version,
    }
