"""What is wrong with a request is said in the user's language, never in the validator's own."""

import re
from datetime import date, datetime, time
from typing import Any, Literal
from uuid import UUID

import pytest
from ninja.errors import ValidationError
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic import ValidationError as Refused

from weige.config.errors import from_validation
from weige.kernel.errors import to_json


class Everything(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str = Field("abc", min_length=2, max_length=3, pattern="^[a-c]+$")
    whole: int = Field(1, ge=0, le=10)
    number: float = Field(1, gt=0, lt=10)
    flag: bool = True
    one_of: Literal["a", "b"] = "a"
    rows: list[int] = Field([1], min_length=1, max_length=2)
    moment: AwareDatetime = datetime.fromisoformat("2026-11-20T08:00:00+08:00")
    day: date = date(2026, 11, 20)
    hour: time = time(8)
    key: UUID = UUID(int=1)
    more: dict[str, int] = Field(default_factory=dict)


WRONG: list[tuple[str, Any]] = [
    ("text", "a"), ("text", "abcd"), ("text", "xy"), ("text", 3), ("whole", "x"), ("whole", 1.5), ("whole", -1),
    ("whole", 11), ("number", "x"), ("number", 0), ("number", 10), ("flag", "perhaps"), ("one_of", "c"), ("rows", []),
    ("rows", [1, 2, 3]), ("rows", 1), ("moment", "x"), ("moment", "2026-11-20T08:00:00"), ("day", "x"), ("hour", "x"),
    ("key", "x"), ("more", 1), ("other", 1),
]  # fmt: skip


def said(field: str, value: Any, language: str) -> str:
    with pytest.raises(Refused) as refused:
        Everything.model_validate({field: value})
    errors: list[Any] = [item | {"loc": ("body", *item["loc"])} for item in refused.value.errors()]
    found = to_json(from_validation(ValidationError(errors)), language)["errors"][0]
    assert found["field"].split(".")[0] == field
    return str(found["message"])


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_in_both_languages(field: str, value: Any) -> None:
    chinese = said(field, value, "zh")
    assert "{" not in chinese
    assert not re.search(r"[A-Za-z]{4,}", chinese), "no sentence of the validator's own"
    assert not re.search(r"[\u4e00-\u9fff{]", said(field, value, "en"))
