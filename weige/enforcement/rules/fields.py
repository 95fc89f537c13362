"""The fields of each kind of paper (data/fields.csv) and what is wrong with what was filled in."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent.parent / "data" / "fields.csv"
CHOICES = {
    "party_type": ("person", "household", "unit"),
    "party_id_type": ("id_card", "uscc", "other"),
    "pay_way": ("bank", "electronic"),
    "recheck_result": ("corrected", "partly", "not", "impossible"),
}
#: A notice without legal force may not speak like an order (domain reference 2.7: two grades must not be mixed).
FORCEFUL = re.compile(r"处罚|罚款|没收|吊销|责令|强制执行|行政处罚法")
OFFICERS = 2  # Administrative Penalty Law art. 42, as the reference table says (own knowledge)
LONGEST = 3000
#: What no page can show and Word files cannot hold: control characters but tab and the ends of lines.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class PaperField:
    """One field. kind: text, long, lines, moment, day, choice, number, files, auto. stage: when it is filled:
    draft, auto,
    service, recheck, answer. required: Y, N or C (depends: see faults())."""

    key: str
    zh: str
    en: str
    kind: str
    required: str
    stage: str
    sealed: bool
    rule: str
    source: str

    @property
    def choices(self) -> tuple[str, ...]:
        return CHOICES.get(self.key, ())


@cache
def fields_of(doc: str) -> tuple[PaperField, ...]:
    """The fields of a document in their order. Raises KeyError for an unknown one."""
    return _all()[doc]


@cache
def _all() -> dict[str, tuple[PaperField, ...]]:
    found: dict[str, list[PaperField]] = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rest = {
                name: row[name] for name in ("key", "zh", "en", "kind", "required", "stage", "rule", "source")
            }
            found.setdefault(row["doc"], []).append(PaperField(**rest, sealed=row["sealed"] == "Y"))
    return {doc: tuple(rows) for doc, rows in found.items()}


def documents() -> list[str]:
    """The kinds of documents there are fields for."""
    return sorted(_all())


def clean(field: PaperField, value: Any) -> Any:
    """The value as it is kept: text stripped, lines as a list without empty ones, without what nobody can see.
    Raises ValueError."""
    if field.kind in {"lines", "files"}:
        rows = value if isinstance(value, list) else str(value or "").splitlines()
        rows = [UNSEEN.sub("", str(row)) for row in rows]
        return [str(row).strip()[:500] for row in rows if str(row).strip()][:50]
    text = UNSEEN.sub("", str(value if value is not None else "")).strip()
    if len(text) > LONGEST:
        raise ValueError("too_long")
    if field.kind == "moment" and text and datetime.fromisoformat(text).tzinfo is None:
        raise ValueError("no_zone")
    return text


def faults(doc: str, content: Mapping[str, Any], *, grade: str, now: datetime) -> list[tuple[str, str]]:
    """(field, message code) of what keeps the paper from being issued, in the order of its fields."""
    found = []
    for field in fields_of(doc):
        if field.stage != "draft":
            continue
        value = content.get(field.key)
        if not value:
            if field.required == "Y" or (field.key == "legal_rep" and content.get("party_type") == "unit"):
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
        "unknown_choice": bool(field.choices) and value not in field.choices,
        "paper_too_forceful": grade == "notice"
        and field.kind in {"text", "long"}
        and bool(FORCEFUL.search(str(value))),
    }
    return next((code for code, wrong in checks.items() if wrong), "")


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
