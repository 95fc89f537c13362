"""The registry at the back office: headcounts, words in both languages, and what the grants page may ask: shops."""

from datetime import date, datetime
from typing import Final

from django.db.models import Q

from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid
from weige.kernel.reference import Effect, Field, Note, Page, Row, Sight, Table, Values, choices_of, register
from weige.registry.models import Headcount, Shop, Word
from weige.registry.rules import band
from weige.registry.rules.words import KINDS
from weige.registry.services.headcounts import COUNTS, set_headcount
from weige.registry.services.words import CARRIERS, plain, set_word
from weige.territory.models import Building
from weige.territory.queries.called import Called, called_all
from weige.territory.queries.placed import Placed, declare

MOST: Final = {"households": 20_000, "residents": 60_000}


def shop_named(text: str) -> Shop | None:
    """The shop with this code or name."""
    said = text.strip()
    return Shop.objects.filter(Q(code=said) | Q(name_zh=said)).order_by("pk").first()


def banded(count: int) -> str:
    """A count as anybody sees it: "20–49"."""
    low, high = band(count)
    return str(low) if low == high else f"{low}–{'' if high is None else high}"


class Headcounts(Table):
    """Counts are shown as bands here too: whoever enters a new one writes it whole and need not see the old one."""

    code = "headcounts"
    group = "territory"
    read = edit = "data.import"
    adds = True

    def fields(self, access: Access, now: datetime) -> list[Field]:
        return [
            Field("building", required=True, fixed=True, high=40),
            Field("households", "whole", required=True, low=0, high=MOST["households"]),
            Field("residents", "whole", required=True, low=0, high=MOST["residents"]),
            Field("as_of", "date", required=True),
            Field("source", required=True, low=1, high=120),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        mine = access.rows("data.import", Building.objects.all()).values("pk")
        rows = Headcount.objects.filter(building__in=mine).select_related("building")
        found = list(rows.defer("building__footprint").order_by("building__code"))
        names = called_all(one.building for one in found)
        return [_row(one, self, names[one.building_id]) for one in found]

    def masked(self, values: Values) -> Values:
        return values | {name: banded(int(values[name])) for name in COUNTS if str(values[name]).isdecimal()}

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        """What pages would show: bands; an edit within a band changes nothing that is seen."""
        building = self._house(access, key or values["building"])
        kept = Headcount.objects.filter(building=building).first()
        found = []
        for name in COUNTS:
            old = getattr(kept, name) if kept else None
            was, then = ("—" if n is None else banded(n) for n in (old, _count(values[name], old or 0)))
            code = f"headcount_{name}" if was != then else f"headcount_{name}_same"
            found.append(Effect(code, {"old": was, "new": then}))
        if kept and values["as_of"] < kept.as_of.isoformat():
            found.append(Effect("headcount_older", {"day": kept.as_of.isoformat()}, "warn"))
        return found

    def _house(self, access: Access, code: str) -> Building:
        """Raises Invalid: no such building within reach."""
        houses = access.rows("data.import", Building.objects.defer("footprint").filter(code=code))
        building = houses.first()
        if building is None:
            raise Invalid([FieldError("values.building", "reference_choice", {"value": code})])
        return building

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        building = self._house(access, key or values["building"])
        kept = Headcount.objects.filter(building=building).first()
        set_headcount(
            building=building,
            households=_count(values["households"], kept.households if kept else 0),
            residents=_count(values["residents"], kept.residents if kept else 0),
            as_of=date.fromisoformat(values["as_of"]),
            source=values["source"],
            who=access.who,
            now=now,
            note=note,
        )
        return building.code


class Words(Table):
    """Words kept as Chinese text in the registers: both languages are the office's."""

    code = "words"
    group = "territory"
    read, edit = "matter.list", "matter.edit"
    adds = True

    def fields(self, access: Access, now: datetime) -> list[Field]:
        kinds = choices_of(self, "kind", KINDS)
        return [
            Field("kind", "choice", choices=kinds, required=True, fixed=True, default="trade"),
            Field("zh", required=True, low=1, high=80),
            Field("en", high=120),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        found = sorted(Word.objects.all(), key=lambda one: (KINDS.index(one.kind), one.zh))
        return [
            Row(str(one.pk), one.zh, one.en or one.zh, plain(one) or {}, "" if one.en else "word_no_english")
            for one in found
        ]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        return set_word(key=key, values=values, access=access, now=now, note=note)

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        before = self.row(access, key, now).values if key else None
        if before is None or before["zh"] == values["zh"]:
            return [Effect("word_shown")]
        carrier = CARRIERS[str(before["kind"])]
        return [Effect(carrier.told, {"n": carrier.count(before["zh"]), "zh": before["zh"]}, "warn")]


def _count(value: object, kept: int) -> int:
    """The number written, or the one kept where the form left the band alone."""
    return int(str(value)) if str(value).isdecimal() else kept


def _row(one: Headcount, table: Headcounts, name: Called) -> Row:
    house = one.building
    values = {"building": house.code, "as_of": one.as_of.isoformat(), "source": one.source}
    counts = {name: getattr(one, name) for name in COUNTS}
    return Row(house.code, *name, table.masked(values | counts))


register(
    Headcounts(),
    Words(),
    Page("tags", "territory", "tag.list", "tag.manage", "/tags", "registry"),
    Sight(
        "shop",
        "registry",
        Shop,
        ("shop.list",),
        shop_named,
        lambda shop: (shop.name_zh, shop.name_en or shop.name_zh),
    ),
)
declare(Placed("shop", Shop.objects.all))
