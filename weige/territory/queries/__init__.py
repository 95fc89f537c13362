"""Reads of the territory: the cells of a point, lists and map layers of areas and buildings."""

from weige.territory.queries.cells import found_anew, locate, locate_many, locator_on
from weige.territory.queries.faults import faults_as_errors
from weige.territory.rules.datum import WGS84, convert, convert_many
from weige.territory.rules.faults import TerritoryFault
from weige.territory.rules.levels import LEVELS
from weige.territory.rules.locator import Hit, Located, LocatedMany

__all__ = [
    "LEVELS",
    "WGS84",
    "Hit",
    "Located",
    "LocatedMany",
    "TerritoryFault",
    "convert",
    "convert_many",
    "faults_as_errors",
    "found_anew",
    "locate",
    "locate_many",
    "locator_on",
]
