"""Writing the registers' words: shipped ones, those a register brings, and the office's edits."""

import csv
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from weige.kernel.access import Who
from weige.kernel.errors import FieldError, Invalid
from weige.kernel.reference import NO_NOTE, Note
from weige.kernel.services.reference import record
from weige.registry.models import Shop, Word
from weige.registry.rules.words import LONGEST_TRADE

PACKAGED = Path(__file__).parent.parent / "data" / "words.csv"
TABLE = "words"


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


def note_trades(trades: Iterable[str]) -> None:
    """Trades a register brought stand in the table, to be given their English."""
    found = [Word(kind="trade", zh=trade) for trade in sorted(set(trades)) if trade]
    Word.objects.bulk_create(found, ignore_conflicts=True)


@transaction.atomic
def set_word(*, key: str, values: Mapping[str, Any], who: Who, now: datetime, note: Note = NO_NOTE) -> str:
    """Makes (key "") or changes a word; a trade's new name goes to the shops that carry it. Raises Invalid."""
    word = Word.objects.select_for_update().filter(pk=key).first() if key else None
    before = plain(word)
    zh, kind = values["zh"].strip(), word.kind if word else values["kind"]
    same = Word.objects.filter(zh=zh).first()
    if same is not None and same != word:
        raise Invalid([FieldError("values.zh", "word_known", {"word": zh})])
    if kind == "trade" and len(zh) > LONGEST_TRADE:
        raise Invalid([FieldError("values.zh", "word_long", {"most": LONGEST_TRADE})])
    if word is None:
        word = Word(kind=kind)
    elif word.zh != zh:
        if kind != "trade":
            raise Invalid([FieldError("values.zh", "word_of_powers")])
        Shop.objects.filter(trade=word.zh).update(trade=zh)
    word.zh, word.en = zh, values["en"].strip()
    word.save()
    record(table=TABLE, key=str(word.pk), before=before, after=plain(word) or {}, who=who, now=now, note=note)
    return str(word.pk)


def plain(word: Word | None) -> dict[str, Any] | None:
    """A word as the office's history keeps it."""
    return None if word is None else {"kind": word.kind, "zh": word.zh, "en": word.en}
