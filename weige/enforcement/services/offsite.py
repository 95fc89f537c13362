"""Moves of an off-site file. The system never decides: it proposes leniency with the rule's words, and a person
decides."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from weige.enforcement.models import Attachment, Defence, OffsiteFile, Paper, PaperKind
from weige.enforcement.queries import legal
from weige.enforcement.queries.offsite import algo_said, band_of, first_offence
from weige.enforcement.queries.powers import usable
from weige.enforcement.rules.legal import Proposal
from weige.enforcement.rules.offsite import OFFSITE
from weige.enforcement.rules.stamps import stamp
from weige.enforcement.rules.words import both, unpaid_said
from weige.enforcement.services import hearings, papers, telling
from weige.enforcement.services.collecting import rows, said_of
from weige.enforcement.services.drafting import local_day, texts_of, wording
from weige.enforcement.services.engine import Procedure, Step
from weige.enforcement.services.following import follow
from weige.kernel import blobs
from weige.kernel.access import Access, Who
from weige.kernel.errors import FieldError, Invalid
from weige.kernel.worktime import Calendar, Clock

MINUTES_APART = 0  # two pictures need only be of different moments (domain reference 2.6)
WEIGHT = {"no_penalty": 0, "not_established": 0, "transferred": 0, "order": 1, "warning": 1, "fine": 2}


def guards(row: OffsiteFile, who: Who, _: Access | None, now: datetime) -> Mapping[str, bool]:
    """What the table's guards look at."""
    pieces = list(row.pieces.all())
    filed = local_day(row.found_at)
    me, hearing = who.user_id, hearings.of(row)
    return {
        "two_pictures": len({piece.captured_at for piece in pieces}) >= 2,
        "devices_certified": bool(pieces) and not any(piece.lacks for piece in pieces),
        "power_in_force": usable(row.power, today=local_day(now), filed_on=filed),
        "power_in_force_then": usable(row.power, today=filed, filed_on=filed),
        "not_collector": me is None or me != row.maker_id,
        "not_first_reviewer": me is None or me != row.reviewer1_id,
        "not_reviewer": me is None or me not in {row.reviewer1_id, row.reviewer2_id},
        "party_known": bool(row.party_hash) and bool(row.party.get("party_name")),
        "evidence_whole": bool(pieces) and all(blobs.intact(piece.blob_id) for piece in pieces),
        "window_passed": row.defence_until is not None
        and row.defence_until <= now
        and (row.hearing_until is None or row.hearing_until <= now),
        "hearing_right": row.hearing_until is not None,
        "hearing_open": row.hearing_until is not None and now < row.hearing_until,
        "hearing_begun": hearing is not None and hearing.at is not None and hearing.at <= now,
        "hearing_over": row.hearing_until is None or row.hearing_until <= now or hearing is not None,
        "texts_confirmed": row.state != "reviewed" or not unconfirmed("prenotice"),
        "defences_answered": not row.defences.filter(result="").exists(),
        "term_passed": row.due_at is not None and row.due_at <= now,
        "nothing_to_perform": unpaid(row) is None,
    }


def unpaid(row: OffsiteFile) -> int | None:
    """Yuan of a decided fine that nobody has paid, also after the file was closed so; None where nothing is owed."""
    if row.outcome != "fine" or row.state == "complied":
        return None
    ended = row.state == "closed" and (row.decision is None or row.decision.outcome != "not")
    return None if ended else row.amount


def unconfirmed(kind: str) -> bool:
    """Whether an ordinary text of a kind of paper is held back (at most 2 statements)."""
    rows = legal.standing().values()
    open_ones = [
        one for one in rows if one.status == "unverified" and any(k == kind for k, _ in one.base.used)
    ]
    return bool([one for one in open_ones if one.base.code != "prenotice_hearing"]) and legal.on(
        "hold_unverified"
    )


def due_of(name: str, calendar: Calendar, now: datetime) -> datetime:
    """When a term of the procedure ends."""
    due = Clock(calendar).due(now, legal.limit(name)).at
    assert due is not None, "no pause is open"
    return due.replace(second=0, microsecond=0)


def submit(step: Step[OffsiteFile]) -> None:
    step.told |= said_of(step.row)
    telling.to_posts(step.row, "offsite_to_review", who=step.who, now=step.now)


