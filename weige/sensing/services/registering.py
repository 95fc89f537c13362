"""Devices registered in bulk from a sheet: all rows or none, on trial until accepted, secrets made once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone

from weige.kernel import log
from weige.kernel.access import Who
from weige.kernel.tabular import Column, Kind, Outcome, Row, RowError, Sheet, Table, run_import
from weige.registry.models import Shop
from weige.sensing.events import CredentialIssued, DevicesRegistered
from weige.sensing.models import Device, DeviceCredential
from weige.sensing.rules.kinds import Kinds
from weige.sensing.rules.signals import CODE
from weige.sensing.services.devices import Secret, digest_of, mqtt_user, secret_of
from weige.territory.models import Building
from weige.territory.queries import locate

May = Callable[[Device], bool]
MOST = 2000  # devices of one sheet (our default)


@dataclass
class Registered:
    """What became of a sheet; secrets only when it was written, and never again."""

    outcome: Outcome
    secrets: list[Secret] = field(default_factory=list)


def table(kinds: Kinds) -> Table:
    """The columns of the sheet; the kinds are those known now."""
    known: dict[str, str] = {}
    for kind in kinds.device.values():
        known |= {kind.zh: kind.code, kind.en: kind.code}
    return Table(
        (
            Column("code", "设备编码", "Device code", required=True, unique=True, longest=40),
            Column("kind", "类型", "Kind", Kind.CHOICE, required=True, choices=known),
            Column("name_zh", "名称", "Name", required=True, longest=120),
            Column("name_en", "英文名称", "English name", longest=120),
            Column("model", "型号", "Model", longest=80),
            Column("building", "楼栋编码", "Building code", longest=40),
            Column("shop", "店铺编码", "Shop code", longest=40),
            Column("lon", "经度", "Longitude", Kind.NUMBER, minimum=-180, maximum=180),
            Column("lat", "纬度", "Latitude", Kind.NUMBER, minimum=-90, maximum=90),
            Column("height_m", "安装高度(米)", "Height (m)", Kind.NUMBER, minimum=-100, maximum=1000),
            Column(
                "minutes", "应报间隔(分钟)", "Expected every (min)", Kind.NUMBER, minimum=1, maximum=525600
            ),
            Column("events_only", "只报事件", "Events only", Kind.YES_NO),
            Column("calibrated_until", "校准有效期", "Calibrated until", Kind.DATE),
            Column("certificate_no", "审核证书号", "Audit certificate", longest=80),
            Column("certificate_until", "证书有效期", "Certificate until", Kind.DATE),
            Column("published", "点位已公示", "Position published", Kind.YES_NO),
        )
    )


def register_devices(*, sheet: Sheet, who: Who, may: May, now: datetime, dry_run: bool) -> Registered:
    """Registers every row, or none when anything is wrong. They are on trial until an installer's device is heard.

    Without a point of its own a device stands at its building or shop. may: whether the one who registers looks
    after devices there.
    """
    done: list[Secret] = []

    def check(rows: Sequence[Row]) -> list[RowError]:
        if len(rows) > MOST:
            return [RowError(rows[MOST].number, "code", "devices_too_many", {"most": MOST})]
        known = _Known.of(rows)
        return [error for row in rows for error in known.faults(row, may, now)]

    def write(rows: Sequence[Row]) -> None:
        known = _Known.of(rows)
        done.extend(_store([known.device(row, now) for row in rows], who, now))

    outcome = run_import(sheet, write, check=check, dry_run=dry_run)
    return Registered(outcome, done if outcome.written else [])


def _store(devices: Sequence[Device], who: Who, now: datetime) -> list[Secret]:
    stored = Device.objects.bulk_create(devices)
    keys = [DeviceCredential(pk=uuid4(), device=one, number=1, created_at=now) for one in stored]
    secrets = [Secret(key, secret_of(key.pk), mqtt_user(key.device.code, 1)) for key in keys]
    for one in secrets:
        one.credential.digest = digest_of(one.secret)
    DeviceCredential.objects.bulk_create(keys)
    cells = sorted({cell for one in stored for cell in one.cells})
    event = DevicesRegistered(count=len(stored), codes=[one.code for one in stored])
    drafts = [log.draft(event, who=who, now=now, subject="devices:register", cells=cells)]
    drafts += [
        log.draft(
            CredentialIssued(device_code=one.code, number=1),
            who=who, now=now, subject=f"device:{one.code}", cells=one.cells,
        )
        for one in stored
    ]  # fmt: skip
    log.append_all(drafts)
    return secrets


@dataclass(frozen=True)
class _Known:
    """What the rows refer to, fetched at once."""

    codes: frozenset[str]
    buildings: Mapping[str, Building]
    shops: Mapping[str, Shop]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> "_Known":
        taken = Device.objects.filter(code__in=[row["code"] for row in rows]).values_list("code", flat=True)
        buildings = Building.objects.filter(code__in={row["building"] for row in rows if row["building"]})
        shops = Shop.objects.filter(code__in={row["shop"] for row in rows if row["shop"]})
        return cls(
            frozenset(taken),
            {one.code: one for one in buildings.defer("footprint")},
            {one.code: one for one in shops},
        )

    def faults(self, row: Row, may: May, now: datetime) -> list[RowError]:
        """What is wrong with a row; some of its cells may not have been read."""
        found = self._named(row)
        point = row["lon"], row["lat"]
        if row.unread & {"lon", "lat"}:
            return found
        if (point[0] is None) != (point[1] is None):
            found.append(RowError(row.number, "lon", "device_half_point"))
        elif point[0] is None and not row["building"] and not row["shop"]:
            found.append(RowError(row.number, "lon", "device_no_place"))
        if not found and not row.unread:
            device = self.device(row, now)
            if not device.cells or not may(device):
                found.append(RowError(row.number, "lon", "device_not_yours"))
        return found

    def _named(self, row: Row) -> list[RowError]:
        """Codes that are no code, taken, or of nothing."""
        found = []
        if "code" in row.unread:
            pass
        elif not CODE.fullmatch(row["code"]):
            found.append(RowError(row.number, "code", "device_code"))
        elif row["code"] in self.codes:
            found.append(RowError(row.number, "code", "device_known", {"code": row["code"]}))
        for name, known in (("building", self.buildings), ("shop", self.shops)):
            if row[name] and row[name] not in known:
                found.append(RowError(row.number, name, f"device_no_{name}", {"code": row[name]}))
        return found

    def device(self, row: Row, now: datetime) -> Device:
        building, shop = self.buildings.get(row["building"]), self.shops.get(row["shop"])
        at: Any = shop or building
        lon, lat = (row["lon"], row["lat"]) if row["lon"] is not None else (at.lon, at.lat)
        where = locate(lon, lat, on=_today(now))
        return Device(
            **{name: row[name] or "" for name in ("code", "kind", "name_zh", "model", "certificate_no")},
            **{name: bool(row[name]) for name in ("events_only", "published")},
            **{name: row[name] for name in ("height_m", "calibrated_until", "certificate_until")},
            name_en=row["name_en"] or row["name_zh"],
            building=building,
            shop=shop,
            expected_seconds=round(row["minutes"] * 60) if row["minutes"] else None,
            lon=lon,
            lat=lat,
            cells=[] if where.outside else where.cells,
            leaf_cells=where.leaf_cells,
            registered_at=now,
            trial=True,
        )


def _today(now: datetime) -> date:
    return timezone.localdate(now)
