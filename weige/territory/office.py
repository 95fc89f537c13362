"""What the grants page may ask of the territory: buildings and cells; the cells' own editor is the map."""

from django.db.models import Q

from weige.kernel.reference import Page, Sight, register
from weige.territory.models import Address, Area, Building, Premise
from weige.territory.queries.called import called
from weige.territory.queries.placed import Placed, declare


def building_named(text: str) -> Building | None:
    """The building with this code or name."""
    said = text.strip()
    return Building.objects.filter(Q(code=said) | Q(name_zh=said)).order_by("pk").first()


def area_named(text: str) -> Area | None:
    """The area in force with this code or name."""
    said = text.strip()
    found = Area.objects.filter(Q(code=said) | Q(name_zh=said), valid_to=None)
    return found.select_related("layer").order_by("pk").first()


register(
    Sight(
        "building",
        "territory",
        Building,
        ("building.list",),
        building_named,
        called,
    ),
    Sight(
        "area",
        "territory",
        Area,
        ("area.list", "area.edit"),
        area_named,
        lambda one: (one.name_zh, one.name_en),
    ),
    Page("cells", "territory", "area.list", "area.edit", "/office/cells", "territory"),
)
declare(
    Placed("building", Building.objects.all),
    Placed("address", Address.objects.all),
    Placed("premise", Premise.objects.all),
)
