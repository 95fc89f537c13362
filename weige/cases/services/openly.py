"""Reporting, following and rating without an account: through a signed link, usually read from a QR code (随手拍)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from shapely.geometry import shape

from weige.cases.models import Case, Evidence, Rating, Report
from weige.cases.queries.actors import Seat
from weige.cases.queries.detail import steps
from weige.cases.queries.presenting import named
from weige.cases.rules.hotline import SATISFACTIONS
from weige.cases.rules.states import ENDED
from weige.cases.rules.transitions import MOVES
from weige.cases.schemas.moves import MoveIn
from weige.cases.schemas.openly import OpenReportIn, RatingIn
from weige.cases.services import engine
from weige.cases.services.evidence import attach
from weige.cases.services.opening import Found, open_case
from weige.cases.services.places import find_spot
from weige.cases.services.step import Step, refuse
from weige.kernel import blobs, links
from weige.kernel.access import Access
from weige.kernel.errors import Conflict, NotFound, Problem
from weige.kernel.models import Link
from weige.kernel.worktime import Calendar
from weige.territory.models import Area

REPORT, FOLLOW = "report", "follow"
#: How long a code on a poster works, how long one may follow (our defaults; 400 days is the longest a link may live).
POSTER_LASTS, FOLLOW_LASTS = timedelta(days=365), timedelta(days=180)
#: Reports of one code in an hour (our default): a poster is public, and a flood must not reach the desk.
MOST_AN_HOUR = 60
#: So long after the report its photos may still come (our default), and so many.
PHOTO_TIME, MOST_PHOTOS = timedelta(hours=24), 3


@transaction.atomic
def give(*, access: Access, area_code: str, now: datetime, real_now: datetime) -> tuple[str, Link]:
    """The code of an area's posters; the one before opens nothing any more. Raises NotFound."""
    area = access.get("poster.manage", Area.objects.filter(valid_to__isnull=True), code=area_code)
    about = f"area:{area.pk}"
    links.revoke(subject=about, why="renewed", who=access.who, now=now, real_now=real_now)
    end = real_now + POSTER_LASTS
    return links.issue(
        purpose=REPORT, subject=about, label=f"{area.name_zh}二维码", who=access.who,
        now=now, real_now=real_now, expires_at=end,
    )  # fmt: skip


def area_of(held: links.Held) -> Area:
    """Raises NotFound when the area is gone."""
    area = Area.objects.filter(pk=int(held.subject.removeprefix("area:")), valid_to__isnull=True).first()
    if area is None:
        raise NotFound
    return area


def middle(area: Area) -> tuple[float, float]:
    """A point inside the area: where the report is put when the phone does not say."""
    point = shape(area.geometry).representative_point()
    return point.x, point.y


@transaction.atomic
def report(
    *, held: links.Held, data: OpenReportIn, calendar: Calendar, now: datetime, real_now: datetime
) -> tuple[Case, str]:
    """Opens a case as a resident's and gives the token to follow it with. The same key again: the same case.

    Raises Invalid (outside of the street), Problem open_report_often (429).
    """
    Link.objects.select_for_update().get(pk=held.id)
    key = f"link{held.id}:{data.key}"
    known = Report.objects.filter(dedupe_key=key).select_related("case").first()
    if known is None:
        known = _opened(held, data, key, calendar, now)
    about = f"report:{known.pk}"
    links.revoke(subject=about, why="renewed", who=held.who, now=now, real_now=real_now)
    token, _ = links.issue(
        purpose=FOLLOW, subject=about, label=known.case.number, who=held.who, now=now, real_now=real_now,
        expires_at=real_now + FOLLOW_LASTS,
    )  # fmt: skip
    return known.case, token


