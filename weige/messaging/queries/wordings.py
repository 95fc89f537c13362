"""The office's own words of notices: which are in force, and what a notice said in the words it was told in."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from django.db.models import OuterRef, Subquery

from weige.messaging.models import Notice, Wording
from weige.messaging.rules.letters import Letter, letters


def in_force(templates: Collection[str]) -> dict[str, Wording]:
    """The newest wording of each of these notices an office has reworded (1 statement; none for no template)."""
    if not templates:
        return {}
    newest = Wording.objects.filter(template=OuterRef("template")).order_by("-pk").values("pk")[:1]
    rows = Wording.objects.filter(template__in=templates, pk=Subquery(newest))
    return {row.template: row for row in rows}


def texts_of(letter: Letter, wording: Wording | None) -> Mapping[str, str]:
    """Its words in both languages: the office's, else the shipped ones."""
    return letter.words if wording is None else {"zh": wording.zh, "en": wording.en}


def letter_in(letter: Letter, wording: Wording | None) -> Letter:
    """The notice with the office's words."""
    return replace(letter, words=texts_of(letter, wording))


def said(notice: Notice, at: datetime) -> dict[str, str]:
    """{"text_zh", "text_en"} as it was told; wording is loaded with the notice."""
    known = letters()
    return known.say_in(texts_of(known.by_key[notice.template], notice.wording), notice.params, at)
