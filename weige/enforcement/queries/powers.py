"""The catalogue of powers as the screens get it: list, detail, history, and what may be done on a day."""

from datetime import date
from typing import Any

from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import ExpressionWrapper

from weige.enforcement.models import Paper, Power
from weige.enforcement.rules import powers as rules
from weige.enforcement.rules.words import named
from weige.enforcement.schemas.powers import PowerFilter
from weige.kernel import log
from weige.kernel.access import Access
from weige.kernel.streettime import LOCAL

SEARCHED = (
    "code",
    "name_zh",
    "name_en",
    "department",
    "prohibition_basis",
    "penalty_basis",
    "document_no",
)
DATES = ("effective_on", "expires_on", "recalled_on")
TEXTS = (
    "code",
    "name_zh",
    "name_en",
    "domain",
    "department",
    "kinds",
    "matters",
    "prohibition_basis",
    "penalty_basis",
    "discretion_note",
    "way",
    "document_no",
    "first_offence",
    "first_offence_rule",
    "hearing",
    "legal_review",
    "status",
    "status_said",
    "source",
    "version",
)


def span_of(power: Power) -> rules.Span:
    """Its dates, as the rules want them."""
    return rules.Span(power.effective_on, power.expires_on, power.recalled_on)


def standing(power: Power, on: date) -> str:
    """in_force, not_yet, expired or recalled."""
    return rules.standing(span_of(power), on)


def usable(power: Power, *, today: date, filed_on: date) -> bool:
    """Whether it may be used today for a case filed then: in force today, or still the owner's after a recall."""
    return standing(power, today) == "in_force" or rules.stays_with_owner(span_of(power), filed_on)


def found(access: Access, wanted: PowerFilter) -> "QuerySet[Power]":
    """Powers by code; words in name, code, basis or department; on: only those in force that day."""
    rows = access.rows("power.list", Power.objects.order_by("code"))
    if wanted.q:
        said = Q()
        for place in SEARCHED:
            said |= Q(**{f"{place}__icontains": wanted.q})
        rows = rows.filter(said)
    if wanted.domain:
        rows = rows.filter(domain=wanted.domain)
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    if wanted.matter:
        rows = rows.filter(matters__contains=[wanted.matter])
    on = wanted.on
    if on is not None:
        rows = rows.filter(
            Q(effective_on=None) | Q(effective_on__lte=on),
            Q(expires_on=None) | Q(expires_on__gt=on),
            Q(recalled_on=None) | Q(recalled_on__gt=on),
        )
    return rows


def offered(access: Access, paper: Paper, said: str, *, today: date, most: int = 30) -> list[dict[str, Any]]:
    """Powers to choose from for a paper (its case and matter loaded): those that fit the case's matter first, then by
    code; each says whether it may be used for this case (1 statement)."""
    case = paper.case
    matter = case.matter.code if case and case.matter else ""
    fits = ExpressionWrapper(Q(matters__contains=[matter]), output_field=BooleanField())
    rows = found(access, PowerFilter(q=said)).annotate(fits=fits).order_by("-fits", "code")[:most]
    filed = (case.filed_at or case.reported_at) if case else paper.made_at
    on = filed.astimezone(LOCAL).date()
    return [
        line(row, today) | {"fits": row.fits, "usable": usable(row, today=today, filed_on=on)} for row in rows
    ]


def domains(access: Access) -> list[str]:
    """The fields of law the catalogue has (1 statement)."""
    rows = access.rows("power.list", Power.objects.all())
    return sorted(set(rows.values_list("domain", flat=True)))


def line(power: Power, today: date) -> dict[str, Any]:
    """A power in a list."""
    return {
        **{name: getattr(power, name) for name in (*TEXTS, *DATES)},
        **named("trust", "power", power.status),
        "standing": standing(power, today),
    }


def detail(power: Power, today: date) -> dict[str, Any]:
    """A power with its bands and its history, newest first (2 statements)."""
    events = log.of(f"power:{power.code}").order_by("-id")[:100]
    return line(power, today) | {
        "bands": [
            {name: getattr(band, name) for name in ("order", "name", "criteria", "low", "high", "hearing")}
            for band in power.bands.order_by("order")
        ],
        "history": [
            {
                "at": event.at,
                "actor": event.actor_name,
                "reason": event.payload["reason"],
                "version": event.payload["version"],
                "changes": event.payload["changes"],
            }
            for event in events
        ],
    }
