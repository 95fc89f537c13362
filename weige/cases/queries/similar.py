"""Open cases that may be the same problem: found by index, judged by rules.sameness, most probable first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from math import cos, radians
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import DateTimeField, ExpressionWrapper, F, QuerySet, Value

from weige.cases.models import Case, MergePolicy
from weige.cases.queries.lists import BESIDE_IT, READ
from weige.cases.rules.mergepolicy import Mode, Policies, Policy
from weige.cases.rules.sameness import (
    METRES_A_DEGREE,
    Account,
    Sameness,
    distance_m,
    judge,
    probability,
)
from weige.kernel import lean
from weige.kernel.access import Access

MOST = 10
#: At most so many near and recent cases are judged, the newest (one lookup stays bounded in a dense street).
JUDGED = 200
#: The newest first, said so that no index by time is taken: it would read every recent case of the town to find
#: those in the box, while the box alone holds few (cases_open_place).
NEWEST = ExpressionWrapper(F("reported_at") + Value(timedelta()), DateTimeField()).desc()
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


class Said(NamedTuple):
    """What the reports of a case say: their texts, and the places they name in words."""

    texts: Sequence[str] = ()
    places: Sequence[str] = ()


NOTHING: Final = Said()


def account_of(case: Case, said: Said) -> Account:
    """A case as something to compare."""
    return Account(
        at=case.found_at,
        lon=case.lon,
        lat=case.lat,
        matter=case.matter.code if case.matter else "",
        text=_told(case.title_zh, case.place_zh, case.shop_id, said),
        shop=case.shop_id,
        building=case.building_id,
    )


def _told(title: str, place: str, shop: int | None, said: Said) -> str:
    """All the words of a case. A place that we put into words out of the point is none of them: the point speaks for
    itself, and the same words about two things at one corner would make them one."""
    where = place if shop is not None or place in said.places else ""
    what = title if where else title.replace(place, "").strip()
    return " ".join(dict.fromkeys([where, *said.texts] if any(said.texts) else [what, where])).strip()


class Slim(NamedTuple):
    """Of a case what is compared; the rest is read for those alone that are shown."""

    pk: UUID
    found_at: datetime
    reported_at: datetime
    lon: float
    lat: float
    matter: str | None
    title: str
    place: str
    shop: int | None
    building: int | None

    def account(self, said: Said) -> Account:
        """As account_of."""
        return Account(
            at=self.found_at,
            lon=self.lon,
            lat=self.lat,
            matter=self.matter or "",
            text=_told(self.title, self.place, self.shop, said),
            shop=self.shop,
            building=self.building,
        )


SLIM = (
    "pk",
    "found_at",
    "reported_at",
    "lon",
    "lat",
    "matter__code",
    "title_zh",
    "place_zh",
    "shop_id",
    "building_id",
)


SAID = (
    "SELECT case_id, text, place FROM cases_report WHERE case_id = ANY(%s) AND (text <> '' OR place <> '')"
    " ORDER BY at, id"
)


def said_of(cases: Iterable[UUID]) -> dict[UUID, Said]:
    """What the reports of these cases say (1 statement)."""
    texts: dict[UUID, list[str]] = defaultdict(list)
    places: dict[UUID, list[str]] = defaultdict(list)
    with lean.prepared() as cursor:
        cursor.execute(SAID, [list(cases)])
        for case_id, text, place in cursor.fetchall():
            for words, found in ((text, texts), (place, places)):
                if words:
                    found[case_id].append(words)
    return {one: Said(texts[one], places[one]) for one in {*texts, *places}}


def alike(
    rows: "QuerySet[Case]", wanted: Account, *, now: datetime, but: UUID | None = None, table: Policies
) -> list[Near]:
    """Open cases of `rows` within their policy's window of a placed account (3 statements).

    Most probable first, of equals the nearest, then the newest. All that are near are compared by a few columns; whole
    cases are read, and reasons worded, for the best alone.
    """
    fitting = _fitting(rows, wanted, now=now, but=but, table=table)
    said = said_of(slim.pk for slim, _, _ in fitting) if fitting else {}
    ranked = _ranked(fitting, wanted, said)[:MOST]
    shown = Case.objects.select_related(*BESIDE_IT).only(*READ)  # a case has more than a hundred columns
    whole = shown.in_bulk([one.slim.pk for one in ranked])
    return [
        Near(whole[one.slim.pk], one.metres, judge(wanted, one.told), one.policy)
        for one in ranked
        if one.slim.pk in whole
    ]


def merges_with(
    rows: "QuerySet[Case]", one: Slim, *, now: datetime, table: Policies
) -> tuple[UUID, Sameness] | None:
    """The best of `rows` that a case is to be merged with by itself (1 statement where nothing is near, else 2)."""
    fitting = [
        fit
        for fit in _fitting(rows, one.account(NOTHING), now=now, but=one.pk, table=table)
        if fit[2].mode is Mode.AUTO
    ]
    if not fitting:
        return None
    said = said_of([one.pk, *(slim.pk for slim, _, _ in fitting)])
    wanted = one.account(said.get(one.pk, NOTHING))
    for near in _ranked(fitting, wanted, said):
        if near.probability >= near.policy.merge_at:
            return near.slim.pk, judge(wanted, near.told)
    return None


Fitting = list[tuple[Slim, float, Policy]]  # a case near by, metres, the policy of the two


def _fitting(
    rows: "QuerySet[Case]", wanted: Account, *, now: datetime, but: UUID | None, table: Policies
) -> Fitting:
    between = cache(partial(table.between, wanted.matter))
    return [
        (slim, metres, policy)
        for slim in _near(rows, wanted, now=now, but=but, table=table)
        for metres, policy in [_window(slim, wanted, now, between(slim.matter or ""))]
        if policy is not None
    ]


class Ranked(NamedTuple):
    """A case near by and how probable it is that both tell of one problem."""

    probability: float
    slim: Slim
    metres: float
    policy: Policy
    told: Account


def _ranked(fitting: Fitting, wanted: Account, said: Mapping[UUID, Said]) -> list[Ranked]:
    """Most probable first, of equals the nearest, then the newest."""
    told = [(*one, one[0].account(said.get(one[0].pk, NOTHING))) for one in fitting]
    found = [Ranked(probability(wanted, one[3]), *one) for one in told]
    return sorted(found, key=lambda one: (-one.probability, one.metres, -one.slim.pk.int))


def _near(
    rows: "QuerySet[Case]", wanted: Account, *, now: datetime, but: UUID | None, table: Policies
) -> list[Slim]:
    """The newest open cases in the widest policy's box round the place (1 statement, by cases_open_place)."""
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
    return [Slim(*row) for row in rows.order_by(NEWEST).values_list(*SLIM)[:JUDGED]]


def _window(slim: Slim, wanted: Account, now: datetime, policy: Policy) -> tuple[float, Policy | None]:
    """Metres between the two, and their policy where it lets them be compared."""
    assert wanted.lon is not None, "looked at before"
    assert wanted.lat is not None, "looked at before"
    metres = distance_m(wanted.lon, wanted.lat, slim.lon, slim.lat)
    late = slim.reported_at <= now - timedelta(hours=policy.within_hours)
    out = policy.mode is Mode.OFF or metres > policy.within_m or late
    return metres, None if out else policy


def similar(
    access: Access, wanted: Account, *, now: datetime, but: UUID | None = None, likely: bool = False
) -> list[Near]:
    """What the reader may list of the cases like this account; likely: only those probable enough (4 statements).

    Of a matter that is named, cases of matters of another class are left out.
    """
    rows = access.rows("case.list", Case.objects.all())
    found = alike(rows, wanted, now=now, but=but, table=policies())
    return [one for one in found if one.likely or not (likely or _other_matter(one))]


def _other_matter(one: Near) -> bool:
    return any(reason.code == "other_matter" for reason in one.same.reasons)
