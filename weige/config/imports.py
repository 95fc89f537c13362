"""What `weige import` can bring in: each kind's file handed to the module that owns it, its answer in one form."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import transaction

from weige.cases.services.catalogue import import_catalogue
from weige.config.console import acting
from weige.config.seeds import is_demo
from weige.config.trouble import Trouble
from weige.config.words import language, say
from weige.enforcement.services.kinds import name_offices
from weige.kernel import timesource
from weige.kernel.errors import Problem, words
from weige.kernel.models import Setting
from weige.kernel.services.calendar import import_days
from weige.kernel.tabular import read
from weige.kernel.worktime import CalendarFileError, parse_calendar_csv
from weige.registry.schemas import SHOPS
from weige.registry.services import import_shops
from weige.territory import services as territory
from weige.territory.models import Area

COUNTS = ("created", "updated", "replaced", "unchanged")


@dataclass
class Result:
    """How many rows the file has, what became of them, and every wrong cell as (row, column, sentence)."""

    rows: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    errors: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def counts_text(self) -> str:
        return ", ".join(say(f"import_{name}", count=count) for name, count in self.counts.items() if count)


def said(code: str, params: dict[str, Any] | None = None) -> str:
    """An error's sentence in the language of the command."""
    return words(code, language(), params or {})


def bring(kind: str, name: str, content: bytes, options: argparse.Namespace) -> Result:
    """Imports a file's content. Nothing is written on a dry run or when a row is wrong. Raises Trouble."""
    handlers = {"shops": shops, "matters": matters, "calendar": calendar}
    try:
        return handlers.get(kind, partial(places, kind))(name, content, options)
    except UnicodeDecodeError as error:
        raise Trouble("file_unreadable", file=name, reason="UTF-8") from error
    except Problem as problem:
        faults = "; ".join(said(e.code, e.params) for e in problem.errors)
        raise Trouble("refused", reason=faults or said(problem.code, problem.params)) from problem


def places(kind: str, name: str, content: bytes, options: argparse.Namespace) -> Result:
    """Layers, areas and what stands on the ground: GeoJSON, CSV or Excel."""
    try:
        rows = territory.rows_of_file(name, content)
        report = service(kind, options)(rows=rows, dry_run=options.dry_run, **acting())
    except ValueError as error:  # TerritoryFault: the file as a whole, or the datum
        code = getattr(error, "code", "")
        reason = said(code, getattr(error, "params", {})) if code else str(error)
        raise Trouble("file_unreadable", file=name, reason=reason) from error
    if kind == "areas" and report.written:
        name_street()
    counts = {count: getattr(report, count) for count in COUNTS}
    return Result(report.rows, counts, [(e.row, e.column, said(e.code, e.params)) for e in report.errors])


def name_street() -> None:
    """The only subdistrict of a new installation is its street, until somebody sets another."""
    found = list(
        Area.objects.filter(level="subdistrict", valid_to__isnull=True).values_list("code", flat=True)[:2]
    )
    if len(found) == 1:
        Setting.objects.get_or_create(key="street", defaults={"value": found[0]})
    own_papers()


def own_papers() -> None:
    """Papers nobody has edited are the installation's own street's, not the demonstration's."""
    code = Setting.objects.filter(key="street").values_list("value", flat=True).first()
    area = Area.objects.filter(code=code, valid_to__isnull=True).first() if code else None
    if area is not None and not is_demo():
        name_offices(name_zh=area.name_zh, name_en=area.name_en, note=area.name_zh, now=timesource.now())


def service(kind: str, options: argparse.Namespace) -> Callable[..., territory.ImportReport]:
    """The territory's service for a kind, with what it needs besides the rows."""
    if kind == "layers":
        return layers
    given: Callable[..., territory.ImportReport] = getattr(territory, f"import_{kind}")
    if kind == "areas":
        given = partial(given, valid_from=options.valid_from or timesource.now().date())
    return partial(given, datum=options.datum)


def layers(*, rows: list[territory.Row], dry_run: bool, **_: object) -> territory.ImportReport:
    """Columns code, name_zh, name_en, order: the kinds of trees that areas hang in."""
    report = territory.ImportReport("layers", dry_run, rows=len(rows))
    with transaction.atomic():
        for place, row in enumerate(rows, start=1):
            for column in ("code", "name_zh", "name_en"):
                if not row.text(column):
                    report.fault(row.number, column, "field_missing")
            if not report.errors:
                order = int(row.text("order")) if row.text("order").isdigit() else place
                names = {column: row.text(column) for column in ("code", "name_zh", "name_en")}
                territory.open_layer(**names, order=order)
                report.updated += 1
        if not report.written:
            transaction.set_rollback(True)
    return report


def shops(_: str, content: bytes, options: argparse.Namespace) -> Result:
    """Shops by code: CSV or Excel with the columns of registry.schemas.SHOPS, coordinates in WGS84."""
    done = import_shops(sheet=read(content, SHOPS), dry_run=options.dry_run, **acting())
    return Result(done.rows, {}, [(e.row, e.column, said(e.code, dict(e.params))) for e in done.errors])


def matters(_: str, content: bytes, options: argparse.Namespace) -> Result:
    """Matters and conditions: CSV with the columns of weige/cases/data/matters.csv."""
    lines = content.decode("utf-8-sig").splitlines()
    done = import_catalogue(lines, valid_from=options.valid_from, dry_run=options.dry_run, **acting())
    counts = {
        "created": done.matters_new + done.conditions_new,
        "replaced": done.conditions_replaced,
        "unchanged": done.conditions_same,
    }
    errors = [(e.row, e.column, said(e.code, {"value": e.value})) for e in done.errors]
    return Result(max(len(lines) - 1, 0), counts, errors)


def calendar(_: str, content: bytes, options: argparse.Namespace) -> Result:
    """Dated exceptions of the working calendar (CSV); --complete-year says that a year is complete."""
    try:
        days = parse_calendar_csv(content.decode("utf-8-sig"))
    except CalendarFileError as error:
        return Result(errors=[(e.row, e.column, said(f"calendar_{e.code}")) for e in error.errors])
    import_days(days=days, complete_years=options.complete_year, dry_run=options.dry_run, **acting())
    return Result(len(days))
