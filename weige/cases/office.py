"""The case module's reference tables for the back office: matters, conditions, limits, reasons."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from weige.cases.models import Case, FilingCondition, HotlineLimit, Matter
from weige.cases.queries import catalogue as catalogue_queries
from weige.cases.queries import hotline as hotline_queries
from weige.cases.queries import officeeffects
from weige.cases.queries.recurring import window
from weige.cases.queries.rostereffects import of_roster
from weige.cases.services import catalogue, hotline_import, mattering, reasons, recurring
from weige.cases.services.mappingtable import DayHeaders, OrderHeaders
from weige.kernel import reference
from weige.kernel.access import Access
from weige.kernel.reference import (
    CALENDAR_EFFECTS,
    Choice,
    Effect,
    Field,
    Note,
    Page,
    Row,
    Sight,
    Table,
    Values,
    choices_of,
    register,
)
from weige.kernel.worktime import Unit, words
from weige.people.queries.rostereffects import ROSTER_EFFECTS
from weige.territory.queries.placed import Placed, declare

UNITS: Final = tuple(
    Choice(unit.value, words("unit", unit.value).zh, words("unit", unit.value).en) for unit in Unit
)
LIMIT: Final = (
    Field("amount", "number", required=True, low=0.01, high=9999),
    Field("unit", "choice", choices=UNITS, required=True, default=Unit.WORK_HOUR.value),
)
ORIGIN: Final = {"placeholder": "reference_unverified", "office": "reference_office"}


def origin(source: str) -> str:
    """The code of the sentence about where a value comes from."""
    known = ORIGIN.get(source)
    return known or ("reference_sourced" if source.startswith("sourced") else "reference_default")


def plain(number: Any) -> str:
    """A number as the editor keeps it."""
    return format(Decimal(str(number)).normalize(), "f")


class CaseTable(Table):
    """What all of them share."""

    group = "cases"
    read, edit = "matter.list", "matter.edit"


class Matters(CaseTable):
    code = "matters"
    adds = True

    def fields(self, access: Access, now: datetime) -> list[Field]:
        return [
            Field("code", required=True, fixed=True, low=2, high=16),
            Field("name_zh", required=True, high=60),
            Field("name_en", high=80),
            Field("class_code", required=True, high=8),
            Field("class_zh", required=True, high=60),
            Field("aliases", "list", high=30),
            Field("active", "flag", default=True),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        newest = {(m.kind, m.code): m for m in Matter.objects.order_by("pk")}
        return [
            Row(
                f"{m.kind}.{m.code}",
                m.name_zh,
                m.name("en"),
                {"code": m.code, **mattering.plain_matter(m)},
                origin(m.name_source),
                off=m.valid_to is not None,
            )
            for m in sorted(newest.values(), key=lambda one: (one.code, one.kind))
        ]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        return mattering.set_matter(
            key=key, code=values["code"].upper(), values=values, who=access.who, now=now, note=note
        )

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        if not key:
            return [Effect("office_matter_new")]
        kind, _, code = key.partition(".")
        return officeeffects.of_matter(
            kind=kind, code=code, values=values, before=self.row(access, key, now).values
        )


class Conditions(CaseTable):
    code = "conditions"
    adds = True

    def fields(self, access: Access, now: datetime) -> list[Field]:
        matters = Matter.objects.filter(valid_to=None).order_by("code", "kind")
        known = tuple(
            Choice(f"{m.kind}.{m.code}", f"{m.code} {m.name_zh}", f"{m.code} {m.name('en')}") for m in matters
        )
        return [
            Field("matter", "choice", choices=known, required=True, fixed=True),
            Field("text_zh", required=True, high=200),
            Field("text_en", high=200),
            *LIMIT,
            Field("closing_zh", required=True, high=100),
            Field("closing_en", high=120),
            Field("wants_after_photo", "flag", default=True),
            Field("active", "flag", default=True),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        newest: dict[str, FilingCondition] = {}
        for one in FilingCondition.objects.select_related("matter").order_by("pk"):
            newest[catalogue.key_of(one)] = one
        return [
            Row(
                key,
                f"{one.matter.code} {one.matter.name_zh} · {one.text_zh}",
                f"{one.matter.code} {one.matter.name('en')} · {one.text_en or one.text_zh}",
                {"matter": f"{one.matter.kind}.{one.matter.code}", **catalogue.plain_condition(one)},
                origin(one.source),
                off=one.valid_to is not None,
            )
            for key, one in sorted(newest.items(), key=lambda pair: (pair[1].matter.code, pair[0]))
        ]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        return mattering.set_condition(key=key, values=values, who=access.who, now=now, note=note)

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        if not key:
            return [Effect("office_condition_new")]
        kind, _, rest = key.partition(".")
        code, _, no = rest.rpartition(".")
        limit = {"amount": values["amount"], "unit": values["unit"]}
        return officeeffects.of_limit(kind=kind, code=code, no=int(no), **limit, now=now)


class StageLimits(CaseTable):
    code = "stage_limits"

    def fields(self, access: Access, now: datetime) -> list[Field]:
        return list(LIMIT)

    def rows(self, access: Access, now: datetime) -> list[Row]:
        return [
            Row(
                row["stage"],
                row["name_zh"],
                row["name_en"],
                {"amount": plain(row["amount"]), "unit": row["unit"]},
                origin(row["source"]),
            )
            for row in catalogue_queries.stage_limit_rows()
        ]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        amount = Decimal(values["amount"])
        catalogue.set_stage_limit(
            stage=key, amount=amount, unit=values["unit"], who=access.who, now=now, note=note
        )
        return key

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        running = Case.objects.filter(ended_at=None).count()
        return [Effect("office_stage_keep", {"n": running})]


class HotlineLimits(CaseTable):
    code = "hotline_limits"

    def fields(self, access: Access, now: datetime) -> list[Field]:
        return list(LIMIT)

    def rows(self, access: Access, now: datetime) -> list[Row]:
        return [
            Row(
                row["kind"],
                row["name_zh"],
                row["name_en"],
                {"amount": plain(row["amount"]), "unit": row["unit"]},
                origin(row["source"]),
            )
            for row in hotline_queries.limit_rows()
        ]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        amount = Decimal(values["amount"])
        hotline_import.set_limit(
            kind=key, amount=amount, unit=values["unit"], who=access.who, now=now, note=note
        )
        return key

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        known = HotlineLimit.objects.filter(kind=key).exists()
        return [Effect("office_hotline_own" if known else "office_hotline_first")]


class Reasons(CaseTable):
    """A list of reasons of the office (services.reasons)."""

    adds = True
    kept: reasons.Kept
    effect: str

    def rows(self, access: Access, now: datetime) -> list[Row]:
        return [
            Row(
                row["code"],
                row["text_zh"],
                row["text_en"],
                {name: row[name] for name in ("code", *self.kept.columns)},
                origin(row["source"]),
                off=not row["active"],
            )
            for row in self.kept.model._default_manager.order_by("order", "pk").values()
        ]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        code = str(key or values["code"])
        reasons.set_reason(self.kept, code=code, row=values, who=access.who, now=now, note=note)
        return code

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        fits = self.kept.model._default_manager.filter(active=True).exclude(pk=key).count()
        return [Effect(self.effect, {"n": fits + bool(values["active"])})]


class PatrolReasons(Reasons):
    code = "patrol_reasons"
    kept = reasons.PATROL
    effect = "office_patrol_reason"

    def fields(self, access: Access, now: datetime) -> list[Field]:
        return [
            Field("code", required=True, fixed=True, low=2, high=24),
            Field("missed", "flag", default=True),
            Field("text_zh", required=True, high=60),
            Field("text_en", required=True, high=120),
            Field("order", "whole", required=True, low=0, high=9999, default=500),
            Field("active", "flag", default=True),
        ]


class ReturnReasons(Reasons):
    code = "return_reasons"
    kept = reasons.RETURN
    effect = "office_reason"

    def fields(self, access: Access, now: datetime) -> list[Field]:
        return [
            Field("code", required=True, fixed=True, low=2, high=24),
            Field("text_zh", required=True, high=60),
            Field("text_en", required=True, high=120),
            Field(
                "applies",
                "choice",
                choices=choices_of(self, "applies", ("any", "component", "matter")),
                required=True,
                default="any",
            ),
            Field("names_unit", "flag", default=False),
            Field("basis_zh", high=200),
            Field("basis_en", high=200),
            Field("order", "whole", required=True, low=0, high=9999, default=500),
            Field("active", "flag", default=True),
        ]


class RecurrenceWindow(CaseTable):
    code = "recurrence"

    def fields(self, access: Access, now: datetime) -> list[Field]:
        return [
            Field("days", "whole", required=True, low=1, high=365),
            Field("within_m", "whole", required=True, low=5, high=300),
            Field("look_days", "whole", required=True, low=1, high=730),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        held, said = window(), reference.said(self)
        return [Row("window", said["zh"], said["en"], dict(recurring.plain(held)), origin(held.source))]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        recurring.set_window(values=values, who=access.who, now=now, note=note)
        return key

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        return [officeeffects.of_recurrence(days=int(values["days"]), now=now)]


def case_named(text: str) -> Case | None:
    """The case with this number."""
    return Case.objects.filter(number=text.strip().upper()).first()


register(
    Matters(),
    Conditions(),
    StageLimits(),
    HotlineLimits(),
    ReturnReasons(),
    PatrolReasons(),
    RecurrenceWindow(),
    OrderHeaders(),
    DayHeaders(),
    Page("merge_policies", "cases", "matter.list", "matter.edit", "/sameness", "cases"),
    Page("routing", "cases", "matter.list", "route.edit", "/routing", "cases"),
    Sight(
        "case",
        "cases",
        Case,
        ("case.list", "case.read", "case.accept", "case.dispatch", "case.handle", "case.check", "case.close",
         "case.approve", "evidence.original", "case.export"),
        case_named,
        lambda case: (case.number, case.number),
    ),
)  # fmt: skip
declare(Placed("open_case", lambda: Case.objects.filter(ended_at=None)))
CALENDAR_EFFECTS.append(officeeffects.of_calendar)
ROSTER_EFFECTS.append(of_roster)