def _opened(held: links.Held, data: OpenReportIn, key: str, calendar: Calendar, now: datetime) -> Report:
    recent = Report.objects.filter(dedupe_key__startswith=f"link{held.id}:", at__gt=now - timedelta(hours=1))
    if recent.count() >= MOST_AN_HOUR:
        raise Problem("open_report_often", status=429)
    if not data.text.strip():
        raise refuse("text", "field_missing")
    street = area_of(held).path[0]
    spot = find_spot(data.lon, data.lat, now=now)
    if street not in spot.located.cells:
        raise refuse("lon", "outside_this_street")
    found = Found(
        lon=spot.lon, lat=spot.lat, located=spot.located, source="resident", matter=None, text=data.text.strip(),
        place_zh=data.place.strip(), found_at=now, dedupe_key=key, data={},
    )  # fmt: skip
    case = open_case(found, who=held.who, now=now, calendar=calendar)
    return Report.objects.get(case=case, dedupe_key=key)


def followed(held: links.Held) -> Report:
    """The report a link follows; of a merged case the one it was merged into is told. Raises NotFound."""
    pk = int(held.subject.removeprefix("report:"))
    found = Report.objects.select_related("case", "case__merged_into").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def add_photo(*, held: links.Held, data: bytes, now: datetime) -> None:
    """A photo of what was reported. Raises Conflict (ended; too late or too many), and what kernel.blobs.put raises."""
    row = followed(held)
    mine = Evidence.objects.filter(case=row.case, added_by=None, source="resident").count()
    if now - row.at > PHOTO_TIME or mine >= MOST_PHOTOS:
        raise Conflict("open_photo_closed")
    blob = blobs.put(data, now=now)
    attach(row.case_id, blob, kind="before", source="resident", who=held.who, now=now)


@transaction.atomic
def rate(*, held: links.Held, data: RatingIn, calendar: Calendar, now: datetime) -> Report:
    """Keeps the word; "not solved" within the term is a complaint that others decide. Raises Conflict, Invalid."""
    row = followed(held)
    case = engine.locked().get(pk=(row.case.merged_into_id or row.case_id))
    if data.satisfaction not in SATISFACTIONS:
        raise refuse("satisfaction", "unknown_choice", choices=", ".join(SATISFACTIONS))
    if case.now_in not in ENDED:
        raise Conflict("not_closed_yet")
    if not data.solved and not data.text.strip():
        raise refuse("text", "field_missing")
    Rating.objects.update_or_create(
        report=row,
        defaults={
            "case": case,
            "solved": data.solved,
            "satisfaction": data.satisfaction,
            "text": data.text.strip(),
            "at": now,
        },
    )
    open_term = case.complaint_until is not None and now <= case.complaint_until and not case.appeal
    if not data.solved and open_term:
        move = MoveIn(version=case.version, reason=data.text.strip())
        seat = Seat(who=held.who)
        engine.make(Step(case=case, move=MOVES["complain"], seat=seat, data=move, now=now, calendar=calendar))
    return followed(held)


def told(row: Report) -> dict[str, Any]:
    """What the reporter may know: the course and the result; no name, no word of anybody else."""
    case = row.case.merged_into or row.case
    rating = Rating.objects.filter(report=row).first()
    return {
        "number": row.case.number,
        "title_zh": case.title_zh,
        "title_en": case.title_en,
        "text": row.text,
        "place": row.place or case.place_zh,
        "at": row.at,
        "state": case.state,
        **named("state", case.state, "state"),
        "steps": steps(case),
        "ended_at": case.ended_at,
        "outcome": case.outcome,
        **(
            named("outcome", case.outcome, "outcome")
            if case.outcome
            else {"outcome_zh": "", "outcome_en": ""}
        ),
        "may_rate": case.now_in in ENDED,
        "contested": bool(case.appeal),
        "satisfactions": [{"value": one, **named("hotline_answer", one, "label")} for one in SATISFACTIONS],
        "rating": rating
        and {
            "solved": rating.solved,
            "satisfaction": rating.satisfaction,
            "text": rating.text,
            "at": rating.at,
        },
    }