def first(step: Step[OffsiteFile]) -> None:
    step.row.reviewer1_id, step.row.reviewed1_at = step.who.user_id, step.now


def second(step: Step[OffsiteFile]) -> None:
    """With the second review the file is opened; the days for a decision count from here."""
    row = step.row
    row.reviewer2_id, row.reviewed2_at, row.filed_at = step.who.user_id, step.now, step.now
    row.decide_by = due_of("decision", step.calendar, step.now)


def sent_back(step: Step[OffsiteFile]) -> None:
    row = step.row
    row.reviewer1_id = row.reviewer2_id = None
    row.reviewed1_at = row.reviewed2_at = None


def corrected(step: Step[OffsiteFile]) -> None:
    step.row.corrected_at = step.data.at or step.now


def lenient(row: OffsiteFile) -> list[Proposal]:
    """The rules of leniency that fit as things stand."""
    return legal.proposals(
        first=first_offence(row), corrected=row.corrected_at is not None, listed=row.power.first_offence
    )


def notify(step: Step[OffsiteFile]) -> None:
    """Facts, basis, proposal and rights go to the party with a number; the term of the defence begins."""
    row, data = step.row, step.data
    check_amount(row, data.outcome, data.amount, reason=data.reason)
    fits = next((one for one in lenient(row) if one.outcome == data.outcome), None)
    row.proposal = {
        "outcome": data.outcome,
        "amount": data.amount,
        "why": data.reason,
        "rule_zh": fits.zh if fits else "",
        "rule_en": fits.en if fits else "",
    }
    row.defence_until = row.due_at = due_of("defence", step.calendar, step.now)
    until = stamp(row.defence_until)
    may_be_heard = hearings.has_right(row.power, data.amount)
    row.hearing_until = due_of("hearing_ask", step.calendar, step.now) if may_be_heard else None
    asked_until = stamp(row.hearing_until) if row.hearing_until else ""
    said = wording("prenotice_defence", "prenotice_hearing")
    row.notice = paper_about(
        row,
        "prenotice",
        {
            "party": row.party["party_name"],
            "facts": row.fact,
            "grounds": [text for text in (row.power.prohibition_basis, row.power.penalty_basis) if text]
            or ["待补"],
            "proposed_penalty": proposal_said(row.proposal, "zh"),
            "discretion": data.reason,
            "right_defense": said["prenotice_defence"].replace("{until}", until),
            "right_hearing": said["prenotice_hearing"].replace("{until}", asked_until) if asked_until else "",
            "algo": list(dict.fromkeys(filter(None, (algo_said(one.algo) for one in row.pieces.all())))),
            "contact": contact_of("prenotice"),
        },
        step,
    )
    row.number = row.notice.number
    step.told |= {"said_zh": proposal_said(row.proposal, "zh"), "said_en": proposal_said(row.proposal, "en")}
    due = row.defence_until.isoformat()
    telling.to_party(row.notice, "paper_for_party", who=step.who, now=step.now, about=row, due_at=due)


def contact_of(kind: str) -> str:
    """The office's contact on its papers; what is printed when it has not said one."""
    said = PaperKind.objects.filter(pk=kind).values_list("contact", "office_zh").first() or ("", "")
    return said[0] or said[1]


def proposal_said(proposal: Mapping[str, Any], language: str) -> str:
    """罚款 100 元."""
    words = both("outcome", proposal["outcome"])[language]
    unit = "元" if language == "zh" else "yuan"
    return f"{words} {proposal['amount']} {unit}" if proposal.get("amount") is not None else words


def check_amount(row: OffsiteFile, outcome: str, amount: int | None, *, reason: str) -> None:
    """A fine has an amount within the catalogue's bands; beyond them the reason must name who discussed it."""
    if outcome == "fine" and amount is None:
        raise Invalid([FieldError("amount", "offsite_amount")])
    if outcome != "fine" and amount is not None:
        raise Invalid([FieldError("amount", "offsite_no_amount")])
    low, high = band_of(row.power)
    outside = amount is not None and (
        (low is not None and amount < low) or (high is not None and amount > high)
    )
    if outside and "讨论" not in reason:
        raise Invalid([FieldError("amount", "offsite_limit", {"low": low, "high": high})])


