"""The questions a service asks (GeoReport v2, GET Service Definition) and the answers that came with a request."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec

from weige.sharing.rules.faults import bad

LENGTH = {"string": 255, "text": 2000}


class Value(msgspec.Struct, frozen=True):
    """One choice of a list."""

    key: str
    zh: str
    en: str


class Attribute(msgspec.Struct, frozen=True):
    """One question. variable False: a sentence to read, nothing to answer."""

    code: str
    datatype: Literal["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]
    zh: str
    en: str
    required: bool = False
    variable: bool = True
    values: tuple[Value, ...] = ()
    hint_zh: str = ""
    hint_en: str = ""


def load(raw: Any) -> tuple[Attribute, ...]:
    """From JSON-able data. Raises msgspec.ValidationError."""
    return msgspec.convert(raw, tuple[Attribute, ...])


def described(attributes: Sequence[Attribute], language: str) -> list[dict[str, Any]]:
    """As GET Service Definition answers them, in their order."""
    return [
        {
            "variable": one.variable,
            "code": one.code,
            "datatype": one.datatype,
            "required": one.required,
            "datatype_description": (one.hint_en if language == "en" else one.hint_zh) or None,
            "order": order,
            "description": one.en if language == "en" else one.zh,
            "values": [
                {"key": value.key, "name": value.en if language == "en" else value.zh} for value in one.values
            ],
        }
        for order, one in enumerate(attributes, 1)
    ]


def answers(attributes: Sequence[Attribute], told: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """code → what was answered. Raises Fault 400 for a required one that is missing and for one that does not fit.

    An answer to a question that is not asked is passed over, as the specification's servers do.
    """
    found: dict[str, list[str]] = {}
    for one in attributes:
        said = [part.strip() for part in told.get(one.code, ()) if part.strip()]
        if not said:
            if one.required and one.variable:
                raise bad("attribute_missing", code=one.code)
            continue
        found[one.code] = _fitting(one, said)
    return found


def _fitting(one: Attribute, said: list[str]) -> list[str]:
    if one.datatype != "multivaluelist" and len(said) > 1:
        raise bad("attribute_once", code=one.code)
    for text in said:
        if one.values and text not in {value.key for value in one.values}:
            raise bad("attribute_not_a_choice", code=one.code, value=text[:60])
        if len(text) > LENGTH.get(one.datatype, 255):
            raise bad("attribute_too_long", code=one.code, most=LENGTH.get(one.datatype, 255))
        if one.datatype == "number" and not _number(text):
            raise bad("number_unreadable", field=f"attribute[{one.code}]")
        if one.datatype == "datetime" and not _moment(text):
            raise bad("time_unreadable", field=f"attribute[{one.code}]")
    return said


def _number(text: str) -> bool:
    try:
        return abs(float(text)) < 1e15
    except ValueError:
        return False


def _moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text.replace(" ", "+")).tzinfo is not None
    except ValueError:
        return False


def told_in(parameters: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """code → values, of `attribute[code]=…` and `attribute[code][]=…`."""
    found: dict[str, list[str]] = {}
    for name, values in parameters.items():
        if name.startswith("attribute[") and "]" in name:
            found.setdefault(name[len("attribute[") : name.index("]")], []).extend(values)
    return found


def as_text(attributes: Sequence[Attribute], said: Mapping[str, Sequence[str]]) -> str:
    """Questions and answers as lines, for the desk that reads the report."""
    lines = []
    for one in attributes:
        if one.code in said:
            names = {value.key: value.zh for value in one.values}
            lines.append(f"{one.zh}:{'、'.join(names.get(text, text) for text in said[one.code])}")
    return "\n".join(lines)
