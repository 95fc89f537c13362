"""Putting a new case row together: number, place, clocks, first report, the event that it was reported."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from weige.cases.events import Reported
from weige.cases.models import TRACKED, Case, Matter, Report, snapshot
from weige.cases.queries.limits import packaged_limit
from weige.cases.rules import clocks
from weige.cases.rules.identity import new_id
from weige.cases.rules.states import State
from weige.cases.services import keeping
from weige.cases.services.dues import set_dues
from weige.cases.services.naming import index, name_by_matter
from weige.cases.services.numbering import take
from weige.cases.services.recording import telling
from weige.kernel import lean
from weige.kernel.access import Who
from weige.kernel.worktime import Calendar, Limit, Unit
from weige.registry.models import Shop
from weige.territory.models import Building
from weige.territory.queries import Located
from weige.territory.queries.called import beside, called

OWN_LIMIT = "SELECT amount::text, unit FROM cases_stage_limit WHERE stage = %s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found, where, when; lon/lat WGS84 degrees. data: what the channel knows of it (models.Report)."""

    lon: float
    lat: float
    located: Located
    source: str
    matter: Matter | None = None
    text: str = ""
    title_zh: str = ""
    title_en: str = ""
    place_zh: str = ""
    place_en: str = ""
    level: str = ""
    shop: Shop | None = None
    building: Building | None = None
    found_at: datetime
    warning_id: UUID | None = None
    grace_until: datetime | None = None
    dedupe_key: str = ""
    outer_numbers: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    parent: Case | None = None
    follows: Case | None = None
    parties: tuple[int, ...] = ()


def limit_of(stage: str) -> Limit:
    """The office's own limit of a stage, else the packaged one (1 statement)."""
    with lean.prepared() as cursor:
        cursor.execute(OWN_LIMIT, [stage])
        found = cursor.fetchone()
    if found is None:
        return packaged_limit(stage)
    return Limit(Decimal(found[0]).normalize(), Unit(found[1]))


def open_case(found: Found, *, who: Who, now: datetime, calendar: Calendar, number: str = "") -> Case:
    """Writes case, report and event (4 statements with the limit, 1 when it has no number yet, ≤ 2 for its place)."""
    place_zh, place_en = place_of(found)
    case = Case(
        id=new_id(now),
        state=State.REPORTED.value,
        matter=found.matter,
        level=found.level,
        source=found.source,
        sources=[found.source],
        lon=found.lon,
        lat=found.lat,
        cells=found.located.cells,
        leaf_cells=found.located.leaf_cells,
        place_zh=place_zh[:200],
        place_en=place_en[:200],
        shop=found.shop,
        building=found.building,
        warning_id=found.warning_id,
        grace_until=found.grace_until,
        parent=found.parent,
        follows=found.follows,
        reporter_id=who.user_id,
        party_users=_parties(found, who),
        party_posts=[who.post_id] if who.post_id is not None else [],
        outer_numbers=list(found.outer_numbers),
        found_at=found.found_at,
        reported_at=now,
    )
    _name(case, found)
    timed = clocks.enter({}, State.REPORTED, now=now, limits={"acceptance": limit_of("acceptance")})
    set_dues(case, timed, calendar=calendar, now=now)
    report = _report(case, found, who=who, now=now)
    case.number = number or take(now).text  # as late as can be: from here on the next ones wait
    index(case)
    told = {"source": found.source}
    event = telling(
        case, Reported, before=State.NEW, move="report", who=who, now=now, changes=given(case), told=told
    )
    keeping.insert_new(report, case, event)
    return case


def place_of(found: Found) -> tuple[str, str]:
    """Where it is, in both languages: as it was said; else the shop's address, the house, the nearest address."""
    said = found.place_zh or (found.shop.address if found.shop else "")
    if said:
        return said, found.place_en
    if found.building:
        return called(found.building)
    return beside(found.lon, found.lat, found.located.leaf_cells) or ("", "")


def add_report(case: Case, found: Found, *, who: Who, now: datetime) -> Report:
    """One more report of the case (1 statement)."""
    report = _report(case, found, who=who, now=now)
    keeping.insert_report(report)
    return report


def _report(case: Case, found: Found, *, who: Who, now: datetime) -> Report:
    return Report(
        case=case,
        source=found.source,
        text=found.text,
        user_id=who.user_id,
        post_id=who.post_id,
        at=now,
        lon=found.lon,
        lat=found.lat,
        place=found.place_zh,
        dedupe_key=found.dedupe_key,
        data=dict(found.data),
    )


def given(case: Case) -> dict[str, Any]:
    """The tracked columns of a new case that are not empty."""
    values = snapshot(case)
    return {name: values[name] for name in TRACKED if values[name] not in (None, "", [], {}, 0, False)}


def _parties(found: Found, who: Who) -> list[int]:
    """Persons whose own case it is: who reported it, and the owner of the shop it is about."""
    owner = found.shop.owner_id if found.shop else None
    return list(dict.fromkeys(user for user in (who.user_id, owner, *found.parties) if user is not None))


def _name(case: Case, found: Found) -> None:
    """The title given; else place and matter; else the first words of the report."""
    words = " ".join(found.text.split())[:60] or case.place_zh
    case.title_zh, case.title_en = words, words
    name_by_matter(case)
    if found.title_zh:
        case.title_zh, case.title_en = found.title_zh[:200], (found.title_en or found.title_zh)[:200]
