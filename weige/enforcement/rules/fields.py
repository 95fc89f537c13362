"""The fields of each kind of paper (data/fields.csv, fields_records.csv) and what is wrong with what was filled in."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

FILES = [Path(__file__).parent.parent / "data" / name for name in ("fields.csv", "fields_records.csv")]
CHOICES = {
    "party_type": ("person", "household", "unit"),
    "party_id_type": ("id_card", "uscc", "other"),
    "pay_way": ("bank", "electronic"),
    "recheck_result": ("corrected", "partly", "not", "impossible"),
}
#: A notice without legal force may not speak like an order (domain reference 2.7: two grades must not be mixed).
FORCEFUL = re.compile(r"处罚|罚款|没收|吊销|责令|强制执行|行政处罚法")
#: A work record may tell of penalties others imposed; it neither orders nor punishes itself (our reading of the same).
ORDERING = re.compile(r"责令|予以?处罚|处以|并处|没收|吊销|强制执行")
OFFICERS = 2  # Administrative Penalty Law art. 42, as the reference table says (own knowledge)
LONGEST = 3000
#: What no page can show and Word files cannot hold: control characters but tab and the ends of lines.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class PaperField:
    """One field. kind: text, long, lines, moment, day, choice, number, files, auto; of work records also whole,
    decimal, ticks (several choices) and parts (short inputs side by side). stage: when it is filled: draft, auto,
    service, recheck, answer; of work records also sign and later. required: Y, N or C (depends: see faults()).
    options: "<group of labels>:<code>|<code>", or the parts. when: "<key>=<value>|<value>" or "<key>>0": asked only
    then, and then it must be given; with ? for = it may stay empty."""

    key: str
    zh: str
    en: str
    kind: str
    required: str
    stage: str
    sealed: bool
    rule: str
    source: str
    options: str = ""
    when: str = ""

    @property
    def group(self) -> str:
        """Where the words of its choices stand (labels)."""
        return self.options.partition(":")[0] if ":" in self.options else self.key

    @property
    def choices(self) -> tuple[str, ...]:
        if self.kind in {"choice", "ticks"} and self.options:
            return tuple(self.options.partition(":")[2].split("|"))
        return CHOICES.get(self.key, ())

    @property
    def parts(self) -> tuple[str, ...]:
        """The inputs of a field of several; one ending in # is a whole number, in @ a day."""
        return tuple(self.options.split("|")) if self.kind == "parts" else ()

    def asked(self, content: Mapping[str, Any]) -> bool:
        """Whether it is asked at all, as far as the rest is filled in."""
        if not self.when:
            return True
        if self.when.endswith(">0"):
            said = content.get(self.when[:-2]) or []
            return any(str(one).isdigit() and int(one) > 0 for one in said)
        key, _, values = self.when.replace("?", "=").partition("=")
        return str(content.get(key) or "") in values.split("|")


@cache
def fields_of(doc: str) -> tuple[PaperField, ...]:
    """The fields of a document in their order. Raises KeyError for an unknown one."""
    return _all()[doc]


@cache
def _all() -> dict[str, tuple[PaperField, ...]]:
    found: dict[str, list[PaperField]] = {}
    plain = ("key", "zh", "en", "kind", "required", "stage", "rule", "source")
    for path in FILES:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                rest = {name: row[name] for name in plain}
                more = {"options": row.get("choices", ""), "when": row.get("when", "")}
                found.setdefault(row["doc"], []).append(
                    PaperField(**rest, **more, sealed=row["sealed"] == "Y")
                )
    return {doc: tuple(rows) for doc, rows in found.items()}


def documents() -> list[str]:
    """The kinds of documents there are fields for."""
    return sorted(_all())


def clean(field: PaperField, value: Any) -> Any:
    """The value as it is kept: text stripped, lines as a list without empty ones, without what nobody can see.
    Raises ValueError."""
    if field.kind in {"parts", "ticks"}:
        return _several(field, value)
    if field.kind in {"lines", "files"}:
        rows = value if isinstance(value, list) else str(value or "").splitlines()
        rows = [UNSEEN.sub("", str(row)) for row in rows]
        return [str(row).strip()[:500] for row in rows if str(row).strip()][:50]
    text = UNSEEN.sub("", str(value if value is not None else "")).strip()
    if len(text) > LONGEST:
        raise ValueError("too_long")
    if field.kind == "moment" and text and datetime.fromisoformat(text).tzinfo is None:
        raise ValueError("no_zone")
    if field.kind == "day" and text:
        date.fromisoformat(text)
    return text