def paper_about(row: OffsiteFile, kind: str, content: Mapping[str, Any], step: Step[OffsiteFile]) -> Paper:
    """A numbered paper that belongs to the file; the party's identity number travels encrypted."""
    known = PaperKind.objects.get(pk=kind)
    paper = Paper(
        kind=known,
        state="issued",
        about=row.own_subject,
        power=row.power,
        title=row.title,
        case=row.case,
        shop=row.case.shop if row.case else None,
        cells=row.cells,
        leaf_cells=row.leaf_cells,
        department_id=row.department_id,
        maker_id=step.who.user_id,
        maker_post_id=step.who.post_id,
        party_posts=row.party_posts,
        content=dict(content),
        texts=texts_of(kind, content),
        made_at=step.now,
    )
    paper.save()
    pieces = list(row.pieces.order_by("captured_at"))[:2]
    Attachment.objects.bulk_create(
        [
            Attachment(subject=paper.own_subject, role="seen", blob_id=one.blob_id, added_at=step.now)
            for one in pieces
        ],
        ignore_conflicts=True,
    )
    papers.number_it(paper, who=step.who, now=step.now)
    paper.save()
    return paper


def defend(step: Step[OffsiteFile]) -> None:
    """The statement is kept as it came; the officer is told at once."""
    Defence.objects.create(
        file=step.row,
        text=step.data.text,
        files=[one.pk for one in step.files.get("photos", [])],
        at=step.now,
        by_link=step.link_id,
        received_by_id=step.who.user_id,
    )
    telling.to_posts(step.row, "offsite_defended", who=step.who, now=step.now)


def waive(step: Step[OffsiteFile]) -> None:
    """The party says neither defence nor hearing is wanted."""
    if step.row.hearing_until is not None:
        step.row.hearing_until = step.now
    heard(step)


def heard(step: Step[OffsiteFile]) -> None:
    step.row.due_at = step.row.decide_by
    telling.to_posts(step.row, "offsite_to_decide", who=step.who, now=step.now)


def answer_defence(step: Step[OffsiteFile]) -> None:
    """Every statement gets the same answer with its reason; the party reads it on its page."""
    step.row.defences.filter(result="").update(
        result=step.data.result,
        reason=step.data.reason,
        answered_by_id=step.who.user_id,
        answered_at=step.now,
    )
    said = both("result", step.data.result)
    step.told |= {"said_zh": said["zh"], "said_en": said["en"]}
    heard(step)


def decide(step: Step[OffsiteFile]) -> None:
    """By an authorised person, with a reason; never heavier than what the party was told (a defence makes nothing
    worse)."""
    row, data = step.row, step.data
    check_amount(row, data.outcome, data.amount, reason=data.reason)
    told = row.proposal
    if WEIGHT[data.outcome] > WEIGHT[told["outcome"]]:
        raise Invalid([FieldError("outcome", "offsite_other_outcome")])
    if data.amount is not None and told.get("amount") is not None and data.amount > told["amount"]:
        raise Invalid([FieldError("amount", "offsite_heavier", {"amount": told["amount"]})])
    row.outcome, row.amount, row.decided_why = data.outcome, data.amount, data.reason
    row.decided_by_id, row.decided_at = step.who.user_id, step.now
    step.told |= {"said_zh": decided_said(row, "zh"), "said_en": decided_said(row, "en")}
    step.told |= {"outcome": row.outcome, "lenient": [one.rule for one in lenient(row)]}
    row.decision = paper_about(row, *decision_content(row), step)
    follow(row, "decide", who=step.who, now=step.now)
    row.due_at = None
    telling.to_party(row.decision, "paper_for_party", who=step.who, now=step.now, about=row, due_at=None)


def decided_said(row: OffsiteFile, language: str) -> str:
    return proposal_said({"outcome": row.outcome, "amount": row.amount}, language)


