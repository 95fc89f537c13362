"""The plain way to find what is the same: whole cases read, every one judged in words. The fast way must agree."""

from datetime import datetime, timedelta
from math import cos, radians
from typing import Any

from weige.cases.models import Case
from weige.cases.queries.similar import JUDGED, MOST, NEEDED, NOTHING, account_of, said_of
from weige.cases.rules.mergepolicy import Mode, Policies
from weige.cases.rules.sameness import METRES_A_DEGREE, Account, distance_m, judge


def slowly(wanted: Account, *, now: datetime, table: Policies) -> list[tuple[Any, float, Any]]:
    """(case id, metres, judgement), most probable first, of all open cases near a placed account."""
    assert wanted.lon is not None, "placed"
    assert wanted.lat is not None, "placed"
    dlat = table.widest_m / METRES_A_DEGREE
    dlon = dlat / max(cos(radians(wanted.lat)), 0.01)
    rows = Case.objects.filter(
        ended_at__isnull=True,
        parent__isnull=True,
        reported_at__gt=now - timedelta(hours=table.widest_hours),
        lat__range=(wanted.lat - dlat, wanted.lat + dlat),
        lon__range=(wanted.lon - dlon, wanted.lon + dlon),
    )
    cases = list(rows.select_related(*NEEDED).order_by("-reported_at")[:JUDGED])
    said = said_of(case.pk for case in cases)
    found = []
    for case in cases:
        other = account_of(case, said.get(case.pk, NOTHING))
        policy = table.between(wanted.matter, other.matter)
        metres = distance_m(wanted.lon, wanted.lat, case.lon, case.lat)
        late = case.reported_at <= now - timedelta(hours=policy.within_hours)
        if policy.mode is not Mode.OFF and metres <= policy.within_m and not late:
            found.append((case.pk, metres, judge(wanted, other)))
    return sorted(found, key=lambda one: (-one[2].probability, one[1], -one[0].int))[:MOST]
