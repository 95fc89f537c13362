"""What pydantic finds wrong with a request, as codes of ours: its own words are English only."""

from collections.abc import Mapping
from typing import Any

# Beginning of pydantic's error type → our code (kernel/messages.toml); the first that fits. Values come from its `ctx`.
CODES = (
    ("missing", "field_missing"),
    ("string_too_short", "field_too_short"),
    ("string_too_long", "field_too_long"),
    ("string_pattern_mismatch", "field_pattern"),
    ("string", "field_not_text"),
    ("int", "field_not_whole"),
    ("float", "field_not_number"),
    ("decimal", "field_not_number"),
    ("finite_number", "field_not_number"),
    ("bool", "field_not_bool"),
    ("greater_than_equal", "field_at_least"),
    ("greater_than", "field_above"),
    ("less_than_equal", "field_at_most"),
    ("less_than", "field_below"),
    ("literal_error", "field_one_of"),
    ("enum", "field_one_of"),
    ("too_long", "field_too_many"),
    ("too_short", "field_too_few"),
    ("list", "field_not_list"),
    ("datetime", "field_not_moment"),
    ("timezone_aware", "field_not_moment"),
    ("date", "field_not_date"),
    ("time", "field_not_time"),
    ("uuid", "field_not_uuid"),
    ("extra_forbidden", "field_unknown"),
    ("dict", "field_not_object"),
    ("model", "field_not_object"),
    ("json", "field_not_object"),
)


def told(item: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Code and parameters of one of pydantic's errors; what it alone knows keeps its words."""
    kind, given = str(item.get("type", "")), item.get("ctx") or {}
    for begins, code in CODES:
        if kind.startswith(begins):
            return code, {name: _plain(value) for name, value in given.items()}
    return "field_invalid", {"reason": item.get("msg", "")}


def _plain(value: Any) -> Any:
    """A whole number without its ".0"."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
