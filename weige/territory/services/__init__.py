"""Writes of the territory: importing areas and places, closing areas, finding places anew after a
re-gridding.
"""

from weige.territory.services.areas import close_area, import_areas, open_layer
from weige.territory.services.files import rows_of_file
from weige.territory.services.places import (
    import_addresses,
    import_buildings,
    import_premises,
    import_roads,
)
from weige.territory.services.reading import Row, rows_of_geojson, rows_of_table
from weige.territory.services.relocating import find_places_anew
from weige.territory.services.reports import ImportReport, RowError

__all__ = [
    "ImportReport",
    "Row",
    "RowError",
    "close_area",
    "find_places_anew",
    "import_addresses",
    "import_areas",
    "import_buildings",
    "import_premises",
    "import_roads",
    "open_layer",
    "rows_of_file",
    "rows_of_geojson",
    "rows_of_table",
]
