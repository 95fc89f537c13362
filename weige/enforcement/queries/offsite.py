"""Off-site files as the screens get them: list, page with proposals of leniency, what the party sees."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max, Min, Q, QuerySet

from weige.enforcement.models import Attachment, Defence, Hearing, OffsiteFile, Paper, Power
from weige.enforcement.queries.legal import repeated_since
from weige.enforcement.queries.papers import consent_of
from weige.enforcement.queries.presenting import file_of, head, power_line
from weige.enforcement.queries.speaking import office_of, said, titles
from weige.enforcement.rules.offsite import OFFSITE
from weige.enforcement.rules.words import named
from weige.enforcement.schemas.offsite import OffsiteFilter
from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid

LISTED = ("case", "department", "maker_post", "power")
AFTER = ("no_penalty", "warning", "fine", "order")


def found(access: Access, wanted: OffsiteFilter) -> "QuerySet[OffsiteFile]":
    """Files, newest first."""
    rows = access.rows(
        "offsite.list", OffsiteFile.objects.select_related(*LISTED).order_by("-made_at", "-id")
    )
    if wanted.case is not None:
        rows = rows.filter(case=wanted.case)
    if wanted.state:
        states = wanted.state.split(",")
        if not set(states) <= set(OFFSITE.states):
            raise Invalid([FieldError("state", "unknown_choice", {"choices": ", ".join(OFFSITE.states)})])
        rows = rows.filter(state__in=states)
    if wanted.open is not None:
        rows = rows.filter(ended_at__isnull=wanted.open)
    if wanted.q:
        rows = rows.filter(Q(number__icontains=wanted.q) | Q(title__icontains=wanted.q))
    return rows


def line(row: OffsiteFile) -> dict[str, Any]:
    """A file in a list."""
    return head(row) | {
        "power": power_line(row.power),
        "found_at": row.found_at,
        "defence_until": row.defence_until,
        "hearing_until": row.hearing_until,
        "decide_by": row.decide_by,
        "outcome": row.outcome,
        **(named("outcome", "outcome", row.outcome) if row.outcome else {"outcome_zh": "", "outcome_en": ""}),
        "amount": row.amount,
    }


def first_offence(row: OffsiteFile) -> bool:
    """Whether no earlier finding of the same party and power was decided within the window (2 statements)."""
    if not row.party_hash:
        return False
    since = repeated_since(row.found_at)
    earlier = OffsiteFile.objects.filter(
        party_hash=row.party_hash, power=row.power_id, decided_at__gte=since, outcome__in=AFTER
    ).exclude(pk=row.pk)
    return not earlier.exists()


def band_of(power: Power) -> tuple[int | None, int | None]:
    """The lowest and the highest amount of its bands (1 statement)."""
    told = power.bands.aggregate(low=Min("low"), high=Max("high"))
    return told["low"], told["high"]


def pieces(row: OffsiteFile) -> list[dict[str, Any]]:
    """The list of evidence, by time (1 statement)."""
    found = row.pieces.select_related("blob").order_by("captured_at", "pk")
    return [
        {
            "id": one.pk,
            "sha256": one.blob_id,
            "view": one.view,
            "device": one.device,
            "certificate_no": one.certificate_no,
            "certificate_until": one.certificate_until,
            "lacks": [named("name", "lack", code) for code in one.lacks],
            "algo": algo_said(one.algo),
            "captured_at": one.captured_at,
        }
        for one in found
    ]


def algo_said(algo: Mapping[str, Any]) -> str:
    """What recognised a picture, in one line: name and version of the algorithm, rule, label with its confidence."""
    name = " ".join(str(algo[key]) for key in ("name", "version") if algo.get(key))
    seen = " ".join(str(algo[key]) for key in ("label", "confidence") if algo.get(key))
    return " · ".join(part for part in (name, str(algo.get("rule", "")), seen) if part)


def defences(row: OffsiteFile) -> list[dict[str, Any]]:
    """What the party stated and how it was answered, newest first (2 statements)."""
    rows = list(Defence.objects.filter(file=row).order_by("-at", "-pk"))
    wanted = [pk for one in rows for pk in one.files]
    known = {one.pk: file_of(one) for one in Attachment.objects.filter(pk__in=wanted).select_related("blob")}
    return [
        {
            "text": one.text,
            "at": one.at,
            "by_link": one.by_link is not None,
            "files": [known[pk] for pk in one.files if pk in known],
            "result": one.result,
            **(named("result", "result", one.result) if one.result else {"result_zh": "", "result_en": ""}),
            "reason": one.reason,
            "answered_at": one.answered_at,
        }
        for one in rows
    ]


def done(row: OffsiteFile) -> set[str]:
    """Moves that may be made again but are behind it: a notice served, a hearing set (1 statement)."""
    found = {"serve_notice"} if row.notice and row.notice.state != "issued" else set()
    set_ = Hearing.objects.filter(file=row, at__isnull=False).exists() if row.state == "hearing" else False
    return found | {"set_hearing"} if set_ else found


def hearing(row: OffsiteFile) -> dict[str, Any] | None:
    """The hearing asked for, with its record (at most 2 statements)."""
    found = Hearing.objects.filter(file=row).first()
    if found is None:
        return None
    files = Attachment.objects.filter(pk__in=found.files).select_related("blob")
    plain = ("asked_at", "asked_why", "at", "place", "chair", "told_at", "held_at", "record", "withdrawn_at")
    return {name: getattr(found, name) for name in plain} | {
        "by_link": found.by_link is not None,
        "files": [file_of(one) for one in files],
    }


def paper_line(paper: Paper | None) -> dict[str, Any] | None:
    """A paper of the file, to be opened."""
    if paper is None:
        return None
    return {
        "id": str(paper.pk),
        "number": paper.number,
        "kind_zh": paper.kind.name_zh,
        "kind_en": paper.kind.name_en,
        "served_at": paper.served_at,
        "state": paper.state,
        **named("state", "state", "paper", paper.state),
    }


def heard_page(row: OffsiteFile, now: datetime) -> dict[str, Any]:
    """Hearing and electronic service, as the party sees them (at most 4 statements)."""
    open_until = row.hearing_until is not None and now < row.hearing_until
    return {
        "hearing_until": row.hearing_until,
        "may_ask_hearing": open_until and row.state in {"notified", "considering", "heard"},
        "may_drop_hearing": row.state == "hearing",
        "hearing": hearing(row),
        "consent": consent_of(f"party:{row.party_hash}") if row.party_hash else None,
    }


def page_for_party(row: OffsiteFile, now: datetime) -> dict[str, Any]:
    """What the party sees over its link: facts, basis, what is proposed, its rights and until when, and the end."""
    proposal = row.proposal
    shown = [
        {"id": one.pk, "at": one.captured_at, "device": one.device, "algo": algo_said(one.algo)}
        for one in row.pieces.order_by("captured_at")[:4]
    ]
    decision, notice = row.decision, row.notice
    paper = decision or notice
    return {
        "number": row.number,
        **office_of(paper.kind if paper else None),
        "contact": paper.kind.contact if paper else "",
        **titles(row),
        **said("fact", row, row.fact),
        **said("place", row, row.place),
        "found_at": row.found_at,
        "basis": [text for text in (row.power.prohibition_basis, row.power.penalty_basis) if text],
        "verified": row.power.status == "sourced",
        "proposal": proposal | named("outcome", "outcome", proposal["outcome"]) if proposal else None,
        "defence_until": row.defence_until,
        "may_defend": row.state in {"notified", "considering"},
        **heard_page(row, now),
        "reminded": row.reminded,
        "may_waive": row.state == "notified",
        "state": row.state,
        **named("state", "state", "offsite", row.state),
        "pictures": shown,
        "defences": defences(row),
        "outcome": row.outcome,
        **(named("outcome", "outcome", row.outcome) if row.outcome else {"outcome_zh": "", "outcome_en": ""}),
        "amount": row.amount,
        "decided_why": row.decided_why,
        "decided_at": row.decided_at,
        "due_at": row.due_at,
        "now": now,
        "version": row.version,
    }
