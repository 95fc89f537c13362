"""Shapes of hotline orders over HTTP; times RFC 3339, lon/lat degrees of `datum`."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AwareDatetime, Field

from weige.cases.schemas.answers import ClockOut, MatterOut, Named, Said

Kind = Literal["consultation", "suggestion", "request", "complaint", "supervised", "complex"]
Outcome = Literal["solved", "explained", "excessive", "unreachable"]
Satisfaction = Literal["satisfied", "fairly", "so_so", "dissatisfied"]


class OrderIn(Schema):
    """An order as the hotline sends it: the five elements (who, when, where, why, what happened) and its kind.

    Without lon/lat, shop or building the place is looked for in address and text; when nothing is found the order
    waits at the desk to be placed.
    """

    number: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[\w\-./#()（）\u4e00-\u9fff]+$")]
    kind: Kind = "request"
    text: Annotated[str, Field(min_length=1, max_length=2000)]
    course: Annotated[str, Field(max_length=2000)] = ""
    caller_name: Annotated[str, Field(max_length=60)] = ""
    caller_phone: Annotated[str, Field(max_length=30)] = ""
    address: Annotated[str, Field(max_length=200)] = ""
    matter: Annotated[str, Field(max_length=16)] = ""
    shop: Annotated[str | None, Field(max_length=40)] = None
    building: Annotated[str | None, Field(max_length=40)] = None
    received_at: AwareDatetime | None = None
    lon: float | None = None
    lat: float | None = None
    datum: str = "WGS84"


class StepIn(Schema):
    """What a step may be given; which of these it wants stands in rules.hotline. `version`: the one seen."""

    version: int
    reached: bool | None = None
    how: Literal["", "phone", "site", "message"] = ""
    outcome: Outcome | Literal[""] = ""
    text: Annotated[str, Field(max_length=2000)] = ""
    solved: bool | None = None
    satisfaction: Satisfaction | Literal[""] = ""
    lon: float | None = None
    lat: float | None = None
    datum: str = "WGS84"


class OrderFilter(Schema):
    """state: one of the states, "all", or empty for those not done; late: a limit has passed."""

    state: Annotated[str, Field(max_length=12)] = ""
    q: Annotated[str, Field(max_length=100)] = ""
    late: bool = False
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    after: str = ""


class CaseRef(Schema):
    id: str
    number: str
    state: str
    state_zh: str
    state_en: str


class OrderRow(Schema):
    """An order in a list. caller and phone are masked (`masked` says that there is more to see for a purpose)."""

    id: int
    number: str
    version: int
    kind: str
    kind_zh: str
    kind_en: str
    state: str
    state_zh: str
    state_en: str
    text: str
    address: str
    matter: MatterOut | None
    caller: str
    phone: str
    masked: bool
    received_at: datetime
    arrived_at: datetime
    contacted_at: datetime | None
    replied_at: datetime | None
    contact_late_since: datetime | None
    late_since: datetime | None
    rounds: int
    outcome: str
    satisfaction: str
    contact_clock: ClockOut | None
    clock: ClockOut | None
    case: CaseRef | None
    unit: Named | None


class OrderPage(Schema):
    items: list[OrderRow]
    next: str | None
    figures: dict[str, int]


class NoteOut(Schema):
    step: str
    step_zh: str
    step_en: str
    round: int
    at: datetime
    post: Named | None
    reached: bool | None
    how: str
    outcome: str
    solved: bool | None
    satisfaction: str
    text: str


class StepOut(Schema):
    step: str
    label_zh: str
    label_en: str
    missing: list[Said]


class OrderOut(OrderRow):
    course: str
    reply: str
    solved: bool | None
    settled_because: str
    place_why: str
    place_why_zh: str
    place_why_en: str
    way: str
    revisited_at: datetime | None
    done_at: datetime | None
    rounds_in: list[CaseRef]
    notes: list[NoteOut]
    steps: list[StepOut]


class OrderList(Schema):
    items: list[OrderOut]


class ClockList(Schema):
    """Accounts of the order's clocks (kernel.worktime's Explanation with code and name)."""

    items: list[dict[str, Any]]


class LimitOut(Schema):
    """source: sourced (a street's published rule), default (ours), office (set here)."""

    kind: str
    name_zh: str
    name_en: str
    amount: str
    unit: str
    source: str
    note: str
    note_en: str


class Taken(Schema):
    """What became of one row: created, unplaced (waits for its place), known (its number was here before)."""

    row: int
    number: str
    result: str
    case_number: str


class RowFault(Schema):
    row: int
    column: str
    header: str = ""
    code: str
    message: str


class HotlineImportOut(Schema):
    """Each row is taken whole or not at all; the others are not held up by a wrong one."""

    dry_run: bool
    rows: int
    created: int
    unplaced: int
    known: int
    items: list[Taken]
    errors: list[RowFault]
    ignored: list[str]


class DayOut(Schema):
    """What the call centre says of a day."""

    day: date
    calls: int
    connected: int
    answered: int
    note: str
    changed_at: datetime
    version: int


class DayPage(Schema):
    items: list[DayOut]
    next: str | None


class DayTaken(Schema):
    row: int
    day: date
    result: str


class DaysOut(Schema):
    """Each row is kept whole or not at all."""

    dry_run: bool
    rows: int
    created: int
    corrected: int
    known: int
    items: list[DayTaken]
    errors: list[RowFault]
    ignored: list[str]


class MappingIn(Schema):
    """fields: our field → their header; kinds: their word → our kind of order; version: as seen, 0 for a new one."""

    fields: dict[Annotated[str, Field(max_length=20)], Annotated[str, Field(max_length=60)]]
    kinds: dict[Annotated[str, Field(min_length=1, max_length=40)], Kind] = {}
    version: Annotated[int, Field(ge=0)] = 0


class MappingOut(Schema):
    source: str
    fields: dict[str, str]
    kinds: dict[str, str]
    version: int
    changed_at: datetime


class MappingColumn(Schema):
    name: str
    name_zh: str
    name_en: str
    required: bool


class MappingPage(Schema):
    items: list[MappingOut]
    next: str | None
    columns: list[MappingColumn]


class HeadersOut(Schema):
    """samples: the first rows as text. source: the kept one that fits, else empty. guess: field → header."""

    headers: list[str]
    samples: list[list[str]]
    source: str
    guess: dict[str, str]
