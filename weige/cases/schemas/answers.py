"""What the API answers about cases; times RFC 3339 UTC, lon/lat WGS84 degrees, ids as text."""

from datetime import datetime
from typing import Any, Literal

from ninja import Schema

from weige.cases.schemas.beside import PauseOut, WatchOut


class Named(Schema):
    """A post or department."""

    id: str
    code: str
    name_zh: str
    name_en: str


class Said(Schema):
    code: str
    text_zh: str
    text_en: str


class ClockOut(Schema):
    """A clock chip. `code`: handling, or the desk's own clock; `share` of the limit used, beyond 1 when over.

    `state`: ample, half, near, paused; over: the case is overdue; late: a desk's own limit has passed.
    `remaining_seconds` is counted time in the clock's own unit at `as_of`, negative beyond the limit.
    """

    code: str
    name_zh: str
    name_en: str
    state: str
    share: float
    due_at: datetime | None
    unit: str
    amount: str
    remaining_seconds: int
    running: bool
    changes_at: datetime | None
    paused: bool
    paused_until: datetime | None
    stopped: bool
    as_of: datetime
    warnings: list[Said]


class MatterOut(Schema):
    code: str
    name_zh: str
    name_en: str
    icon: str
    kind: str


class RecurredOut(Schema):
    """The nth of its matter within `days` `of` this shop, or at this place; previous: the last one before it."""

    nth: int
    days: int
    of: Literal["shop", "place"]
    previous: str


class CaseRow(Schema):
    """A case in a list."""

    id: str
    number: str
    version: int
    state: str
    state_zh: str
    state_en: str
    stage: str
    stage_zh: str
    stage_en: str
    title_zh: str
    title_en: str
    matter: MatterOut | None
    place: str
    lon: float
    lat: float
    cells: list[int]
    level: str
    source: str
    sources: list[str]
    reports: int
    evidence_count: int
    department: Named | None
    handler_post: Named | None
    returns: int
    reworks: int
    extensions: int
    request: str
    raised: int
    supervision: str
    supervision_due_at: datetime | None
    supervision_answered_at: datetime | None
    urges: int
    patrol: str
    appeal: str
    appeal_due_at: datetime | None
    parts_total: int
    parts_open: int
    found_at: datetime
    due_at: datetime | None
    stage_due_at: datetime | None
    overdue_since: datetime | None
    ended_at: datetime | None
    outcome: str
    clock: ClockOut | None
    recurrence: RecurredOut | None


class CaseCount(Schema):
    total: int


class CasePage(Schema):
    items: list[CaseRow]
    next: str | None


class ConditionOut(Schema):
    """A filing condition; `placeholder` when its limit is only plausible and the office must set it."""

    id: int
    no: int
    text_zh: str
    text_en: str
    amount: str
    unit: str
    urgent: bool
    closing_zh: str
    closing_en: str
    wants_after_photo: bool
    source: str
    placeholder: bool


class EvidenceOut(Schema):
    id: str
    kind: str
    kind_zh: str
    kind_en: str
    media_type: str
    source: str
    sha256: str
    size: int
    width: int | None
    height: int | None
    taken_at: datetime | None
    added_at: datetime
    lon: float | None
    lat: float | None
    note: str


class ReportOut(Schema):
    source: str
    source_zh: str
    source_en: str
    text: str
    at: datetime
    place: str
    data: list[dict[str, str]]


class Choice(Schema):
    """One choice; hint_*: the basis that goes with it, names_unit: who chooses it names a unit too."""

    value: str
    label_zh: str
    label_en: str
    hint_zh: str = ""
    hint_en: str = ""
    names_unit: bool = False


class FieldOut(Schema):
    name: str
    kind: str
    required: bool
    label_zh: str
    label_en: str
    blank_zh: str = ""  # what it becomes when it is left empty; "" where nothing takes its place
    blank_en: str = ""
    choices: list[Choice]


class ActionOut(Schema):
    """A move as a button; when not allowed, `missing` names what is missing. `target` is the stage after it.

    then: of a move made in the field, what comes next (its own `then` is empty).
    """

    move: str
    label_zh: str
    label_en: str
    allowed: bool
    missing: list[Said]
    fields: list[FieldOut]
    target: str
    then: list["ActionOut"]


