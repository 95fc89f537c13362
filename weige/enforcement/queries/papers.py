"""Papers as the screens get them: list, page, what the party sees."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from weige.enforcement.models import Answer, Attachment, Consent, Paper, PaperKind, Service
from weige.enforcement.queries.asking import form_of
from weige.enforcement.queries.frontage import frontage
from weige.enforcement.queries.legal import standing
from weige.enforcement.queries.parties import party_of
from weige.enforcement.queries.presenting import file_of, head
from weige.enforcement.queries.remedies import contested
from weige.enforcement.queries.speaking import office_of, said, titles
from weige.enforcement.rules.papers import PAPERS
from weige.enforcement.rules.records import GRADE, KINDS, RECORDS
from weige.enforcement.rules.simple import KIND, SIMPLE
from weige.enforcement.rules.words import both, named
from weige.enforcement.schemas.papers import PaperFilter
from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid

STATES = tuple(dict.fromkeys((*PAPERS.states, *SIMPLE.states, *RECORDS.states)))
RUNNING = ("issued", "served", "reported")  # where a term may pass
LISTED = ("kind", "case", "department", "maker_post", "shop", "power")


def found(access: Access, wanted: PaperFilter) -> "QuerySet[Paper]":
    """Papers, newest first."""
    rows = access.rows("paper.list", Paper.objects.select_related(*LISTED).order_by("-made_at", "-id"))
    if wanted.case is not None:
        rows = rows.filter(case=wanted.case)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.grade:
        records = Q(kind__grade=GRADE)
        rows = rows.filter(records if wanted.grade == GRADE else ~records)
    if wanted.state:
        states = wanted.state.split(",")
        if not set(states) <= set(STATES):
            raise Invalid([FieldError("state", "unknown_choice", {"choices": ", ".join(STATES)})])
        rows = rows.filter(state__in=states)
    if wanted.overdue:
        rows = rows.filter(state__in=RUNNING, overdue_at__isnull=False)
    if wanted.waiting:
        rows = rows.filter(pk__in=Answer.objects.filter(state="waiting").values("paper"))
    if wanted.q:
        rows = rows.filter(Q(number__icontains=wanted.q) | Q(title__icontains=wanted.q))
    return rows


def lines(rows: list[Paper]) -> list[dict[str, Any]]:
    """Papers in a list (1 statement, where one of them binds)."""
    known = contested(rows)
    return [line(row) | {"contested": known.get(row.pk)} for row in rows]


def line(row: Paper) -> dict[str, Any]:
    """A paper in a list, but for what was contested."""
    return head(row) | {
        "kind": row.kind_id,
        "kind_zh": row.kind.name_zh,
        "kind_en": row.kind.name_en,
        "grade": row.kind.grade,
        **named("grade", "grade", row.kind.grade),
        "shop": row.shop.name_zh if row.shop else "",
        "about": row.about,
        "issued_at": row.issued_at,
        "served_at": row.served_at,
        "outcome": row.outcome,
        **(named("outcome", "recheck", row.outcome) if row.outcome else {"outcome_zh": "", "outcome_en": ""}),
    }


def services(row: Paper) -> list[dict[str, Any]]:
    """How it was served, oldest first (1 statement)."""
    rows = Service.objects.filter(paper=row).order_by("at", "pk")
    plain = ("at", "place", "receiver", "relation", "refused", "refuse_why", "witness", "tracking", "servers")
    return [
        {"way": one.way, **named("way", "way", one.way), **{name: getattr(one, name) for name in plain}}
        for one in rows
    ]


def answers(row: Paper) -> list[dict[str, Any]]:
    """What the party answered, newest first (2 statements)."""
    rows = list(Answer.objects.filter(paper=row).order_by("-at", "-pk"))
    wanted = [pk for one in rows for pk in one.photos]
    known = {one.pk: file_of(one) for one in Attachment.objects.filter(pk__in=wanted).select_related("blob")}
    return [
        {
            "id": one.pk,
            "kind": one.kind,
            **named("kind", "answer", one.kind),
            "text": one.text,
            "photos": [known[pk] for pk in one.photos if pk in known],
            "at": one.at,
            "state": one.state,
            "reason": one.reason,
            "decided_at": one.decided_at,
        }
        for one in rows
    ]


ASKED = ("suggest", "rectify_content", "perform")
FOUND = ("issue_desc", "fact", "facts", "fact_notice")
PLAIN = ("consequence", "remedy", "right_defense")


def page_for_party(row: Paper, now: datetime) -> dict[str, Any]:
    """What the party sees over its link: what was seen, what to do, by when; no other person, no identity number."""
    content = row.content

    def first(keys: tuple[str, ...]) -> str:
        return next((str(content[key]) for key in keys if content.get(key)), "")

    seen = Attachment.objects.filter(subject=row.own_subject, role="seen").select_related("blob")
    return {
        "number": row.number,
        "kind": row.kind_id,
        "kind_zh": row.kind.name_zh,
        "kind_en": row.kind.name_en,
        "grade": row.kind.grade,
        **named("grade", "grade", row.kind.grade),
        **office_of(row.kind),
        "contact": row.kind.contact,
        **titles(row),
        "party": str(content.get("party_name") or content.get("party") or content.get("shop") or ""),
        **said("found", row, first(FOUND)),
        **said("asked", row, first(ASKED)),
        "due_at": row.due_at,
        "term_from": row.term_from,
        "reminded": row.reminded,
        "consent": consent_of(party_of(row)) if row.kind.grade == "order" else None,
        "now": now,
        "overdue": row.due_at is not None and row.due_at < now and row.state in {"issued", "served"},
        "state": row.state,
        **named("state", "state", "paper", row.state),
        "rights": [str(content[key]) for key in PLAIN if content.get(key)],
        "pictures": [file_of(one) for one in seen.order_by("pk")],
        "may_answer": row.kind_id != KIND
        and row.kind.grade != GRADE
        and row.state in {"issued", "served", "not_complied"},
        "answers": answers(row),
        "frontage": frontage(row, now),
        "has_pdf": Attachment.objects.filter(subject=row.own_subject, role="pdf").exists(),
    }


def consent_of(party: str) -> dict[str, Any]:
    """Whether this party agreed to electronic service, and the words it is asked in (at most 2 statements)."""
    found = Consent.objects.filter(party=party, withdrawn_at=None).first() if party else None
    asked = standing(["consent"])["consent"]
    words = found.words if found else asked.text_zh
    return {
        "known": party != "",
        "given_at": found.given_at if found else None,
        "by_link": found is not None and found.by_link is not None,
        "words": words,
        "words_en": asked.text_en if words == asked.text_zh else "",
    }


def kinds() -> list[dict[str, Any]]:
    """The kinds of papers with the number of their newest template (2 statements)."""
    rows = PaperKind.objects.prefetch_related("templates").order_by("order")
    return [kind_of(row) for row in rows]


def kind_of(row: PaperKind) -> dict[str, Any]:
    """A kind and its templates."""
    templates = sorted(row.templates.all(), key=lambda one: -one.number)
    said = both("grade", row.grade)
    return {
        "code": row.pk,
        "doc": row.doc,
        "grade": row.grade,
        "verb": KINDS.get(row.pk, ""),
        "grade_zh": said["zh"],
        "grade_en": said["en"],
        "name_zh": row.name_zh,
        "name_en": row.name_en,
        "office_zh": row.office_zh,
        "office_en": row.office_en,
        "short": row.short,
        "number_form": row.number_form,
        "amount": f"{row.amount.normalize():f}",
        "unit": row.unit,
        "contact": row.contact,
        "version": row.version,
        "templates": [{"number": one.number, "note": one.note, "made_at": one.made_at} for one in templates],
        "fields": form_of(row.doc) if row.grade == GRADE else [],
    }
