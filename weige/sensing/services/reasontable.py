"""Reasons of verdicts, the weight of a device's word and the advice on thresholds as reference tables of the office."""

import re
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid
from weige.kernel.officedata import OfficeFile, Raw
from weige.kernel.reference import Choice, Effect, Field, Row, Values
from weige.kernel.services.filetable import FileTable
from weige.sensing.queries import tableeffects
from weige.sensing.rules.precision import defaults
from weige.sensing.rules.warning import KEPT, VOIDED, reasons
from weige.sensing.rules.weight import weighing

CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,31}")
DAY: Final = timedelta(days=1)


class SensingFile(FileTable):
    group = "sensing"
    read = edit = "device.manage"


class Reasons(SensingFile):
    """One row a reason. What was said with one that goes out of use keeps its words."""

    code = "verdict_reasons"
    file: ClassVar[OfficeFile[Any]] = reasons
    adds = True

    def fields(self, access: Access, now: datetime) -> list[Field]:
        return [
            Field("code", required=True, fixed=True, low=1, high=32),
            Field("zh", required=True, low=1, high=40),
            Field("en", required=True, low=1, high=80),
            Field("order", "whole", required=True, low=1, high=9999, default=500),
            Field("active", "flag", default=True),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        found = []
        for code, one in reasons().items():
            values = {"code": code, "zh": one.zh, "en": one.en, "order": one.order, "active": one.active}
            found.append(Row(code, one.zh, one.en, values, self.origin(code), off=not one.active))
        return found

    def key_of(self, values: Values) -> str:
        if not CODE.fullmatch(values["code"]):
            raise Invalid([FieldError("values.code", "reason_code_shape")])
        if values["code"] in reasons():
            raise Invalid([FieldError("values.code", "reason_code_taken")])
        return str(values["code"])

    def told(self, key: str, values: Values) -> Raw:
        if key in KEPT and not values["active"]:
            raise Invalid([FieldError("values.active", "reason_stays")])
        return {key: {name: values[name] for name in ("zh", "en", "order", "active")}}

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        self.asked(self.editable(), key or self.key_of(values), values)
        if not key:
            return [Effect("reason_new")]
        return tableeffects.of_reason(key, leaves=reasons()[key].active and not values["active"], now=now)


class Weights(SensingFile):
    """The one row of weight.toml."""

    code = "device_weight"
    file: ClassVar[OfficeFile[Any]] = weighing

    def fields(self, access: Access, now: datetime) -> list[Field]:
        chosen = tuple(Choice(code, one.zh, one.en) for code, one in reasons().items() if code != VOIDED)
        return [
            Field("window_days", "whole", required=True, low=1, high=3650),
            Field("judge_days", "whole", required=True, low=1, high=365),
            Field("min_verdicts", "whole", required=True, low=1, high=10000),
            Field("falls_below", "number", required=True, low=0, high=1),
            Field("returns_at", "number", required=True, low=0, high=1),
            Field("not_counted", "many", choices=chosen),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        one, own = weighing(), self.file.held().own
        values = {
            "window_days": one.window // DAY, "judge_days": max(1, one.judge_within // DAY),
            "min_verdicts": one.min_verdicts, "falls_below": f"{one.falls_below:g}",
            "returns_at": f"{one.returns_at:g}", "not_counted": sorted(one.not_counted),
        }  # fmt: skip
        note = self.origin() if own or self.file.held().fault else "reference_default"
        return [Row("weight", "设备判断的权重", "Weight of a device's word", values, note)]

    def told(self, key: str, values: Values) -> Raw:
        if float(values["returns_at"]) < float(values["falls_below"]):
            raise Invalid([FieldError("values.returns_at", "weight_returns_below")])
        base = self.file.base["not_counted"]
        same = set(base) == set(values["not_counted"])
        return {
            "window": f"{values['window_days']}d",
            "judge_within": f"{values['judge_days']}d",
            "min_verdicts": values["min_verdicts"],
            "falls_below": float(values["falls_below"]),
            "returns_at": float(values["returns_at"]),
            "not_counted": base if same else values["not_counted"],
        }

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        return tableeffects.of_weighing(self.asked(self.editable(), key, values), now)


class Advice(SensingFile):
    """The one row of advice.toml: its numbers; its sentences are words of our own screens."""

    code = "threshold_advice"
    file: ClassVar[OfficeFile[Any]] = defaults

    def fields(self, access: Access, now: datetime) -> list[Field]:
        return [
            Field("least", "whole", required=True, low=1, high=10000),
            Field("most_lost", "number", required=True, low=0, high=1),
            Field("least_saved", "number", required=True, low=0, high=1),
            Field("step", "number", required=True, low=0.001, high=0.5),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        one = defaults()
        values = {name: f"{one[name]:g}" for name in ("most_lost", "least_saved", "step")}
        held = self.file.held()
        note = self.origin() if held.own or held.fault else "reference_default"
        return [Row("advice", "置信度建议", "Advice on thresholds", {"least": one["least"], **values}, note)]

    def told(self, key: str, values: Values) -> Raw:
        shares = {name: float(values[name]) for name in ("most_lost", "least_saved", "step")}
        return {"least": values["least"], **shares}

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        return tableeffects.of_advice(self.asked(self.editable(), key, values), now)
