"""Writes of the registers: importing shops, finding them anew after a re-gridding."""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import transaction

from weige.kernel import log
from weige.kernel.access import Who
from weige.kernel.streettime import LOCAL
from weige.kernel.tabular import Outcome, Row, RowError, Sheet, run_import
from weige.people.models import User
from weige.registry.events import ShopsFoundAnew, ShopsImported
from weige.registry.models import Shop
from weige.registry.services.words import note_words
from weige.territory.models import Building, Premise
from weige.territory.queries import Located, found_anew, locate_many

BATCH = 2000
WRITTEN = [
    "name_zh",
    "name_en",
    "trade",
    "address",
    "lon",
    "lat",
    "cells",
    "leaf_cells",
    "frontage_m",
    "building",
    "premise",
    "owner",
]


May = Callable[[Shop], bool]


def anybody(_: Shop) -> bool:
    """The `may` of those who are asked nothing: the demonstration's loader, the command line."""
    return True


def import_shops(*, sheet: Sheet, who: Who, now: datetime, dry_run: bool, may: May = anybody) -> Outcome:
    """Adds or changes shops by their code, all rows or none (table schemas.SHOPS; ≤ 9 statements per 2000).

    The cells are found from the door's place, today's grid. A row is wrong when it lies outside every area,
    names a building or login that is not there, or is (or was) not in reach of the one who imports (`may`, asked
    with the shop as it stands and as it would become). The premise "P-<code>" is taken where there is one.
    """

    today = now.astimezone(LOCAL).date()

    def check(rows: Sequence[Row]) -> list[RowError]:
        known = _Known.of(rows, today)
        return [error for row in rows for error in known.faults(row, may)]

    def write(rows: Sequence[Row]) -> list[RowError]:
        known = _Known.of(rows, today)
        shops = [known.shop(row) for row in rows]
        fresh = [shop for shop in shops if shop.pk is None]
        old = [shop for shop in shops if shop.pk is not None]
        Shop.objects.bulk_create(fresh, batch_size=BATCH)
        Shop.objects.bulk_update(old, WRITTEN, batch_size=BATCH)
        note_words("trade", (shop.trade for shop in shops))
        event = ShopsImported(created=len(fresh), updated=len(old))
        log.append(event, who=who, now=now, subject="registry:shops")
        return []

    return run_import(sheet, write, check=check, dry_run=dry_run)


@dataclass(frozen=True)
class _Known:
    """What the rows of an import refer to, fetched at once."""

    shops: Mapping[str, Shop]
    buildings: Mapping[str, int]
    premises: Mapping[str, int]
    owners: Mapping[str, int]
    places: Mapping[int, Located]

    @classmethod
    def of(cls, rows: Sequence[Row], today: date) -> "_Known":
        codes = [row["code"] for row in rows]
        buildings = Building.objects.filter(code__in={row["building"] for row in rows if row["building"]})
        premises = Premise.objects.filter(code__in=[f"P-{code}" for code in codes])
        owners = User.objects.filter(username__in={row["owner"] for row in rows if row["owner"]})
        placed = [row for row in rows if row["lon"] is not None and row["lat"] is not None]
        points = np.array([(row["lon"], row["lat"]) for row in placed], dtype=np.float64)
        located = locate_many(points, on=today) if placed else None
        return cls(
            shops={shop.code: shop for shop in Shop.objects.filter(code__in=codes)},
            buildings=dict(buildings.values_list("code", "pk")),
            premises=dict(premises.values_list("code", "pk")),
            owners=dict(owners.values_list("username", "pk")),
            places={row.number: located.row(n) for n, row in enumerate(placed)} if located else {},
        )

    def faults(self, row: Row, may: May) -> list[RowError]:
        """What is wrong with a row; some of its cells may not have been read."""
        found = []
        if row.number in self.places and self.places[row.number].outside:
            found.append(RowError(row.number, "lon", "shop_outside"))
        if row["building"] and row["building"] not in self.buildings:
            found.append(RowError(row.number, "building", "shop_no_building", {"code": row["building"]}))
        if row["owner"] and row["owner"] not in self.owners:
            found.append(RowError(row.number, "owner", "shop_no_login", {"login": row["owner"]}))
        known = self.shops.get(row["code"])
        whole = not found and not row.unread
        if (known is not None and not may(known)) or (whole and not may(self.shop(row))):
            found.append(RowError(row.number, "code", "shop_not_yours"))
        return found

    def shop(self, row: Row) -> Shop:
        """The row written over the shop of that code, or a new one (not saved)."""
        known = self.shops.get(row["code"])
        shop = copy(known) if known else Shop(code=row["code"])
        located = self.places[row.number]
        values: dict[str, Any] = {
            "name_zh": row["name_zh"],
            "name_en": row["name_en"] or "",
            "trade": row["trade"],
            "address": row["address_zh"],
            "lon": row["lon"],
            "lat": row["lat"],
            "cells": located.cells,
            "leaf_cells": located.leaf_cells,
            "frontage_m": row["frontage_m"],
            "building_id": self.buildings.get(row["building"]),
            "premise_id": self.premises.get(f"P-{row['code']}"),
        }
        if row["owner"]:
            values["owner_id"] = self.owners[row["owner"]]
        for name, value in values.items():
            setattr(shop, name, value)
        return shop


@transaction.atomic
def find_shops_anew(*, on: date, who: Who, now: datetime) -> ShopsFoundAnew:
    """Gives every shop the cells of the grid valid on a day (4 statements and one per 2000 shops moved).

    A shop that now lies in no cell keeps its old ones: nothing may fall out of everybody's reach.
    """
    shops = list(Shop.objects.only("pk", "lon", "lat", "cells", "leaf_cells").order_by("pk"))
    moved = found_anew(shops, on=on)
    Shop.objects.bulk_update(moved, ["cells", "leaf_cells"], batch_size=BATCH)
    event = ShopsFoundAnew(on=on.isoformat(), looked_at=len(shops), moved=len(moved))
    log.append(event, who=who, now=now, subject="registry:shops")
    return event
