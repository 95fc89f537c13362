"""Open cases that may be the same problem: found by index, judged by rules.sameness, most probable first."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, radians
from uuid import UUID

from django.db.models import QuerySet

from weige.cases.models import Case, MergePolicy, Report
from weige.cases.rules.mergepolicy import Mode, Policies, Policy
from weige.cases.rules.sameness import METRES_A_DEGREE, Account, Sameness, distance_m, judge
from weige.kernel.access import Access

MOST = 10
#: At most so many near and recent cases are judged, the newest (one lookup stays bounded in a dense street).
JUDGED = 200
NEEDED = ("matter", "condition", "department", "handler_post", "shop", "recurred")


@dataclass(frozen=True, slots=True)
class Near:
    """A case, its distance in metres, the judgement, and the policy that fits the two."""

    case: Case
    distance_m: float
    same: Sameness
    policy: Policy

    @property
    def likely(self) -> bool:
        """Probable enough to be put before a person as the same."""
        return self.policy.mode is not Mode.OFF and self.same.probability >= self.policy.suggest_at


def policies() -> Policies:
    """The table as it stands (1 statement)."""
    rows = MergePolicy.objects.all().values(*Policy.__dataclass_fields__)
    return Policies(Policy(**row | {"mode": Mode(row["mode"])}) for row in rows)


def account_of(case: Case, texts: Sequence[str]) -> Account:
    """A case as something to compare. texts: what its reports say."""
    return Account(
        at=case.found_at,
        lon=case.lon,
        lat=case.lat,
        matter=case.matter.code if case.matter else "",
        text=" ".join(
            dict.fromkeys([case.place_zh, *texts] if any(texts) else [case.title_zh, case.place_zh])
        ),
        shop=case.shop_id,
        building=case.building_id,
    )


def texts_of(cases: Iterable[UUID]) -> dict[UUID, list[str]]:
    """What the reports of these cases say (1 statement)."""
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = Report.objects.filter(case__in=list(cases)).exclude(text="").order_by("at", "id")
    for case_id, text in rows.values_list("case", "text"):
        found[case_id].append(text)
    return found


def alike(
    rows: "QuerySet[Case]", wanted: Account, *, now: datetime, but: UUID | None = None, table: Policies
) -> list[Near]:
    """Open cases of `rows` within their policy's window of a placed account, most probable first (2 statements)."""
    assert wanted.lon is not None, "what has no place is not looked for"
    assert wanted.lat is not None, "what has no place is not looked for"
    dlat = table.widest_m / METRES_A_DEGREE
    dlon = dlat / max(cos(radians(wanted.lat)), 0.01)
    rows = rows.filter(
        ended_at__isnull=True,
        parent__isnull=True,  # a part is not the problem: its whole is
        reported_at__gt=now - timedelta(hours=table.widest_hours),
        lat__range=(wanted.lat - dlat, wanted.lat + dlat),
        lon__range=(wanted.lon - dlon, wanted.lon + dlon),
    )
    if but is not None:
        rows = rows.exclude(pk=but)
    cases = list(rows.select_related(*NEEDED).order_by("-reported_at")[:JUDGED])
    texts = texts_of(case.pk for case in cases) if cases else {}
    found = [_near(case, texts.get(case.pk, []), wanted, now, table) for case in cases]
    kept = [one for one in found if one is not None]
    return sorted(kept, key=lambda one: (-one.same.probability, one.distance_m))[:MOST]


def _near(case: Case, texts: list[str], wanted: Account, now: datetime, table: Policies) -> Near | None:
    other = account_of(case, texts)
    assert wanted.lon is not None, "looked at before"
    assert wanted.lat is not None, "looked at before"
    policy = table.between(wanted.matter, other.matter)
    metres = distance_m(wanted.lon, wanted.lat, case.lon, case.lat)
    late = case.reported_at <= now - timedelta(hours=policy.within_hours)
    if policy.mode is Mode.OFF or metres > policy.within_m or late:
        return None
    return Near(case, metres, judge(wanted, other), policy)


def similar(
    access: Access, wanted: Account, *, now: datetime, but: UUID | None = None, likely: bool = False
) -> list[Near]:
    """What the reader may list of the cases like this account; likely: only those probable enough (3 statements).

    Of a matter that is named, cases of matters of another class are left out.
    """
    rows = access.rows("case.list", Case.objects.all())
    found = alike(rows, wanted, now=now, but=but, table=policies())
    return [one for one in found if one.likely or not (likely or _other_matter(one))]


def _other_matter(one: Near) -> bool:
    return any(reason.code == "other_matter" for reason in one.same.reasons)
