"""Counts of papers, off-site files and transfers by officer, department or kind for a period: doors for figures.

A period is [since, until) in domain time. Everything goes through the caller's access; nothing of a party is here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db.models import Count, F, Q

from weige.enforcement.models import OffsiteFile, Paper, Transfer
from weige.enforcement.rules.records import GRADE
from weige.kernel.access import Access

By = Literal["officer", "department", "kind", ""]
KEYS = {"officer": "issued_by_id", "department": "department_id", "kind": "kind_id"}


@dataclass(frozen=True)
class PaperCounts:
    """Papers issued in the period. key: id of the user or department, code of the kind, None for all of them.

    in_time: complied before the term ended; self_corrected: the party answered and it was accepted.
    """

    key: Any
    issued: int
    served: int
    answered: int
    complied: int
    in_time: int
    self_corrected: int
    not_complied: int
    overdue: int
    voided: int


def papers(access: Access, *, since: datetime, until: datetime, by: By = "") -> list[PaperCounts]:
    """Counts of what was issued in the period, with what has become of it by now (1 statement); work records are no
    papers in this sense."""
    rows = access.rows("paper.list", Paper.objects.filter(issued_at__gte=since, issued_at__lt=until))
    rows = rows.exclude(kind__grade=GRADE)
    if not by:
        whole = rows.aggregate(**of_papers())
        return [PaperCounts(key=None, **whole)] if whole["issued"] else []
    found = rows.values(KEYS[by]).annotate(**of_papers()).order_by(KEYS[by])
    return [PaperCounts(key=row.pop(KEYS[by]), **row) for row in found]


def of_papers() -> dict[str, Count]:
    """Name → count; distinct, because answers multiply the rows."""
    done = Q(outcome="corrected")
    wanted = {
        "issued": Q(),
        "served": Q(served_at__isnull=False),
        "answered": Q(answers__isnull=False),
        "complied": done,
        "in_time": done & Q(checked_at__lte=F("due_at")),
        "self_corrected": Q(answers__state="accepted"),
        "not_complied": Q(state="not_complied") | Q(outcome__in=("partly", "not")),
        "overdue": Q(overdue_at__isnull=False),
        "voided": Q(state="voided"),
    }
    return {name: Count("pk", filter=which or None, distinct=True) for name, which in wanted.items()}


@dataclass(frozen=True)
class OffsiteCounts:
    """Files decided in the period, by outcome; defended: with a statement, heeded: accepted in whole or part."""

    decided: int
    no_penalty: int
    warning: int
    fine: int
    order: int
    defended: int
    heeded: int
    hearings: int


def offsite(access: Access, *, since: datetime, until: datetime) -> OffsiteCounts:
    """Counts of decisions in the period (1 statement)."""
    rows = access.rows(
        "offsite.list", OffsiteFile.objects.filter(decided_at__gte=since, decided_at__lt=until)
    )
    outcomes = {
        name: Count("pk", filter=Q(outcome=name), distinct=True)
        for name in ("no_penalty", "warning", "fine", "order")
    }
    return OffsiteCounts(
        **rows.aggregate(
            decided=Count("pk", distinct=True),
            defended=Count("pk", filter=Q(defences__isnull=False), distinct=True),
            heeded=Count("pk", filter=Q(defences__result__in=("accepted", "partly")), distinct=True),
            hearings=Count("pk", filter=Q(hearing__held_at__isnull=False), distinct=True),
            **outcomes,
        )
    )


@dataclass(frozen=True)
class TransferCounts:
    """Transfers sent in the period. accepted, answered: as it stands by now; overdue: a term passed unanswered."""

    sent: int
    received: int
    accepted: int
    returned: int
    answered: int
    disputed: int
    overdue: int


def transfers(
    access: Access, *, since: datetime, until: datetime, direction: Literal["in", "out"]
) -> TransferCounts:
    """Counts of one direction (1 statement)."""
    rows = access.rows("transfer.list", Transfer.objects.filter(direction=direction))
    return TransferCounts(
        **rows.filter(sent_at__gte=since, sent_at__lt=until).aggregate(
            sent=Count("pk"),
            received=Count("pk", filter=Q(received_at__isnull=False)),
            accepted=Count("pk", filter=Q(accepted_at__isnull=False)),
            returned=Count("pk", filter=Q(returned__gt=0)),
            answered=Count("pk", filter=~Q(result="")),
            disputed=Count("pk", filter=Q(state="disputed")),
            overdue=Count("pk", filter=Q(overdue_at__isnull=False)),
        )
    )
