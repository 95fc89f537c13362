"""Whether a power is in force on a day, and what an imported row's status is worth."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Span:
    """Since when, and the first days without it."""

    effective_on: date | None = None
    expires_on: date | None = None
    recalled_on: date | None = None


def standing(span: Span, on: date) -> str:
    """Says "in_force", "not_yet", "expired" or "recalled" of a day. A power without a first day has always been
    there."""
    if span.effective_on is not None and on < span.effective_on:
        return "not_yet"
    if span.recalled_on is not None and on >= span.recalled_on:
        return "recalled"
    if span.expires_on is not None and on >= span.expires_on:
        return "expired"
    return "in_force"


def stays_with_owner(span: Span, filed_on: date) -> bool:
    """A case filed while the power was in force stays with its owner after a recall (our default; domain 2.8)."""
    return standing(span, filed_on) == "in_force"


def trust(said: str) -> str:
    """The status of a reference row: "sourced" only when nothing of it is left to be verified."""
    text = said.lower()
    if text.startswith("sourced"):
        return "sourced" if text == "sourced" else "partly"
    return "unverified"
