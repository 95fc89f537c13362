"""Kinds of papers and their templates: loaded once, then edited by the office."""

import re
import tomllib
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.db import transaction

from weige.enforcement.events import KindChanged, TemplateChanged
from weige.enforcement.models import PaperKind, PaperTemplate
from weige.enforcement.rules.fields import fields_of
from weige.enforcement.services import word
from weige.kernel import log
from weige.kernel.access import SYSTEM, Who
from weige.kernel.errors import Conflict, FieldError, Invalid
from weige.kernel.models import ReferenceVersion
from weige.kernel.reference import NO_NOTE, Note
from weige.kernel.services.reference import record
from weige.kernel.worktime import Unit

PACKAGED = Path(__file__).parent.parent / "data" / "kinds.toml"
SHORT = "示范街"
SHIPPED = ("外滩示范街道", "Bund Demonstration Subdistrict")  # the names in data/kinds.toml
TABLE_CODE = "paper_kinds"  # of its history
EDITED = ("name_zh", "name_en", "office_zh", "office_en", "short", "number_form", "amount", "unit", "contact")


@transaction.atomic
def load_kinds(*, now: datetime) -> int:
    """Puts in the packaged kinds that are not there yet, with their first templates; how many. Those of the office stay
    as it has edited them."""
    known = set(PaperKind.objects.values_list("code", flat=True))
    told = tomllib.loads(PACKAGED.read_text(encoding="utf-8"))
    for order, (code, one) in enumerate(told.items()):
        if code in known:
            continue
        kind = PaperKind.objects.create(
            code=code,
            doc=one["doc"],
            grade=one["grade"],
            name_zh=one["zh"],
            name_en=one["en"],
            office_zh=one["office"],
            office_en=one["office_en"],
            short=SHORT,
            number_form=one["number"],
            amount=Decimal(one["amount"]),
            unit=one["unit"],
            order=order,
        )
        docx = word.plain_template(kind.name_zh, fields_of(kind.doc), grade=kind.grade)
        PaperTemplate.objects.create(kind=kind, number=1, docx=docx, note="", made_at=now)
    return len(told) - len(known & told.keys())


@transaction.atomic
def name_offices(*, name_zh: str, name_en: str, note: str, now: datetime) -> int:
    """Kinds nobody has edited get the installation's own street in place of the demonstration's; how many.

    The office's short name for numbers is the street's without 街道, 镇 or 乡 (our default; the office edits it).
    """
    edited = ReferenceVersion.objects.filter(table=TABLE_CODE).values_list("key", flat=True)
    short = re.sub(r"(街道|镇|乡)(办事处)?$", "", name_zh) or name_zh
    found = 0
    for kind in PaperKind.objects.exclude(code__in=set(edited)).filter(office_zh__contains=SHIPPED[0]):
        values = plain_kind(kind) | {
            "office_zh": kind.office_zh.replace(SHIPPED[0], name_zh)[:80],
            "office_en": kind.office_en.replace(SHIPPED[1], name_en or name_zh)[:120],
            "short": short[:20],
        }
        edit_kind(code=kind.code, values=values, version=None, who=SYSTEM, now=now, note=Note(note))
        found += 1
    return found


@transaction.atomic
def edit_kind(
    *,
    code: str,
    values: Mapping[str, Any],
    version: int | None,
    who: Who,
    now: datetime,
    note: Note = NO_NOTE,
) -> PaperKind:
    """Changes name, number, term, contact; version None: the history's number was compared. Raises Conflict,
    Invalid."""
    kind = PaperKind.objects.select_for_update().get(pk=code)
    if version is not None and kind.version != version:
        raise Conflict("enforcement_changed")
    check(values)
    before = plain_kind(kind)
    changes = {}
    for name in EDITED:
        if name in values and str(values[name]) != before[name]:
            changes[name] = [before[name], str(values[name])]
            setattr(kind, name, Decimal(values[name]) if name == "amount" else values[name])
    if changes:
        kind.version += 1
        kind.save()
        event = KindChanged(kind=code, version=kind.version, changes={k: list(v) for k, v in changes.items()})
        log.append(event, who=who, now=now, subject=f"paper_kind:{code}")
        after = plain_kind(kind)
        record(table=TABLE_CODE, key=code, before=before, after=after, who=who, now=now, note=note)
    return kind


def plain_kind(kind: PaperKind) -> dict[str, str]:
    """A kind as its form and its history have it; the amount without zeros behind."""
    return {name: getattr(kind, name) for name in EDITED} | {"amount": format(kind.amount.normalize(), "f")}


def check(values: Mapping[str, Any]) -> None:
    errors = []
    try:
        "".join(values.get("number_form", "{short}{year}{n}").format(short="", year=1, n=1))
        if not all(part in values.get("number_form", "{year}{n}") for part in ("{year}", "{n}")):
            raise KeyError
    except (KeyError, IndexError, ValueError):
        errors.append(FieldError("number_form", "paper_number_form"))
    try:
        if not 0 < Decimal(str(values.get("amount", 1))) <= 400:
            raise InvalidOperation
    except InvalidOperation:
        errors.append(FieldError("amount", "paper_term"))
    if values.get("unit", Unit.WORK_DAY) not in list(Unit):
        errors.append(FieldError("unit", "unknown_choice", {"choices": ", ".join(Unit)}))
    if errors:
        raise Invalid(errors)


@transaction.atomic
def put_template(*, kind: PaperKind, docx: bytes, note: str, who: Who, now: datetime) -> PaperTemplate:
    """A new version of a kind's template. Raises Invalid: not a Word file, too big, or names fields there are not."""
    fields = fields_of(kind.doc)
    known = {field.key for field in fields} | word.ALWAYS
    known |= {f"{field.key}_sign" for field in fields if field.stage == "sign"}
    unknown = word.check(docx, known)
    if unknown:
        raise Invalid([FieldError("file", "template_unknown_fields", {"fields": ", ".join(unknown)})])
    last = PaperTemplate.objects.select_for_update().filter(kind=kind).order_by("-number").first()
    row = PaperTemplate.objects.create(
        kind=kind,
        number=(last.number if last else 0) + 1,
        docx=docx,
        note=note[:200],
        made_at=now,
        made_by=who.user_id,
    )
    event = TemplateChanged(kind=kind.pk, number=row.number, note=row.note)
    log.append(event, who=who or SYSTEM, now=now, subject=f"paper_kind:{kind.pk}")
    return row


def use_again(*, kind: PaperKind, number: int, who: Who, now: datetime) -> PaperTemplate:
    """An older template once more, as the newest version. Raises Invalid where there is none with this number."""
    old = PaperTemplate.objects.filter(kind=kind, number=number).first()
    if old is None:
        raise Invalid([FieldError("number", "template_no_such")])
    note = f"用回第 {number} 版 · version {number} again"
    return put_template(kind=kind, docx=bytes(old.docx), note=note, who=who, now=now)
