"""Posts, rotas and stations follow the ground: an area that got a new row in a re-gridding takes them with it."""

from datetime import datetime

from weige.kernel.outbox import StoredEvent, on
from weige.people.services.regrid import follow
from weige.territory.events import GridSwitched


@on(GridSwitched)
def follow_grid(event: StoredEvent[GridSwitched], *, now: datetime) -> None:
    follow(renewed={int(old): new for old, new in event.data.renewed.items()}, now=now)
