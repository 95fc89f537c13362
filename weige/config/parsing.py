"""What every body, query and form must be before a field looks at it."""

from collections.abc import Iterator
from itertools import islice
from math import isfinite
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser

from weige.kernel.errors import FieldError, Invalid

#: The widest whole number a column holds (PostgreSQL's bigint).
WIDEST = 2**63 - 1


class StrictParser(Parser):
    """JSON, queries and forms without what no column and no reader can take, refused with the name of the field."""

    def parse_body(self, request: HttpRequest) -> Any:
        body = super().parse_body(request)
        refuse(unfit(body))
        return body

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        found = super().parse_querydict(data, list_fields, request)
        refuse(unfit(found))
        return found


def refuse(faults: Iterator[tuple[str, str]]) -> None:
    """Raises Invalid with the first ten (field, code)."""
    errors = [FieldError(field, code) for field, code in islice(faults, 10)]
    if errors:
        raise Invalid(errors)


def unfit(value: Any, field: str = "") -> Iterator[tuple[str, str]]:
    """(field, code) of every text with NUL or half a surrogate pair, and every number no column holds.

    JSON can say all of them; PostgreSQL's text, UTF-8 and bigint cannot.
    """
    match value:
        case str():
            if "\x00" in value or (
                not value.isascii() and any("\ud800" <= sign <= "\udfff" for sign in value)
            ):
                yield field, "field_unfit_text"
        case float():
            if not isfinite(value):
                yield field, "field_unfit_number"
        case int():
            if abs(value) > WIDEST:
                yield field, "field_unfit_number"
        case dict():
            for name, inner in value.items():
                yield from unfit(name, f"{field}.{name}" if field else name)
                yield from unfit(inner, f"{field}.{name}" if field else name)
        case list():
            for number, inner in enumerate(value):
                yield from unfit(inner, f"{field}[{number}]")
