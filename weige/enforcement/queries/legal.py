"""Terms, texts and rules as they stand now: the office's own rows over the packaged ones."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from weige.enforcement.models import Legal, Paper
from weige.enforcement.rules.legal import RELIED_ON, Packaged, Proposal, doubtful, fits, packaged
from weige.enforcement.rules.simple import CEILINGS, KIND
from weige.enforcement.rules.words import named
from weige.kernel import log
from weige.kernel.worktime import Limit, Unit


@dataclass(frozen=True)
class Standing:
    """One row as it stands. own: the office's row, None while the packaged one stands unchanged."""

    base: Packaged
    own: Legal | None

    @property
    def status(self) -> str:
        return self.own.status if self.own else self.base.status

    @property
    def text_zh(self) -> str:
        return self.own.text_zh if self.own else self.base.text_zh

    @property
    def text_en(self) -> str:
        """Our translation; the packaged one as long as the text is the packaged one."""
        own = self.own
        unchanged = own is None or (not own.text_en and own.text_zh == self.base.text_zh)
        return self.base.text_en if own is None or unchanged else own.text_en

    @property
    def active(self) -> bool:
        return self.own.active if self.own else self.base.on

    @property
    def source(self) -> str:
        return self.own.source if self.own else self.base.source

    @property
    def limit(self) -> Limit:
        """Of a term. Raises ValueError for another sort."""
        if self.own and self.own.amount is not None:
            return Limit(self.own.amount.normalize(), Unit(self.own.unit))
        return Limit(Decimal(self.base.amount), Unit(self.base.unit))

    @property
    def sum(self) -> int:
        """Of a sum: whole yuan."""
        own = self.own.amount if self.own else None
        return int(own if own is not None else Decimal(self.base.amount))

    @property
    def said(self) -> tuple[str, str]:
        """(amount, unit) of a term or a sum, else empty."""
        if self.base.sort == "term":
            return f"{self.limit.amount:f}", str(self.limit.unit)
        return (str(self.sum), "yuan") if self.base.sort == "sum" else ("", "")


def standing(codes: Collection[str] | None = None) -> dict[str, Standing]:
    """code → row, in the packaged order; all of them without codes (1 statement)."""
    wanted = packaged() if codes is None else {code: packaged()[code] for code in codes}
    own = Legal.objects.select_related("changed_by", "confirmed_by").in_bulk(list(wanted))
    return {code: Standing(base, own.get(code)) for code, base in wanted.items()}


def limit(code: str) -> Limit:
    """The term of this name (1 statement)."""
    return standing([code])[code].limit


def on(code: str) -> bool:
    """Whether a switch is on (1 statement)."""
    return standing([code])[code].active


def repeated_since(now: datetime) -> datetime:
    """From when on an earlier finding of the same party and matter counts: calendar days (1 statement)."""
    return now - timedelta(days=float(limit("first_offence").amount))


def proposals(*, first: bool, corrected: bool, listed: bool) -> list[Proposal]:
    """The rules of leniency in use whose conditions all hold (1 statement)."""
    rules = [one for one in standing().values() if one.base.sort == "lenient" and one.active]
    return [
        Proposal(one.base.code, one.base.outcome, one.text_zh, one.text_en, one.source)
        for one in rules
        if fits(one.base.when, first=first, corrected=corrected, listed=listed)
    ]


def doubts(paper: Paper, content: dict[str, Any]) -> list[dict[str, str]]:
    """What in a draft may not be relied on yet: texts not confirmed, and a power whose basis was not verified
    (at most 1 statement). blocks: whether it keeps an order from being issued while the office holds such papers."""
    codes = {code for one in paper.texts.values() for code in one}
    ceiling = CEILINGS.get(str(content.get("party_type", ""))) if paper.kind_id == KIND else None
    wanted = (codes | ({ceiling} if ceiling else set())) & packaged().keys()
    rows = standing(wanted) if wanted else {}
    known = {code: (one.status, one.text_zh) for code, one in rows.items()}
    found = [
        {
            "field": field,
            "code": code,
            "blocks": "yes",
            "name_zh": rows[code].base.name_zh,
            "name_en": rows[code].base.name_en,
            **named("why", "doubt", why),
        }
        for field, code, why in doubtful(paper.texts, content, known)
    ]
    if ceiling and rows[ceiling].status not in RELIED_ON:
        one = rows[ceiling].base
        names = {"name_zh": one.name_zh, "name_en": one.name_en, **named("why", "doubt", "unverified")}
        found.append({"field": "amount", "code": ceiling, "blocks": "yes", **names})
    power = paper.power
    if power is not None and power.status != "sourced" and paper.kind.grade == "order":
        found.append(
            {
                "field": "power",
                "code": power.code,
                "blocks": "",
                "name_zh": f"赋权事项 {power.code}",
                "name_en": f"Power {power.code}",
                **named("why", "doubt", power.status),
            }
        )
    return found


def held_back(doubts_found: Iterable[dict[str, str]]) -> bool:
    """Whether these keep a paper from being issued (1 statement when there are any)."""
    return any(one["blocks"] for one in doubts_found) and on("hold_unverified")


def rows() -> list[dict[str, Any]]:
    """All of them, as the desk shows them (1 statement)."""
    return [line(one) for one in standing().values()]


def line(one: Standing) -> dict[str, Any]:
    """One row with where it is used and how far it may be relied on."""
    base, own = one.base, one.own
    amount, unit = one.said
    confirmed = own.confirmed_by if own else None
    return {
        "code": base.code,
        "sort": base.sort,
        "name_zh": base.name_zh,
        "name_en": base.name_en,
        "amount": amount,
        "unit": unit,
        "text_zh": one.text_zh,
        "text_en": one.text_en,
        "active": one.active,
        "status": one.status,
        **named("status", "legal", one.status),
        "relied_on": one.status in RELIED_ON,
        "source": one.source,
        "used": [{"kind": kind, "field": field} for kind, field in base.used],
        "outcome": base.outcome,
        "edited": own is not None,
        "changed_at": own.changed_at if own else None,
        "changed_by": own.changed_by.name_zh if own and own.changed_by else "",
        "confirmed_at": own.confirmed_at if own else None,
        "confirmed_by": confirmed.name_zh if confirmed else "",
        "version": own.version if own else 0,
    }


def history(code: str) -> list[dict[str, Any]]:
    """Every change and confirmation, newest first (1 statement)."""
    return [
        {
            "at": event.at,
            "actor": event.actor_name,
            "kind": event.kind.removeprefix("enforcement.legal_"),
            "reason": event.payload["reason"],
            "version": event.payload["version"],
            "changes": event.payload.get("changes", {}),
        }
        for event in log.of(f"legal:{code}").order_by("-id")
    ]


def drafts_with(code: str) -> int:
    """How many papers not yet issued were drafted with a text (1 statement)."""
    open_ones = Paper.objects.filter(state__in=("draft", "reviewed"))
    return sum(
        any(code in codes for codes in texts.values()) for texts in open_ones.values_list("texts", flat=True)
    )
