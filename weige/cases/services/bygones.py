"""Cases of the past, closed before this house was there: kept so that what comes back has something to come back to.

They have no events: the log tells what happened here. Figures made from the log do not count them; pictures of
places (black spots) do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from weige.cases.models import Case, Matter, Report
from weige.cases.queries.limits import packaged_limit
from weige.cases.rules import clocks
from weige.cases.rules.identity import new_id
from weige.cases.rules.states import State
from weige.cases.services.dues import set_dues
from weige.cases.services.naming import index, name_by_matter
from weige.kernel.streettime import LOCAL
from weige.kernel.worktime import Calendar
from weige.territory.queries import locate


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCase:
    """One closed case of the past; lon/lat WGS84 degrees, key: unique among those brought."""

    key: str
    matter: str
    lon: float
    lat: float
    place_zh: str
    place_en: str
    text: str
    source: str
    found_at: datetime
    closed_at: datetime


@transaction.atomic
def keep_past(past: Sequence[PastCase], *, calendar: Calendar) -> int:
    """Writes those that are not there yet, by their key; gives how many. Raises KeyError for an unknown matter."""
    codes = {one.matter for one in past}
    matters = {row.code: row for row in Matter.objects.filter(code__in=codes, valid_to__isnull=True)}
    known = set(
        Case.objects.filter(number__in=[_number(one) for one in past]).values_list("number", flat=True)
    )
    fresh = [one for one in past if _number(one) not in known]
    rows = [_case(one, matters[one.matter], calendar) for one in fresh]
    Case.objects.bulk_create(rows)
    Report.objects.bulk_create(
        Report(case=row, source=one.source, text=one.text, at=one.found_at, lon=one.lon, lat=one.lat)
        for row, one in zip(rows, fresh, strict=True)
    )
    return len(rows)


def _number(one: PastCase) -> str:
    return f"往{one.found_at.astimezone(LOCAL):%Y%m%d}-{one.key}"


def _case(one: PastCase, matter: Matter, calendar: Calendar) -> Case:
    here = locate(one.lon, one.lat, on=one.closed_at.astimezone(LOCAL).date())
    case = Case(
        id=new_id(one.found_at),
        number=_number(one),
        state=State.CLOSED.value,
        matter=matter,
        source=one.source,
        sources=[one.source],
        lon=one.lon,
        lat=one.lat,
        cells=here.cells,
        leaf_cells=here.leaf_cells,
        place_zh=one.place_zh,
        place_en=one.place_en,
        outcome="solved",
        found_at=one.found_at,
        reported_at=one.found_at,
        accepted_at=one.found_at + timedelta(minutes=5),
        closed_at=one.closed_at,
        ended_at=one.closed_at,
    )
    name_by_matter(case)
    limits = {"acceptance": packaged_limit("acceptance")}
    timed = clocks.enter({}, State.REPORTED, now=one.found_at, limits=limits)
    timed = clocks.enter(timed, State.CLOSED, now=one.found_at + timedelta(minutes=5), limits={})
    set_dues(case, timed, calendar=calendar, now=one.closed_at)
    index(case)
    return case
