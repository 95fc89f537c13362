"""What is delivered and by whom: shapes shared by the steps of receiving."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from weige.kernel.models import Setting
from weige.registry.models import Shop
from weige.sensing.models import Device
from weige.sensing.services.intake import Speaker
from weige.territory.models import Area, Building

if TYPE_CHECKING:
    from django.db.models import QuerySet

SIGNAL = "signal"
FRIGATE = ("frigate/events", "frigate/reviews", "frigate/stats", "frigate/snapshot")
SENSORTHINGS, CLOUDEVENT = "sensorthings", "cloudevent"
MODEL = "model:"  # and the model's id


@dataclass(frozen=True)
class Delivery:
    """One message as it came. format: one of the above. topic: where it was published, or the address's last part.

    raw: its decoded form where it is decoded already. proven: the device the transport vouches for. names: what
    the placeholders of a model's topic stand for. at: when it came (None: now; a replay tells the first time).
    """

    format: str
    payload: bytes = b""
    raw: Any = None
    topic: str = ""
    proven: str | None = None
    names: dict[str, str] = field(default_factory=dict)
    at: datetime | None = None


@dataclass(frozen=True)
class Origin:
    """Who delivers, by which way, and for whom it may speak.

    via: the gateway that proved itself; then only its names count. buildings, shops: the places whose register
    changes it may tell. cells: where a message belongs that names no device we know (None: the
    installation's own street).
    """

    transport: str
    speaker: Speaker
    buildings: "QuerySet[Building]"
    shops: "QuerySet[Shop]"
    cells: tuple[int, ...] | None = None
    via: str = ""


def home() -> tuple[int, ...]:
    """The areas of the installation's own street; of every street where none is named (2 statements)."""
    found = Area.objects.filter(level="subdistrict")
    street = Setting.objects.filter(key="street").first()
    if street is not None:
        found = found.filter(code=street.value)
    return tuple(found.order_by("pk").values_list("pk", flat=True))


def broker_origin(transport: str, via: str = "") -> Origin:
    """Somebody on the broker. via: the device whose own topics these are ("" on a broker that is trusted)."""
    name = f"{transport}:{via}" if via else transport
    return Origin(
        transport,
        Speaker(name, Device.objects.all(), anyone=True),
        Building.objects.all() if not via else Building.objects.none(),
        Shop.objects.all() if not via else Shop.objects.none(),
        None,
        via,
    )
