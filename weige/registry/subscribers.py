"""The registers follow the ground: when places were found anew in a new grid, so are shops and tags."""

from datetime import date, datetime

from weige.kernel.outbox import StoredEvent, on
from weige.registry.services import find_shops_anew
from weige.registry.services.tagging import find_tags_anew
from weige.territory.events import PlacesFoundAnew


@on(PlacesFoundAnew)
def follow(event: StoredEvent[PlacesFoundAnew], *, now: datetime) -> None:
    find_shops_anew(on=date.fromisoformat(event.data.on), who=event.who, now=now)
    find_tags_anew(on=date.fromisoformat(event.data.on))
