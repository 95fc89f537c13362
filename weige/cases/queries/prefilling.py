"""What a report need not be asked: place, cell, shop, building, matter and source, each with the reason."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from weige.cases.models import Matter, Report
from weige.cases.queries.actors import seat_of
from weige.cases.queries.catalogue import CURRENT, known_text
from weige.cases.queries.placing import Pointed, point_at
from weige.cases.queries.presenting import named
from weige.cases.rules.identity import bigrams, plain
from weige.cases.rules.localtime import local_day
from weige.cases.rules.sources import CHANNEL_FIELDS, DESK_SOURCE, OWN_SOURCE, ChannelField, may_claim
from weige.cases.rules.words import both, icon_of, label
from weige.cases.schemas.reports import PrefillIn
from weige.kernel.access import Access
from weige.registry.models import Shop
from weige.territory.models import Area, Building
from weige.territory.queries import convert, faults_as_errors, locate
from weige.territory.queries.called import called

#: A shop or building so near to the place shown is taken to be meant (our default).
NEAR_M = 15.0
DEGREE_M = 111_320.0
#: How far back and how many reports are looked at for similar words (our defaults).
PAST, RECENT = timedelta(days=180), 400
#: Points a matter gets: its name stands in the text; the text is a part of its name; per pair of characters shared; per
#: similar past report.
BY_NAME, BY_PART, BY_PAIR, BY_PAST = 60, 30, 4, 12
MOST, LEAST = 4, 8


def prefill(access: Access, said: PrefillIn, *, now: datetime) -> dict[str, Any]:
    """Everything the system can say about the report so far (at most about 12 statements)."""
    seat = seat_of(access)
    pointed, why = _pointed(said, seat.post.street)
    filled: list[dict[str, str]] = []
    outside = False
    if pointed is not None:
        located = locate(pointed.lon, pointed.lat, on=local_day(now))
        street = seat.post.street
        outside = located.outside or bool(street and not street & set(located.cells))
        filled += _place(pointed, why, [] if outside else located.leaf_cells)
    guesses = guess_matters(said.text, now=now)
    role = access.post.role
    own = OWN_SOURCE.get(role)
    source = own or said.source or DESK_SOURCE
    if own or not said.source:
        zh, en = both("source", source)
        filled.append(_line("source", source, zh, en, *both("prefill_why", "own" if own else "desk")))
    now_zh, now_en = both("prefill_why", "now_text")
    filled.append(_line("found_at", "", now_zh, now_en, *both("prefill_why", "now")))
    return {
        "place": {"lon": pointed.lon, "lat": pointed.lat} if pointed else None,
        "shop": pointed.shop.code if pointed and pointed.shop else "",
        "building": pointed.building.code if pointed and pointed.building else "",
        "outside": outside,
        "filled": filled,
        "matters": guesses,
        "channels": [channel(code) for code in may_claim(role)],
    }


def _pointed(said: PrefillIn, street: Iterable[int]) -> tuple[Pointed | None, dict[str, str]]:
    """Where it is, and the reason: the shop chosen, the place shown, the words of the place, the text."""
    if said.shop:
        shop = Shop.objects.select_related("building").filter(code=said.shop).first()
        if shop is not None:
            found = Pointed("shop", shop.name_zh, shop.lon, shop.lat, shop.address, shop, shop.building)
            return found, _why("chosen")
    if said.lon is not None and said.lat is not None:
        with faults_as_errors("lon"):
            lon, lat = convert(said.lon, said.lat, source=said.datum)
        return _near(lon, lat)
    found_in = point_at(said.words, street) or point_at(said.text, street)
    return found_in, _why(found_in.kind, word=found_in.word) if found_in else {}


def _near(lon: float, lat: float) -> tuple[Pointed, dict[str, str]]:
    """The place shown on the map with the shop and the building beside it (2 statements)."""
    shop, shop_m = _nearest(Shop.objects.select_related("building"), lon, lat)
    building, _ = _nearest(Building.objects.all(), lon, lat)
    if shop is not None:
        found = Pointed("shop", shop.name_zh, lon, lat, shop.address, shop, shop.building or building)
        return found, _why("near", metres=round(shop_m))
    address = building.name_zh if building else ""
    return Pointed("given", "", lon, lat, address, None, building), _why("pointed")


def _nearest(rows: Any, lon: float, lat: float) -> tuple[Any, float]:
    """The row nearest to the point within NEAR_M, and its metres."""
    squeeze = math.cos(math.radians(lat))
    d_lat, d_lon = NEAR_M / DEGREE_M, NEAR_M / (DEGREE_M * squeeze)
    box = rows.filter(lon__range=(lon - d_lon, lon + d_lon), lat__range=(lat - d_lat, lat + d_lat))
    found = [(math.hypot((r.lon - lon) * squeeze, r.lat - lat) * DEGREE_M, r) for r in box[:50]]
    metres, row = min(found, key=lambda one: one[0], default=(NEAR_M + 1, None))
    return (row, metres) if metres <= NEAR_M else (None, metres)


def _place(pointed: Pointed, why: dict[str, str], leaf_cells: Sequence[int]) -> list[dict[str, str]]:
    found = [_line("place", pointed.address, pointed.address, pointed.address, why["zh"], why["en"])]
    if pointed.shop:
        shop = pointed.shop
        found.append(
            _line("shop", shop.code, shop.name_zh, shop.name_en or shop.name_zh, why["zh"], why["en"])
        )
    if pointed.building:
        house = called(pointed.building)
        reason = _why("of_shop") if pointed.shop else why
        found.append(
            _line(
                "building",
                pointed.building.code,
                house.zh,
                house.en,
                reason["zh"],
                reason["en"],
            )
        )
    for area in Area.objects.filter(pk__in=leaf_cells).select_related("layer").order_by("layer__code"):
        zh, en = f"{area.code} {area.name_zh}", f"{area.code} {area.name_en}"
        found.append(_line("cell", area.code, zh, en, *both("prefill_why", "cells")))
    return [line for line in found if line["text_zh"]]


def _why(code: str, **params: object) -> dict[str, str]:
    return {at: label("prefill_why", code, at).format(**params) for at in ("zh", "en")}


def _line(  # noqa: PLR0917 - the columns of a line, in their order
    field: str, value: str, zh: str, en: str, why_zh: str, why_en: str
) -> dict[str, str]:
    said = {"value": value, "text_zh": zh, "text_en": en, "why_zh": why_zh, "why_en": why_en}
    return {"field": field, **named("prefill", field, "name"), **said}


def channel(source: str) -> dict[str, Any]:
    """A source with what only it is asked."""
    fields = [_field(one) for one in CHANNEL_FIELDS.get(source, ())]
    return {"source": source, **named("source", source, "source"), "fields": fields}


def _field(one: ChannelField) -> dict[str, Any]:
    choices = [{"value": code, **named("channel_choice", code, "label")} for code in one.choices]
    return {
        "name": one.name,
        **named("channel", one.name, "label"),
        "required": one.required,
        "choices": choices,
    }


def guess_matters(text: str, *, now: datetime) -> list[dict[str, Any]]:
    """Matters the text may mean, best first, each with its reasons (3 statements; none for a short text)."""
    needle = plain(text)
    if len(needle) < 2:
        return []
    pairs = set(bigrams(needle))
    past = _past(pairs, now)
    found = []
    for matter in Matter.objects.filter(valid_to__isnull=True).prefetch_related(CURRENT):
        score, why = _weigh(matter, needle, pairs, past.get(matter.pk, 0))
        if score >= LEAST:
            found.append((score, matter, why))
    found.sort(key=lambda one: (-one[0], one[1].code))
    return [
        {
            "code": matter.code,
            "name_zh": matter.name_zh,
            "name_en": matter.name("en"),
            "icon": icon_of(matter.code),
            "score": score,
            "why_zh": "；".join(line["zh"] for line in why),
            "why_en": "; ".join(line["en"] for line in why),
        }
        for score, matter, why in found[:MOST]
    ]


def _weigh(matter: Matter, needle: str, pairs: set[str], past: int) -> tuple[int, list[dict[str, str]]]:
    names = [name for name in (matter.name_zh, *matter.aliases) if len(name) > 1 and plain(name) in needle]
    shared = sorted(pairs & set(bigrams(known_text(matter))), key=needle.find)
    score, why = BY_PAIR * len(shared) + BY_PAST * past, []
    if names:
        score += BY_NAME
        why.append(_reason("name", word=max(names, key=len)))
    elif part := [name for name in (matter.name_zh, *matter.aliases) if needle in plain(name)]:
        score += BY_PART
        why.append(_reason("part", word=part[0]))
    elif shared:
        why.append(_reason("shared", words=" ".join(shared[:5])))
    if past:
        why.append(_reason("past", n=past))
    return score, why


def _reason(code: str, **params: object) -> dict[str, str]:
    return {at: label("matter_why", code, at).format(**params) for at in ("zh", "en")}


def _past(pairs: set[str], now: datetime) -> Counter[int]:
    """matter → how many recent reports filed under it share at least a third of the text's pairs (1 statement)."""
    rows = Report.objects.filter(
        at__gt=now - PAST, at__lte=now, case__filed_at__isnull=False, case__matter__isnull=False
    ).exclude(text="")
    found: Counter[int] = Counter()
    for text, matter in rows.order_by("-pk").values_list("text", "case__matter")[:RECENT]:
        if matter is not None and 3 * len(pairs & set(bigrams(plain(text)))) >= max(len(pairs), 3):
            found[matter] += 1
    return found
