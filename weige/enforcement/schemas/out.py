"""Shapes of what enforcement answers: a paper, an off-site file, a transfer, and the pages behind links."""

from datetime import date, datetime
from typing import Any

from ninja import Schema


class Named(Schema):
    name_zh: str
    name_en: str


class Choice(Named):
    value: str


class MoveField(Schema):
    """One input of a move. kind: text, long, choice, moment, day, number, tick or files (ids of attachments)."""

    name: str
    label_zh: str
    label_en: str
    kind: str
    required: bool
    role: str
    choices: list[Choice]


class ActionOut(Schema):
    """A move the table has in this state and this reader could make; `missing` says why not yet; main: the way on."""

    code: str
    label_zh: str
    label_en: str
    allowed: bool
    main: bool
    missing: list[str]
    fields: list[MoveField]


class FileOut(Schema):
    id: int
    role: str
    title: str
    title_en: str
    media_type: str
    sha256: str
    size: int
    added_at: datetime
    taken_at: datetime | None
    by_link: bool


class LinkOut(Schema):
    """A link with its looks; never its token."""

    id: int
    label: str
    label_en: str
    state: str
    issued_at: datetime
    expires_at: datetime
    uses: int
    last_used_at: datetime | None


class Head(Schema):
    """What every procedure has. case_id is null where there is none; due_at is the running term."""

    id: str
    number: str
    state: str
    state_zh: str
    state_en: str
    version: int
    title: str
    title_zh: str
    title_en: str
    case_id: str | None
    case_number: str
    department: dict[str, Any] | None
    maker_post: dict[str, Any] | None
    made_at: datetime
    due_at: datetime | None
    overdue_at: datetime | None
    ended_at: datetime | None


class Whole(Head):
    """A procedure's page: its moves, files, links and what happened (timeline as on a case)."""

    actions: list[ActionOut]
    files: list[FileOut]
    links: list[LinkOut]
    timeline: list[dict[str, Any]]


class Contested(Schema):
    """How a decision stands after reviews and lawsuits. state: pending or decided; word: its outcome once decided."""

    state: str
    overturned: bool
    kind_zh: str
    kind_en: str
    word_zh: str
    word_en: str
    body: str
    day: date


class PaperRow(Head):
    """grade: notice (no legal force), order (binds), internal, record. about: the procedure it belongs to, or empty.
    contested: null where nobody contested it."""

    contested: Contested | None
    kind: str
    kind_zh: str
    kind_en: str
    grade: str
    grade_zh: str
    grade_en: str
    shop: str
    about: str
    issued_at: datetime | None
    served_at: datetime | None
    outcome: str
    outcome_zh: str
    outcome_en: str


class PaperList(Schema):
    items: list[PaperRow]
    next: str | None


class FieldOut(Named):
    """Sealed ones are masked without a purpose. open: to be filled in now. when, parts: rules.fields."""

    key: str
    kind: str
    stage: str
    required: str
    sealed: bool
    rule: str
    source: str
    open: bool
    when: str
    parts: list[Choice]
    choices: list[Choice]
    value: str | list[str]


class Missing(Schema):
    field: str
    message: str


class Doubt(Named):
    """Something in a draft nobody has verified. blocks: "yes" when it keeps an order from being issued."""

    field: str
    code: str
    blocks: str
    why_zh: str
    why_en: str


class ConsentOut(Schema):
    """known: whether the party is known at all; given_at: since when it agrees to electronic service."""

    known: bool
    given_at: datetime | None
    by_link: bool
    words: str
    words_en: str


class ServiceOut(Schema):
    way: str
    way_zh: str
    way_en: str
    at: datetime
    place: str
    receiver: str
    relation: str
    refused: bool
    refuse_why: str
    witness: str
    tracking: str
    servers: str


class AnswerOut(Schema):
    """state: waiting, accepted, refused (with its reason) or noted."""

    id: int
    kind: str
    kind_zh: str
    kind_en: str
    text: str
    photos: list[FileOut]
    at: datetime
    state: str
    reason: str
    decided_at: datetime | None


