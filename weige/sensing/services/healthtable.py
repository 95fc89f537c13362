"""What makes a device look unwell, as reference tables: limits, points, and how each kind of reading is watched."""

from datetime import datetime
from typing import Any, ClassVar, Final

from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid
from weige.kernel.officedata import OfficeFile, Raw
from weige.kernel.reference import Effect, Field, Row, Values
from weige.sensing.queries import tableeffects
from weige.sensing.queries.rules import in_force
from weige.sensing.rules.health import weights
from weige.sensing.services.reasontable import SensingFile

WHOLE: Final = (
    "battery_low",
    "battery_empty",
    "soon_days",
    "frozen_least",
    "neighbour_metres",
    "neighbours_least",
)
BOUNDS: Final = {
    "battery_low": (0, 100), "battery_empty": (0, 100), "soon_days": (0, 365), "frozen_least": (2, 10000),
    "neighbour_metres": (0, 5000), "neighbours_least": (1, 100), "on_time": (0, 1), "drift_times": (1, 100),
}  # fmt: skip


class HealthFile(SensingFile):
    """What the tables over health.toml share: the effect is which devices would look otherwise today."""

    file: ClassVar[OfficeFile[Any]] = weights

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        return tableeffects.of_health(self.asked(self.editable(), key, values), now)


class Limits(HealthFile):
    """The one row of [limits] and [bands]."""

    code = "health_limits"

    def fields(self, access: Access, now: datetime) -> list[Field]:
        return [
            *(
                Field(name, "whole" if name in WHOLE else "number", required=True, low=low, high=high)
                for name, (low, high) in BOUNDS.items()
            ),
            *(Field(name, "whole", required=True, low=1, high=100) for name in ("good", "fair")),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        limits, bands = weights()["limits"], weights()["bands"]
        values = {name: limits[name] if name in WHOLE else f"{limits[name]:g}" for name in BOUNDS}
        note = self.origin("limits")
        note = self.origin("bands") if note == "reference_default" else note
        return [Row("limits", "健康界限", "Limits of health", values | dict(bands), note)]

    def told(self, key: str, values: Values) -> Raw:
        wrong = []
        if values["battery_empty"] > values["battery_low"]:
            wrong.append(FieldError("values.battery_empty", "health_battery_order"))
        if values["fair"] > values["good"]:
            wrong.append(FieldError("values.fair", "health_band_order"))
        if wrong:
            raise Invalid(wrong)
        limits = {name: values[name] if name in WHOLE else float(values[name]) for name in BOUNDS}
        return {"limits": limits, "bands": {name: values[name] for name in ("good", "fair")}}


class Points(HealthFile):
    """One row each thing that ails a device: how many points it takes off."""

    code = "health_points"

    def fields(self, access: Access, now: datetime) -> list[Field]:
        return [Field("points", "whole", required=True, low=0, high=100)]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        words = weights()["words"]
        return [
            Row(one, words[one]["zh"], words[one]["en"], {"points": n}, self.origin("points", one))
            for one, n in weights()["points"].items()
        ]

    def told(self, key: str, values: Values) -> Raw:
        return {"points": {key: values["points"]}}


class Watched(HealthFile):
    """One row a kind of reading: whether standing still is a fault, and from which shift on it drifts."""

    code = "health_kinds"

    def fields(self, access: Access, now: datetime) -> list[Field]:
        return [Field("frozen", "flag"), Field("drift", "number", low=0, high=100000)]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        drift, still = weights()["drift"], weights()["frozen"]["kinds"]
        own = self.origin("frozen")
        found = []
        for code, kind in in_force().kinds.signal.items():
            if kind.carries == "value":
                least = drift.get(code, 0)
                values = {"frozen": code in still, "drift": f"{least:g}" if least else None}
                note = self.origin("drift", code)
                note = own if note == "reference_default" and own != note else note
                found.append(Row(code, kind.zh, kind.en, values, note))
        return found

    def told(self, key: str, values: Values) -> Raw:
        still = list(weights()["frozen"]["kinds"])
        if values["frozen"] != (key in still):
            still = [*still, key] if values["frozen"] else [one for one in still if one != key]
        base = self.file.base["frozen"]["kinds"]
        still = base if set(still) == set(base) else still
        least = float(values["drift"] or 0)
        known = key in weights()["drift"] or key in self.file.base["drift"]
        return {"frozen": {"kinds": still}} | ({"drift": {key: least}} if least or known else {})