def decision_content(row: OffsiteFile) -> tuple[str, dict[str, Any]]:
    """Kind and fields of the paper that says the decision."""
    party = row.party.get("party_name", "")
    heard_said = "；".join(
        f"{both('result', one.result)['zh']}：{one.reason}" for one in row.defences.exclude(result="")
    )
    if row.outcome in {"no_penalty", "not_established", "transferred"}:
        return "no_penalty", {
            "party": party,
            "facts": row.fact,
            "ground": row.proposal.get("rule_zh") or row.decided_why,
            "list_item": row.power.first_offence_rule,
            "education": row.decided_why,
            "rectified_proof": [f"{stamp(row.corrected_at)} 已改正" if row.corrected_at else "见案卷"],
        }
    said = wording("decision_fine", "decision_other", "decision_remedy")
    return "decision", {
        "party": party,
        "facts": row.fact,
        "law": [row.power.prohibition_basis] if row.power.prohibition_basis else [],
        "basis": [row.power.penalty_basis] if row.power.penalty_basis else [],
        "discretion": row.decided_why,
        "penalty": decided_said(row, "zh"),
        "perform": said["decision_fine" if row.outcome == "fine" else "decision_other"],
        "remedy": said["decision_remedy"],
        "hearing_ref": "；".join(part for part in (hearings.said_in_decision(row), heard_said) if part),
    }


def serve(step: Step[OffsiteFile]) -> None:
    """The decision's service; a fine must then be paid within its term."""
    row = step.row
    assert row.decision is not None
    decision = papers.rows().select_for_update(of=("self",)).get(pk=row.decision.pk)
    papers.record_service(decision, step)
    decision.save()
    follow(row, "serve", who=step.who, now=step.now)
    if row.outcome == "fine":
        due = Clock(step.calendar).due(step.now, decision.kind.limit).at
        row.due_at = due.replace(second=0, microsecond=0) if due else None
        Paper.objects.filter(pk=decision.pk).update(due_at=row.due_at)
    said = both("way", step.data.way)
    step.told |= {"said_zh": said["zh"], "said_en": said["en"]}


def serve_notice(step: Step[OffsiteFile]) -> None:
    """The service of the notice before a penalty; its receipt is printed."""
    assert step.row.notice_id is not None, "the table has it notified"
    notice = papers.rows().select_for_update(of=("self",)).get(pk=step.row.notice_id)
    papers.record_service(notice, step)
    notice.save()
    follow(step.row, "serve_notice", who=step.who, now=step.now)
    said = both("way", step.data.way)
    step.told |= {"said_zh": said["zh"], "said_en": said["en"]}


def done(step: Step[OffsiteFile]) -> None:
    step.row.due_at = None
    why = step.data.reason[:300] or "done"
    follow(step.row, step.move.code, who=step.who, now=step.now, why=why)


def expire(step: Step[OffsiteFile]) -> None:
    """The term of performance has passed: noted and told to both sides, nothing is decided."""
    row = step.row
    row.overdue_at = row.due_at
    follow(row, "expire", who=step.who, now=step.now)
    telling.to_posts(row, "offsite_expired", who=step.who, now=step.now)
    if row.decision is not None:
        telling.to_party(row.decision, "offsite_expired", who=step.who, now=step.now, about=row)


def close_unpaid(step: Step[OffsiteFile]) -> None:
    """Closed by who decides, with what is unpaid and why it ends; what the party owes stays written down."""
    owed = step.row.amount or 0
    step.told |= {"unpaid": owed, **unpaid_said(owed, step.data.ruling)}
    done(step)


EFFECTS: dict[str, Callable[[Step[OffsiteFile]], None]] = {
    "submit": submit,
    "pass_first": first,
    "pass_second": second,
    "send_back": sent_back,
    "corrected": corrected,
    "notify": notify,
    "defend": defend,
    "waive": waive,
    "serve_notice": serve_notice,
    "ask_hearing": hearings.ask,
    "set_hearing": hearings.arrange,
    "hold_hearing": hearings.hold,
    "drop_hearing": hearings.give_up,
    "window_over": heard,
    "answer_defence": answer_defence,
    "decide": decide,
    "serve": serve,
    "comply": done,
    "expire": expire,
    "close": done,
    "close_unpaid": close_unpaid,
}
OFFSITE_FILES: Procedure[OffsiteFile] = Procedure(OFFSITE, rows, guards, EFFECTS, "offsite.list")
