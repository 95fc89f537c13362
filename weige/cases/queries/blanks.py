"""What an input left empty becomes, in words: the same defaults by which the move is made."""

from decimal import Decimal

from weige.cases.models import Case
from weige.cases.queries.limits import stage_limits
from weige.cases.rules import supervision
from weige.cases.rules.transitions import Field
from weige.cases.rules.words import both
from weige.kernel.errors import words
from weige.kernel.worktime import words as clock_words

DEFAULTS = {"urgency": supervision.urgency, "degree": supervision.degree}


def blank_of(field: Field, case: Case) -> dict[str, str]:
    """{"blank_zh": …, "blank_en": …}; empty where nothing takes its place (1 statement for a term of the office)."""
    if field.required:
        return {}
    if field.name in DEFAULTS:
        code = DEFAULTS[field.name](overdue=case.overdue_since is not None)
        return _said("blank_choice", both(field.name, code))
    if field.name == "answer_by":
        limit = stage_limits()["answer_term"]
        unit, amount = clock_words("unit", limit.unit.value), f"{Decimal(limit.amount).normalize():f}"
        return _said(
            "blank_answer_by",
            (f"{amount} {unit.zh}", f"{amount} {unit.en.removesuffix('s') if amount == '1' else unit.en}"),
        )
    return {}


def _said(code: str, values: tuple[str, str]) -> dict[str, str]:
    return {
        f"blank_{language}": words(code, language, {"value": value})
        for language, value in zip(("zh", "en"), values, strict=True)
    }
