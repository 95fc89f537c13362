"""The filtered list as a workbook; who took it, how many and by which filter stands in the log."""

from datetime import datetime
from typing import Any

from django.db import transaction

from weige.cases.events import Exported
from weige.cases.models import Case
from weige.cases.queries.actors import seat_of
from weige.cases.queries.lists import LISTED, ORDERS, cases, order_of
from weige.cases.rules.localtime import local_day
from weige.cases.rules.states import STAGE_OF
from weige.cases.rules.words import both, label
from weige.cases.schemas.filters import CaseFilter
from weige.kernel import log
from weige.kernel.access import Access
from weige.kernel.errors import Problem
from weige.kernel.tabular import Column, Export

#: Beyond this a workbook is no help and a request too long (our default).
MOST = 20_000
COLUMNS = (
    "number", "code", "matter", "name", "place", "source", "stage", "state", "unit", "found", "filed", "dispatched",
    "due", "handled", "closed", "overdue", "outcome", "returns", "reworks", "extensions",
)  # fmt: skip


def export_cases(*, access: Access, wanted: CaseFilter, language: str, now: datetime) -> Export:
    """The cases of a filter that the reader may both list and export. Raises NotFound, export_too_large (422)."""
    rows = access.rows("case.export", cases(access, seat_of(access), wanted, now=now))
    order = ORDERS[order_of(wanted)]
    found = list(rows.select_related(*LISTED).order_by(*order)[: MOST + 1])
    if len(found) > MOST:
        raise Problem("export_too_large", status=422, most=MOST)
    asked = wanted.dict(exclude_defaults=True)
    with transaction.atomic():
        event = Exported(rows=len(found), filter={key: str(value) for key, value in asked.items()})
        log.append(event, who=access.who, now=now, subject="export:cases")
    return Export(
        title=label("export", "title", language),
        columns=[Column(name, *both("export", name)) for name in COLUMNS],
        rows=[row_of(case, language) for case in found],
        account=access.who.name,
        at=now,
        since=local_day(wanted.since) if wanted.since else None,
        until=local_day(wanted.until or now) if wanted.since else None,
        language=language,
    )


def row_of(case: Case, language: str) -> dict[str, Any]:
    """A case as a line of the workbook."""
    english = language == "en"
    unit = case.handler_post or case.department
    return {
        "number": case.number,
        "code": case.matter.code if case.matter else "",
        "matter": case.matter.name(language) if case.matter else "",
        "name": case.title_en if english else case.title_zh,
        "place": case.place_en if english and case.place_en else case.place_zh,
        "source": "、".join(label("source", source, language) for source in case.sources),
        "stage": label("stage", STAGE_OF[case.now_in], language),
        "state": label("state", case.state, language),
        "unit": (unit.name_en if english else unit.name_zh) if unit else "",
        "found": case.found_at,
        "filed": case.filed_at,
        "dispatched": case.dispatched_at,
        "due": case.due_at,
        "handled": case.handled_at,
        "closed": case.closed_at,
        "overdue": case.overdue_since,
        "outcome": label("outcome", case.outcome, language) if case.outcome else "",
        "returns": case.returns,
        "reworks": case.reworks,
        "extensions": case.extensions,
    }
