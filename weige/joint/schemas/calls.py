"""What a call, a move and an edit of joint action may say, and what answers look like."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

Code = Annotated[str, Field(max_length=48)]
Note = Annotated[str, Field(max_length=500)]


#: The black spot it is about, by its id.
Spot = Annotated[int | None, Field(ge=1, le=2**31 - 1)]


class UnitAsk(Schema):
    """One unit to call: exactly one of post, department, partner (codes)."""

    post: Code = ""
    department: Code = ""
    partner: Code = ""
    lead: bool = False
    demand: Annotated[str, Field(max_length=300)] = ""


Units = Annotated[list[UnitAsk], Field(min_length=1, max_length=20)]


class CallAsk(Schema):
    """A call on a case, or on a place (lon, lat, title). meet_at: when to be there, else as soon as the kind says."""

    case: UUID | None = None
    spot: Spot = None
    lon: float | None = None
    lat: float | None = None
    title: Annotated[str, Field(max_length=200)] = ""
    place: Annotated[str, Field(max_length=200)] = ""
    matter: Annotated[str, Field(max_length=16)] = ""
    kind: Annotated[str, Field(max_length=16)] = "ordinary"
    why: Annotated[str, Field(max_length=1000)] = ""
    meet_at: AwareDatetime | None = None
    units: Units


class UnitMove(Schema):
    """Inputs of a unit's move; which are needed says the table (`wants` of the action)."""

    version: int
    note: Note = ""
    reason: Note = ""
    text: Annotated[str, Field(max_length=1000)] = ""
    to: Code = ""
    lon: Annotated[float | None, Field(ge=-180, le=180)] = None
    lat: Annotated[float | None, Field(ge=-90, le=90)] = None
    rating: Annotated[str, Field(max_length=12)] = ""


class CallMoveIn(Schema):
    """Inputs of a move of the whole call."""

    version: int
    outcome: Annotated[str, Field(max_length=12)] = ""
    note: Annotated[str, Field(max_length=1000)] = ""
    reason: Note = ""
    units: Annotated[list[UnitAsk], Field(max_length=20)] = []


class CallFilter(Schema):
    """All optional. mine: my post or my department was called and has still to do something; sent: I called."""

    live: bool | None = None
    mine: bool = False
    sent: bool = False
    unanswered: bool = False
    case: UUID | None = None
    spot: Spot = None
    unit: Code = ""
    matter: Annotated[str, Field(max_length=16)] = ""
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    measure: Literal["", "answer", "arrive", "solve"] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    after: Annotated[str, Field(max_length=120)] = ""


class Answer(Schema):
    """An answer whose fields docs/reference/joint.md describes; it is written by orjson, not validated again."""

    model_config = {"extra": "allow"}


class Page(Schema):
    items: list[dict[str, Any]]
    next: str | None = None


Amount = Annotated[str, Field(pattern=r"^\d{1,5}(\.\d{1,2})?$")]
UnitName = Literal["urgent_hour", "work_hour", "work_day", "calendar_day"]


class KindIn(Schema):
    """The limits of a kind of call."""

    answer_amount: Amount
    answer_unit: UnitName
    arrive_amount: Amount
    arrive_unit: UnitName
    urge_amount: Amount
    urge_unit: UnitName
    urges: Annotated[int, Field(ge=0, le=9)] = 1


class BaselineIn(Schema):
    """A baseline: given with its source, or (median_minutes left out) counted from the calls of the period."""

    measure: Literal["answer", "arrive", "solve"]
    matter: Annotated[str, Field(max_length=16)] = ""
    unit: Code = ""
    median_minutes: Annotated[float | None, Field(gt=0, le=1_000_000)] = None
    n: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    since: date
    until: date
    source: Annotated[str, Field(max_length=300)] = ""


class TimesAsk(Schema):
    """Which durations: one measure over a period, by unit, by matter or by month."""

    measure: Literal["answer", "arrive", "solve"] = "answer"
    by: Literal["unit", "matter", "month", "kind"] = "unit"
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None


class TimesBehindAsk(TimesAsk):
    """Which number of the durations: its group (empty: all), and the units that have one or those that have none."""

    key: Annotated[str, Field(max_length=48)] = ""
    part: Literal["with", "without"] = "with"
    after: Annotated[int, Field(ge=0, le=50_000)] = 0


class ForceIn(Schema):
    """A force on call or a social force: exactly one of post, department, partner; based at lon, lat in an area (code).

    phone: None leaves it as it is (it is shown masked). duty: when it answers. version: as seen, 0 for a new one.
    """

    kind: Literal["on_call", "social"]
    post: Code = ""
    department: Code = ""
    partner: Code = ""
    area: Annotated[str, Field(min_length=1, max_length=64)]
    people: Annotated[int, Field(ge=1, le=999)] = 1
    skill_zh: Annotated[str, Field(max_length=120)] = ""
    skill_en: Annotated[str, Field(max_length=120)] = ""
    phone: Annotated[str | None, Field(max_length=30, pattern=r"^[0-9+() \-]*$")] = None
    duty: Annotated[str, Field(max_length=120)] = ""
    lon: Annotated[float, Field(ge=-180, le=180)]
    lat: Annotated[float, Field(ge=-90, le=90)]
    active: bool = True
    version: Annotated[int, Field(ge=0)] = 0


class DeskIn(Schema):
    """phone: what outside units see of the desk on their link's page; empty shows none."""

    phone: Annotated[str, Field(max_length=30, pattern=r"^[0-9+() \-]*$")] = ""


class PartnerIn(Schema):
    """An outside unit. phone: None leaves it as it is (it is shown masked). version: as seen, 0 for a new one."""

    name_zh: Annotated[str, Field(min_length=1, max_length=120)]
    name_en: Annotated[str, Field(max_length=120)] = ""
    level: Literal["company", "social", "district"] = "company"
    phone: Annotated[str | None, Field(max_length=30, pattern=r"^[0-9+() \-]*$")] = None
    duty_zh: Annotated[str, Field(max_length=200)] = ""
    duty_en: Annotated[str, Field(max_length=200)] = ""
    active: bool = True
    version: Annotated[int, Field(ge=0)] = 0
