"""What cases do when a neighbour tells something: a confirmed warning becomes a case, once."""

from datetime import datetime
from uuid import UUID

from weige.cases.services.autofile import Warned, file_warning, warning_cleared
from weige.kernel.outbox import StoredEvent, on
from weige.sensing.events import WarningCleared, WarningConfirmed


@on(WarningConfirmed)
def file_case(event: StoredEvent[WarningConfirmed], *, now: datetime) -> None:
    """Files and dispatches in the transaction that also moves the reader's cursor."""
    said = event.data
    warned = Warned(
        warning_id=UUID(said.warning_id),
        matter=said.matter,
        condition_no=said.condition_no,
        title_zh=said.title_zh,
        title_en=said.title_en,
        place_zh=said.place_zh,
        place_en=said.place_en,
        lon=said.lon,
        lat=said.lat,
        level=said.level,
        opened_at=said.opened_at,
        shop_id=said.shop_id,
        building_id=said.building_id,
        send_to=tuple(said.send_to),
        pictures=tuple(said.pictures),
        grace_minutes=said.self_correction_minutes,
    )
    file_warning(warned, who=event.who, now=now)


@on(WarningCleared)
def note_self_correction(event: StoredEvent[WarningCleared], *, now: datetime) -> None:
    """What a camera or sensor no longer sees within the grace was put right by the party."""
    warning_cleared(UUID(event.data.warning_id), now=now)
