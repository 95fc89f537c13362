"""Transfers as the screens and the other side get them."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from weige.enforcement.models import Attachment, Paper, Transfer
from weige.enforcement.queries.offsite import paper_line
from weige.enforcement.queries.presenting import file_of, head, power_line
from weige.enforcement.queries.speaking import said, titles
from weige.enforcement.rules.english import file_title
from weige.enforcement.rules.transfers import TRANSFERS
from weige.enforcement.rules.words import named
from weige.enforcement.schemas.transfers import TransferFilter
from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid

PLAIN = (
    "direction",
    "other",
    "other_person",
    "other_number",
    "facts",
    "reason",
    "basis",
    "place",
    "materials",
    "sealed_hash",
    "sent_at",
    "received_at",
    "received_by",
    "accepted_at",
    "returned",
    "return_why",
    "result",
    "term_from",
    "reminded",
)


def found(access: Access, wanted: TransferFilter) -> "QuerySet[Transfer]":
    """Transfers, newest first."""
    rows = Transfer.objects.select_related("case", "department", "maker_post", "power")
    rows = access.rows("transfer.list", rows.order_by("-made_at", "-id"))
    if wanted.case is not None:
        rows = rows.filter(case=wanted.case)
    if wanted.direction:
        rows = rows.filter(direction=wanted.direction)
    if wanted.state:
        states = wanted.state.split(",")
        if not set(states) <= set(TRANSFERS.states):
            raise Invalid([FieldError("state", "unknown_choice", {"choices": ", ".join(TRANSFERS.states)})])
        rows = rows.filter(state__in=states)
    if wanted.open is not None:
        rows = rows.filter(ended_at__isnull=wanted.open)
    if wanted.overdue:
        rows = rows.filter(overdue_at__isnull=False, ended_at__isnull=True)
    if wanted.q:
        said = Q(number__icontains=wanted.q) | Q(title__icontains=wanted.q) | Q(other__icontains=wanted.q)
        rows = rows.filter(said | Q(other_number__icontains=wanted.q))
    return rows


def line(row: Transfer) -> dict[str, Any]:
    """A transfer in a list."""
    return head(row) | {
        name: getattr(row, name)
        for name in ("direction", "other", "other_number", "sent_at", "received_at", "returned")
    }


def detail(row: Transfer) -> dict[str, Any]:
    """A transfer with its materials and its paper (1 statement)."""
    paper = Paper.objects.select_related("kind").filter(about=row.own_subject).first()
    power = row.power
    return head(row) | {
        **{name: getattr(row, name) for name in PLAIN},
        "materials": [one | {"title_en": file_title(one["title"])} for one in row.materials],
        "power": power_line(power) if power else None,
        "paper": paper_line(paper),
        "has_receipt": row.received_at is not None,
    }


def page_for_other(row: Transfer, now: datetime) -> dict[str, Any]:
    """What the other side sees over its link: the case, the materials, what it may do, and its term."""
    files = (
        Attachment.objects.filter(subject=row.own_subject, role="material")
        .select_related("blob")
        .order_by("id")
    )
    return {
        **{name: getattr(row, name) for name in PLAIN},
        "number": row.number,
        "has_receipt": row.received_at is not None,
        **titles(row),
        **said("facts", row, row.facts),
        **said("place", row, row.place),
        "state": row.state,
        **named("state", "state", "transfer", row.state),
        "version": row.version,
        "due_at": row.due_at,
        "now": now,
        "files": [file_of(one) for one in files],
        "moves": [
            {"code": move.code, **named("label", "move", "transfer", move.code)}
            for move in TRANSFERS.open_moves(row.state)
            if move.holder and may(row, move.code)
        ],
    }


def may(row: Transfer, code: str) -> bool:
    """Of the two ways of giving back one is open at a time; only a transfer out is answered by the other side."""
    if row.direction != "out":
        return False
    return {"give_back": row.returned == 0, "dispute": row.returned > 0}.get(code, True)
