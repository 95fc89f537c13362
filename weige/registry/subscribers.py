"""The registers follow the ground: when places were found anew in a new grid, so are the shops."""

from datetime import date, datetime

from weige.kernel.outbox import StoredEvent, on
from weige.registry.services import find_shops_anew
from weige.territory.events import PlacesFoundAnew


@on(PlacesFoundAnew)
def follow(event: StoredEvent[PlacesFoundAnew], *, now: datetime) -> None:
    find_shops_anew(on=date.fromisoformat(event.data.on), who=event.who, now=now)