def _several(field: PaperField, value: Any) -> list[str]:
    """Parts in their order, empty ones kept, nothing at all when all are empty; ticks as the codes ticked."""
    rows = value if isinstance(value, list) else str(value or "").splitlines()
    said = [UNSEEN.sub("", str(row)).strip()[:200] for row in rows]
    if field.kind == "ticks":
        return (
            [code for code in field.choices if code in said] if set(said) <= set(field.choices) else said[:50]
        )
    if len(said) > len(field.parts):
        raise ValueError("too_many")
    said += [""] * (len(field.parts) - len(said))
    return said if any(said) else []


def faults(
    doc: str, content: Mapping[str, Any], *, grade: str, now: datetime, stage: str = "draft"
) -> list[tuple[str, str]]:
    """(field, message code) of what keeps the paper from being issued (a work record, at stage "later": from being
    closed), in the order of its fields."""
    found = []
    for field in fields_of(doc):
        if field.stage != stage or not field.asked(content):
            continue
        value = content.get(field.key)
        if not value:
            if field.required == "Y" or (field.required == "C" and field.when and "?" not in field.when):
                found.append((field.key, "field_missing"))
            continue
        code = _fault(field, value, content, grade, now)
        if code:
            found.append((field.key, code))
    return found


def _fault(field: PaperField, value: Any, content: Mapping[str, Any], grade: str, now: datetime) -> str:
    checks = {
        "paper_two_officers": field.key == "officers" and len(value) < OFFICERS,
        "paper_officer_certificate": field.key == "officers"
        and not all(re.search(r"\d{4,}", row) for row in value),
        "paper_term_past": field.key in {"rectify_deadline", "due"} and datetime.fromisoformat(value) <= now,
        "paper_identity": field.key == "party_id_no"
        and not identity_fits(content.get("party_id_type", ""), value),
        "unknown_choice": field.kind == "choice" and bool(field.choices) and value not in field.choices,
        "paper_too_forceful": grade == "notice"
        and field.kind in {"text", "long"}
        and bool(FORCEFUL.search(str(value))),
        "paper_orders": grade == "record"
        and field.kind in {"text", "long", "lines"}
        and bool(ORDERING.search(str(value))),
    }
    return next((code for code, wrong in checks.items() if wrong), "") or (
        record_fault(field, value) if grade == "record" else ""
    )


def record_fault(field: PaperField, value: Any) -> str:
    """What is wrong with a field of a kind only work records have; "" when nothing is."""
    found = {
        "record_whole": field.kind == "whole" and not (str(value).isascii() and str(value).isdigit()),
        "record_decimal": field.kind == "decimal" and not re.fullmatch(r"\d{1,5}(\.\d{1,2})?", str(value)),
        "unknown_choice": field.kind == "ticks" and not set(value) <= set(field.choices),
        "record_none": field.kind == "ticks" and "none" in value and len(value) > 1,
        "record_ack": field.key == "privacy_ack" and value != "yes",
    }
    wrong = next((code for code, holds in found.items() if holds), "")
    return wrong or (parts_fault(field, value) if field.kind == "parts" else "")


def parts_fault(field: PaperField, value: "list[str]") -> str:
    """Every part is filled in, numbers are numbers, days days; who votes is present, who is present was asked."""
    said = dict(zip((part.rstrip("#@") for part in field.parts), value, strict=False))
    for part in field.parts:
        text = said.get(part.rstrip("#@"), "")
        if not text and part not in OPEN_PARTS:
            return "record_parts"
        if part.endswith("#") and text and not (text.isascii() and text.isdigit() and len(text) < 7):
            return "record_whole"
        if part.endswith("@") and text and not is_day(text):
            return "record_day"
    if "since" in said and said["until"] < said["since"]:
        return "record_period"
    if "due" in said and int(said["present"]) > int(said["due"]):
        return "record_present"
    return ""


#: Parts that may stay empty.
OPEN_PARTS = frozenset({"objections", "others#"})


def is_day(text: str) -> bool:
    """Whether it is written 2026-11-21."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


ID_WEIGHTS, ID_SIGNS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"
USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def identity_fits(kind: str, number: str) -> bool:
    """Whether the check digit of an identity number (GB 11643) or credit code (GB 32100) fits; others are not
    checked."""
    text = number.strip().upper()
    if kind == "id_card":
        if not re.fullmatch(r"\d{17}[\dX]", text):
            return False
        return ID_SIGNS[sum(int(a) * b for a, b in zip(text, ID_WEIGHTS, strict=False)) % 11] == text[-1]
    if kind == "uscc":
        if len(text) != 18 or any(sign not in USCC_SIGNS for sign in text):
            return False
        total = sum(USCC_SIGNS.index(sign) * 3**place % 31 for place, sign in enumerate(text[:17]))
        return USCC_SIGNS[(31 - total % 31) % 31] == text[-1]
    return bool(text)