class PowerLine(Named):
    code: str
    status: str = ""
    basis: str = ""


class BandRange(Schema):
    name: str
    low: int | None
    high: int | None


class Bounds(Schema):
    """What a decision on the spot may come to, in yuan; most: the limit for this kind of party."""

    most: int | None
    status: str
    source: str
    bands: list[BandRange]
    note: str


class PaperOut(PaperRow, Whole):
    fields: list[FieldOut]
    bounds: Bounds | None
    missing: list[Missing]
    doubts: list[Doubt]
    editable: bool
    consent: ConsentOut | None
    power: PowerLine | None
    services: list[ServiceOut]
    answers: list[AnswerOut]
    contact: str
    office: str


class PaperLine(Schema):
    """A paper of a procedure, to be opened."""

    id: str
    number: str
    kind_zh: str
    kind_en: str
    served_at: datetime | None
    state: str
    state_zh: str
    state_en: str


class HearingOut(Schema):
    """The hearing asked for, with its record."""

    asked_at: datetime
    asked_why: str
    at: datetime | None
    place: str
    chair: str
    told_at: datetime | None
    held_at: datetime | None
    record: str
    withdrawn_at: datetime | None
    by_link: bool
    files: list[FileOut]


class DefenceOut(Schema):
    """What the party stated, and how it was answered; result empty until then."""

    text: str
    at: datetime
    by_link: bool
    files: list[FileOut]
    result: str
    result_zh: str
    result_en: str
    reason: str
    answered_at: datetime | None


class EvidenceOut(Schema):
    """One piece; lacks: what its device lacks for off-site use."""

    id: int
    sha256: str
    view: str
    device: str
    certificate_no: str
    certificate_until: date | None
    lacks: list[dict[str, str]]
    algo: str
    captured_at: datetime


class ProposalOut(Schema):
    """A rule of leniency that fits; it proposes, a person decides."""

    rule: str
    outcome: str
    zh: str
    en: str
    source: str


class OffsiteRow(Head):
    """amount in yuan."""

    power: PowerLine
    found_at: datetime
    defence_until: datetime | None
    hearing_until: datetime | None
    decide_by: datetime | None
    outcome: str
    outcome_zh: str
    outcome_en: str
    amount: int | None


class OffsiteList(Schema):
    items: list[OffsiteRow]
    next: str | None


class RangeOut(Schema):
    low: int | None
    high: int | None
    note: str


class OffsiteOut(OffsiteRow, Whole):
    """party: what is known of it, masked. proposal: as it was told to the party.
    unpaid: yuan of a fine that nobody paid, also of a file that was closed so."""

    fact: str
    place: str
    party: dict[str, str]
    corrected_at: datetime | None
    filed_at: datetime | None
    first_offence: bool
    proposals: list[ProposalOut]
    proposal: dict[str, Any]
    range: RangeOut
    unpaid: int | None
    decided_why: str
    decided_at: datetime | None
    evidence: list[EvidenceOut]
    defences: list[DefenceOut]
    hearing: HearingOut | None
    consent: ConsentOut | None
    notice: PaperLine | None
    decision: PaperLine | None


class TransferRow(Head):
    direction: str
    other: str
    other_number: str
    sent_at: datetime | None
    received_at: datetime | None
    returned: int


class TransferList(Schema):
    items: list[TransferRow]
    next: str | None


class Material(Schema):
    title: str
    title_en: str
    sha256: str


class TransferOut(TransferRow, Whole):
    """materials: the list as it was sent, with its hash; reminded: per cent of the term that was told."""

    other_person: str
    facts: str
    reason: str
    basis: str
    place: str
    materials: list[Material]
    sealed_hash: str
    received_by: str
    accepted_at: datetime | None
    return_why: str
    result: str
    term_from: datetime | None
    reminded: int
    power: PowerLine | None
    paper: PaperLine | None
    has_receipt: bool
