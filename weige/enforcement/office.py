"""Enforcement at the back office: tables with an editor of their own, and how reviews and lawsuits may end."""

from datetime import datetime

from weige.enforcement.models import RemedyOutcome
from weige.enforcement.services import powerwords, remedies
from weige.enforcement.services.kindtable import PaperKinds
from weige.kernel.access import Access
from weige.kernel.reference import Effect, Field, Note, Page, Row, Table, Values, choices_of, register


class RemedyOutcomes(Table):
    code = "remedy_outcomes"
    group = "enforcement"
    read, edit = "power.list", "power.edit"
    adds = True

    def fields(self, access: Access, now: datetime) -> list[Field]:
        kinds = choices_of(self, "applies", ("any", "reconsideration", "lawsuit"))
        return [
            Field("code", required=True, fixed=True, low=2, high=20),
            Field("applies", "choice", choices=kinds, required=True, default="any"),
            Field("overturned", "flag", default=False),
            Field("text_zh", required=True, high=40),
            Field("text_en", required=True, high=80),
            Field("order", "whole", required=True, low=0, high=9999, default=500),
            Field("active", "flag", default=True),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        return [
            Row(
                one.code,
                one.text_zh,
                one.text_en,
                {name: getattr(one, name) for name in ("code", *remedies.COLUMNS)},
                "reference_office" if one.source == "office" else "reference_default",
                off=not one.active,
            )
            for one in RemedyOutcome.objects.order_by("order", "pk")
        ]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        code = str(key or values["code"])
        remedies.set_outcome(code=code, values=values, who=access.who, now=now, note=note)
        return code

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        others = RemedyOutcome.objects.filter(active=True).exclude(pk=key).count()
        return [Effect("office_remedy_outcome", {"n": others + bool(values["active"])})]


register(
    Page("powers", "enforcement", "power.list", "power.edit", "/powers", "enforcement"),
    PaperKinds(),
    Page("legal", "enforcement", "power.list", "legal.confirm", "/legal", "enforcement"),
    RemedyOutcomes(),
)
powerwords.declare()