class TimelineItem(Schema):
    cursor: str
    id: int
    at: datetime
    kind: str
    subject: str
    icon: str
    tone: str
    text_zh: str
    text_en: str
    detail_zh: str
    detail_en: str
    actor_zh: str
    actor_en: str
    state: str
    reason: str
    note: str
    evidence_id: int | None
    lon: float | None
    lat: float | None
    level: str | None


class StepOut(Schema):
    """One step of the course. progress: done, now, ahead, skipped; at: when it was reached, null if it was not."""

    stage: str
    label_zh: str
    label_en: str
    progress: str
    at: datetime | None


class Timeline(Schema):
    items: list[TimelineItem]
    next: str | None


class Hand(Schema):
    """One hand a case went through (queries.passing)."""

    unit_zh: str
    unit_en: str
    at: datetime
    until: datetime | None
    how: str
    left: str
    reason_zh: str
    reason_en: str
    said: str
    clause: str
    to_zh: str
    to_en: str


class Kin(Schema):
    """A case that belongs to this one; `kin`: parent, part, follows, followed_by, duplicate."""

    kin: str
    id: str
    number: str
    title_zh: str
    title_en: str
    state: str
    state_zh: str
    state_en: str
    unit: Named | None
    due_at: datetime | None


class CaseDetail(CaseRow):
    """Everything the case page shows, of a reader who may see the case. owner_post: the desk that filed it."""

    place_zh: str
    place_en: str
    description: str
    condition: str
    closing_condition: str
    component: str
    filing_condition: ConditionOut | None
    steps: list[StepOut]
    evidence: list[EvidenceOut]
    reports_in: list[ReportOut]
    actions: list[ActionOut]
    timeline: list[TimelineItem]
    due_warnings: list[Said]
    checker_post: Named | None
    owner_post: Named | None
    passing: list[Hand]
    principle: str
    proposed: Named | None
    designated: bool
    supervisor_post: Named | None
    watch: WatchOut | None
    pause: PauseOut | None
    appeal_about: str
    complaint_until: datetime | None
    appeal_until: datetime | None
    exempt: str
    kin: list[Kin]
    request_clause: str
    request_reason: str
    request_until: datetime | None
    reported_at: datetime
    accepted_at: datetime | None
    filed_at: datetime | None
    dispatched_at: datetime | None
    responded_at: datetime | None
    handled_at: datetime | None
    closed_at: datetime | None
    paused_until: datetime | None
    grace_until: datetime | None
    shop: Named | None
    building_id: int | None
    warning_id: str | None
    merged_into: str | None


class ClockAnswer(Schema):
    """Why the clock is due when it is due: kernel.worktime's Explanation plus `code`, its name, and `others`."""

    model_config = {"extra": "allow"}

    code: str
    name_zh: str
    name_en: str
    others: list[dict[str, Any]]


class Candidate(Schema):
    """A suggested receiver with its reasons: basis (依据), precedent (往例), near (就近), declined."""

    post: Named | None
    department: Named | None
    declined: bool
    reasons: list[dict[str, str]]


class Recurrence(Schema):
    """How often the same matter was found `of` this shop, or in this cell, within `days`, this case included."""

    days: int
    count: int
    of: Literal["shop", "cell"]


class UnitOut(Schema):
    """`kind`: department or post."""

    kind: str
    code: str
    name_zh: str
    name_en: str


class UnitPage(Schema):
    items: list[UnitOut]
    next: str | None


class HeardOut(Schema):
    """What one reporter was told (queries.hearing)."""

    number: int
    source: str
    source_zh: str
    source_en: str
    at: datetime
    channel: str
    state: str
    told_at: datetime | None
    read_at: datetime | None


class HeardPage(Schema):
    items: list[HeardOut]
    next: str | None


class CountersOut(Schema):
    """Figures of the cases the reader may list (queries.counters says what each means)."""

    model_config = {"extra": "allow"}

    at: datetime
    open: int
    overdue: int
    near: int
    states: dict[str, int]
    stages: dict[str, int]
