"""What the endpoints share: answers written by orjson; what an import of a workbook did."""

from collections.abc import Sequence
from typing import Any, Protocol

import orjson
from django.http import HttpResponse

from weige.kernel.tabular import RowError, Sheet


class Done(Protocol):
    """What an import did, or would do: rows with their result, and what is wrong."""

    @property
    def items(self) -> Sequence[tuple[Any, ...]]: ...
    @property
    def errors(self) -> Sequence[RowError]: ...
    def count(self, result: str, /) -> int: ...


def answer(body: Any, status: int = 200) -> HttpResponse:
    """The body as JSON; its shape is the endpoint's declared response (a test compares them)."""
    return HttpResponse(
        orjson.dumps(body, option=orjson.OPT_UTC_Z), status=status, content_type="application/json"
    )


def imported(
    sheet: Sheet, done: Done, *, results: Sequence[str], columns: Sequence[str], dry_run: bool, language: str
) -> HttpResponse:
    """An import's answer. results: what may have become of a row, each counted; columns: names of an item's values."""
    return answer(
        {
            "dry_run": dry_run,
            "rows": len(sheet.rows) + len({error.row for error in sheet.errors}),
            **{result: done.count(result) for result in results},
            "items": [dict(zip(columns, item, strict=True)) for item in done.items],
            "errors": [error.to_json(language) for error in done.errors],
            "ignored": sheet.ignored,
        }
    )
