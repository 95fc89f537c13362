"""A point in any datum → WGS84 and its cells, or a plain word that it lies outside."""

from dataclasses import dataclass
from datetime import datetime

from weige.cases.rules.localtime import local_day
from weige.cases.services.step import refuse
from weige.territory.queries import Located, TerritoryFault, convert, locate


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in WGS84 degrees with its cells of that day."""

    lon: float
    lat: float
    located: Located


def find_spot(lon: float, lat: float, *, datum: str = "WGS84", now: datetime) -> Spot:
    """The place and its cells (1 statement). Raises Invalid: bad coordinates or datum, outside of all areas."""
    try:
        lon, lat = convert(lon, lat, source=datum)
        located = locate(lon, lat, on=local_day(now))
    except TerritoryFault as fault:
        raise refuse(
            "datum" if fault.code == "datum_unknown" else "lon", fault.code, **fault.params
        ) from fault
    if located.outside:
        raise refuse("lon", "outside_the_street")
    return Spot(lon, lat, located)
