"""Shapes of the pages behind links: what a party or another office sees; no other person, no identity number."""

from datetime import date, datetime
from typing import Any

from ninja import Schema

from weige.enforcement.schemas.out import DefenceOut, FileOut, HearingOut


class ConsentOut(Schema):
    """Electronic service. known: it is known who the party is; by_link: given over a link; words: it is asked in;
    words_en: our translation of them, "" where there is none."""

    known: bool
    given_at: datetime | None
    by_link: bool
    words: str
    words_en: str


class AnswerOut(Schema):
    """What the party answered. state: how the office took it; reason: why."""

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


class AllowedOut(Schema):
    """A permit: weekdays 1 (Monday) to 7 and spans "HH:MM-HH:MM"; empty means every day, all day."""

    weekdays: list[int]
    hours: list[str]
    first_day: date
    last_day: date


class PledgeOut(Schema):
    """The frontage agreement of the shop: the ground it answers for, what it agreed to keep in order."""

    number: str
    area: str
    order: list[str]


class FrontageOut(Schema):
    """Where goods may stand. over_m: by eye, of who wrote the notice; null: nobody said."""

    shop_zh: str
    shop_en: str
    over_m: float | None
    permits: list[AllowedOut]
    pledge: PledgeOut | None


class HeldPaper(Schema):
    """A paper as its party sees it. consent: null for a paper without legal force; pictures: what was seen.

    reminded: the share of the term (percent) at which the last reminder went out.
    """

    number: str
    kind: str
    kind_zh: str
    kind_en: str
    grade: str
    grade_zh: str
    grade_en: str
    office: str
    office_zh: str
    office_en: str
    contact: str
    title: str
    title_zh: str
    title_en: str
    party: str
    found: str
    found_zh: str
    found_en: str
    asked: str
    asked_zh: str
    asked_en: str
    due_at: datetime | None
    term_from: datetime | None
    reminded: int
    consent: ConsentOut | None
    now: datetime
    overdue: bool
    state: str
    state_zh: str
    state_en: str
    rights: list[str]
    pictures: list[FileOut]
    may_answer: bool
    answers: list[AnswerOut]
    has_pdf: bool
    frontage: FrontageOut | None


class PictureOut(Schema):
    """A picture of the evidence: when, by which device, and what recognised it where a machine did."""

    id: int
    at: datetime
    device: str
    algo: str


class ProposalOut(Schema):
    """What the office proposes to decide; amount in yuan."""

    outcome: str
    outcome_zh: str
    outcome_en: str
    amount: int | None = None
    why: str = ""
    rule_zh: str = ""
    rule_en: str = ""


class HeldOffsite(Schema):
    """An off-site file as its party sees it. verified: its articles were checked; version: for the next move."""

    number: str
    office: str
    office_zh: str
    office_en: str
    contact: str
    title: str
    title_zh: str
    title_en: str
    fact: str
    fact_zh: str
    fact_en: str
    place: str
    place_zh: str
    place_en: str
    found_at: datetime
    basis: list[str]
    verified: bool
    proposal: ProposalOut | None
    defence_until: datetime | None
    may_defend: bool
    hearing_until: datetime | None
    may_ask_hearing: bool
    may_drop_hearing: bool
    hearing: HearingOut | None
    consent: ConsentOut | None
    reminded: int
    may_waive: bool
    state: str
    state_zh: str
    state_en: str
    pictures: list[PictureOut]
    defences: list[DefenceOut]
    outcome: str
    outcome_zh: str
    outcome_en: str
    amount: int | None
    decided_why: str
    decided_at: datetime | None
    due_at: datetime | None
    now: datetime
    version: int


class HeldMove(Schema):
    """What the other office may do now."""

    code: str
    label_zh: str
    label_en: str


class HeldTransfer(Schema):
    """A transfer as the other office sees it: the case, the materials, its term, its moves."""

    number: str
    title: str
    title_zh: str
    title_en: str
    direction: str
    other: str
    other_person: str
    other_number: str
    facts: str
    facts_zh: str
    facts_en: str
    reason: str
    basis: str
    place: str
    place_zh: str
    place_en: str
    materials: list[Any]
    sealed_hash: str
    sent_at: datetime | None
    received_at: datetime | None
    received_by: str
    accepted_at: datetime | None
    returned: int
    return_why: str
    result: str
    term_from: datetime | None
    reminded: int
    has_receipt: bool
    state: str
    state_zh: str
    state_en: str
    version: int
    due_at: datetime | None
    now: datetime
    files: list[FileOut]
    moves: list[HeldMove]
