"""Writing the registers' words: shipped ones, those a register brings, and the office's edits."""

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid, NotFound
from weige.kernel.reference import NO_NOTE, Note
from weige.kernel.services.reference import record
from weige.registry.models import Shop, Word
from weige.registry.queries.words import shops_of

PACKAGED = Path(__file__).parent.parent / "data" / "words.csv"
TABLE = "words"


@dataclass(frozen=True, kw_only=True)
class Carrier:
    """Rows that hold a kind of word as Chinese text; a module above declares its own in its office.py.

    longest: characters its column takes; told: key of the message that counts them; count: how many hold a word;
    rename: writes the new word where the old one stood (before, after, access, now); verb: the right to change them.
    """

    longest: int
    verb: str
    told: str
    count: Callable[[str], int]
    rename: Callable[[str, str, Access, datetime], None]


CARRIERS: dict[str, Carrier] = {}


def carry(kind: str, carrier: Carrier) -> None:
    CARRIERS[kind] = carrier


def _rename_trade(before: str, after: str, _access: Access, _now: datetime) -> None:
    Shop.objects.filter(trade=before).update(trade=after)


carry(
    "trade",
    Carrier(longest=40, verb="matter.edit", told="word_renamed", count=shops_of, rename=_rename_trade),
)


def load_words() -> None:
    """Puts in the packaged words that are not there yet; the office's stay as it has edited them."""
    rows = csv.DictReader(PACKAGED.read_text(encoding="utf-8").splitlines())
    known = {word.zh: word for word in Word.objects.all()}
    told = list(rows)
    Word.objects.bulk_create(Word(**row) for row in told if row["zh"] not in known)
    for row in told:  # one a register brought before anybody had its English
        word = known.get(row["zh"])
        if word is not None and not word.en and word.kind == row["kind"]:
            Word.objects.filter(pk=word.pk, en="").update(en=row["en"])


def note_words(kind: str, words: Iterable[str]) -> None:
    """Words a register brought stand in the table, to be given their English."""
    found = [Word(kind=kind, zh=word) for word in sorted(set(words)) if word]
    Word.objects.bulk_create(found, ignore_conflicts=True)


@transaction.atomic
def set_word(
    *, key: str, values: Mapping[str, Any], access: Access, now: datetime, note: Note = NO_NOTE
) -> str:
    """Makes (key "") or changes a word; its new name goes to the rows that carry it. Raises Invalid."""
    word = Word.objects.select_for_update().filter(pk=key).first() if key else None
    before = plain(word)
    zh, kind = values["zh"].strip(), word.kind if word else values["kind"]
    same = Word.objects.filter(zh=zh).first()
    if same is not None and same != word:
        raise Invalid([FieldError("values.zh", "word_known", {"word": zh})])
    carrier = CARRIERS[kind]
    if len(zh) > carrier.longest:
        raise Invalid([FieldError("values.zh", "word_long", {"most": carrier.longest})])
    if word is None:
        word = Word(kind=kind)
    elif word.zh != zh:
        _allowed(access, carrier)
        carrier.rename(word.zh, zh, access, now)
    word.zh, word.en = zh, values["en"].strip()
    word.save()
    after = plain(word) or {}
    record(table=TABLE, key=str(word.pk), before=before, after=after, who=access.who, now=now, note=note)
    return str(word.pk)


def _allowed(access: Access, carrier: Carrier) -> None:
    """Raises Invalid when the rows that carry the word are not the caller's to change."""
    try:
        access.require(carrier.verb)
    except NotFound:
        raise Invalid([FieldError("values.zh", "word_of_others")]) from None


def plain(word: Word | None) -> dict[str, Any] | None:
    """A word as the office's history keeps it."""
    return None if word is None else {"kind": word.kind, "zh": word.zh, "en": word.en}
