"""PUT /api/headcounts/{building_code}: how many live in a building, as the register of residents counts them."""

from datetime import date

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from weige.kernel import timesource
from weige.kernel.access import Access
from weige.registry.services.headcounts import set_headcount
from weige.territory.models import Building

router = Router(tags=["shops"])


class HeadcountIn(Schema):
    """households, residents: of the whole building; source: who counted."""

    households: int = Field(ge=0, le=20_000)
    residents: int = Field(ge=0, le=60_000)
    as_of: date
    source: str = Field(min_length=1, max_length=120)


@router.put("/{building_code}", response={204: None}, summary="Set how many live in a building")
def put_headcount(request: HttpRequest, building_code: str, body: HeadcountIn) -> Status[None]:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("data.import")
    building = access.get("building.list", Building.objects.defer("footprint"), code=building_code)
    access.check("data.import", building)
    set_headcount(building=building, **body.dict(), who=access.who, now=timesource.now())
    return Status(204, None)
