"""What happened last, as the live stream shows it."""

from typing import Any

from weige.cockpit.rules.items import Catalogue, Happening, catalogue
from weige.kernel.access import Access
from weige.kernel.log import Position
from weige.kernel.models import Event


def happening(row: Event) -> Happening:
    """An event's row as the renderer wants it."""
    return Happening(
        cursor=str(Position(row.tx, row.pk)),
        at=row.at,
        kind=row.kind,
        subject=row.subject,
        payload=row.payload,
        personal=row.personal,
    )


def recent(access: Access, *, limit: int, words: Catalogue | None = None) -> list[dict[str, Any]]:
    """The newest shown events the caller may see, newest first, at most `limit` (1 statement).

    Personal fields are masked whatever the purpose: nothing of them is in the templates. Raises NotFound.
    """
    shown = words or catalogue()
    rows = access.rows("stream.read", Event.objects.filter(kind__in=shown.kinds)).order_by("-id")[:limit]
    items = (shown.item(happening(row)) for row in rows)
    return [item for item in items if item]
