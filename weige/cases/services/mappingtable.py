"""Whose workbook has which headers, as reference tables: one of the orders, one of the call centre's days."""

import re
from collections.abc import Mapping
from datetime import datetime

from weige.cases.models import HotlineMapping
from weige.cases.rules.hotline import KINDS
from weige.cases.services import hotline_mapping
from weige.cases.services.step import refuse
from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid
from weige.kernel.reference import Effect, Field, Note, Row, Table, Values
from weige.kernel.tabular.columns import comparable

SOURCE = re.compile(r"[\w\-.（）() ]{1,40}")
WORD = 40  # characters of a sender's word for a kind of order


class HeaderTable(Table):
    """Headers of one sheet by source. what: the sheet."""

    group = "cases"
    read, edit = "hotline.take", "hotline.take"
    adds = True
    what: str

    def fields(self, access: Access, now: datetime) -> list[Field]:
        columns = hotline_mapping.SHEETS[self.what].columns
        headers = [Field(one.name, required=one.required, high=60) for one in columns]
        kinds = [Field(f"kind_{kind}", "list", high=30) for kind in KINDS] if self.what == "orders" else []
        return [Field("source", required=True, fixed=True, low=1, high=40), *headers, *kinds]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        return [
            Row(one.source, one.source, one.source, hotline_mapping.plain_mapping(one))
            for one in HotlineMapping.objects.filter(what=self.what).order_by("pk")
        ]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        source, fields, kinds = self._said(key, values)
        version = HotlineMapping.objects.get(pk=key).version if key else 0
        row = hotline_mapping.set_mapping(
            source=source, fields=fields, kinds=kinds, version=version, what=self.what, who=access.who, now=now,
            note=note,
        )  # fmt: skip
        return row.source

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        """Which fields an import would leave empty, and whose files could be taken for this source's."""
        source, fields, _ = self._said(key, values)
        without = [
            (one.zh, one.en) for one in hotline_mapping.SHEETS[self.what].columns if one.name not in fields
        ]
        found = [Effect("hotline_map_later")]
        if without:
            found.append(Effect("hotline_map_without", {"n": len(without)}, "info", without))
        here = {comparable(header) for header in fields.values()}
        alike = [
            (one.source, one.source)
            for one in HotlineMapping.objects.filter(what=self.what).exclude(pk=source).order_by("pk")
            if {comparable(header) for header in one.fields.values()} <= here
            or here <= {comparable(header) for header in one.fields.values()}
        ]
        if alike:
            found.append(Effect("hotline_map_alike", {"n": len(alike)}, "warn", alike))
        return found

    def _said(self, key: str, values: Values) -> tuple[str, Mapping[str, str], Mapping[str, str]]:
        """Source, headers and kinds. Raises Invalid at the form's field."""
        source = key or values["source"]
        if not key and (not SOURCE.fullmatch(source) or HotlineMapping.objects.filter(pk=source).exists()):
            raise refuse("source", "hotline_source", source=source)
        columns = hotline_mapping.SHEETS[self.what].columns
        fields = {one.name: values[one.name] for one in columns if values[one.name]}
        kinds: dict[str, str] = {}
        for kind in KINDS if self.what == "orders" else ():
            for word in values[f"kind_{kind}"]:
                if len(word) > WORD or kinds.setdefault(word, kind) != kind:
                    raise refuse(f"kind_{kind}", "hotline_word", word=word[:WORD])
        try:
            hotline_mapping.check(fields, kinds, self.what)
        except Invalid as wrong:
            raise Invalid(
                [FieldError(one.field.rpartition(".")[2], one.code, one.params) for one in wrong.errors]
            ) from wrong
        return source, fields, kinds


class OrderHeaders(HeaderTable):
    code = hotline_mapping.TABLE_CODES["orders"]
    what = "orders"


class DayHeaders(HeaderTable):
    code = hotline_mapping.TABLE_CODES["days"]
    what = "days"
