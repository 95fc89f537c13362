"""Fields, measures and departments of powers are words of the office: a new name goes to the powers that carry it."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db.models import Q

from weige.enforcement.models import Power
from weige.enforcement.services.powers import change
from weige.kernel.access import Access
from weige.registry.services.words import Carrier, carry

#: Kind of word → column of a power.
COLUMNS = {"field": "domain", "measure": "kinds", "department": "department"}


def _holding(column: str, word: str) -> Q:
    return Q(kinds__contains=[word]) if column == "kinds" else Q(**{column: word})


def count(column: str, word: str) -> int:
    """How many powers hold it (1 statement)."""
    return Power.objects.filter(_holding(column, word)).count()


def rename(column: str, before: str, after: str, access: Access, now: datetime) -> None:
    """Writes the new word into every power that holds the old one, each with a version and its event of its own; papers
    keep the words they were made with."""
    for power in Power.objects.select_for_update().filter(_holding(column, before)).order_by("code"):
        held = getattr(power, column)
        value = [after if word == before else word for word in held] if column == "kinds" else after
        change(power, {column: value}, reason=f"{before} → {after}", who=access.who, now=now)


def declare() -> None:
    """Makes the powers known to the office's words."""
    for kind, column in COLUMNS.items():
        longest = 80 if column == "department" else 40
        counted: Callable[[str], int] = partial(count, column)
        carry(
            kind,
            Carrier(
                longest=longest,
                verb="power.edit",
                told="power_word_renamed",
                count=counted,
                rename=partial(rename, column),
            ),
        )
