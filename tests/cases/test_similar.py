"""The quick way to find what is the same answers as the plain way does, whoever asks about what."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks._duplicates.slowly import slowly
from tests.cases.town import IN_L01, Town
from weige.cases.models import Case, Matter, Report
from weige.cases.queries.similar import MOST, NOTHING, account_of, alike, policies, said_of
from weige.cases.rules.identity import new_id
from weige.cases.rules.sameness import METRES_A_DEGREE, Account
from weige.territory.models import Address, Road

pytestmark = pytest.mark.django_db
SAID = ("花摆到路上", "沪A12345 停在 12 号门口", "丽发新城门口堆物", "井盖响", "", "油烟很大，14 号")
MATTERS = ("09005", "09009", "06042", "09001", "L05104", "")


def strewn(town: Town, rng: random.Random, many: int) -> None:
    """Open cases within a hundred metres and three days, some in one place at one moment."""
    known = {one.code: one for one in Matter.objects.filter(code__in=MATTERS)}
    for n in range(many):
        found = town.clock.now - timedelta(hours=rng.choice((0, 1, 5, 20, 47, 60)))
        case = Case.objects.create(
            id=new_id(found),
            number=f"near-{n}",
            state="reported",
            matter=known.get(rng.choice(MATTERS)),
            title_zh=rng.choice(SAID) or "事",
            title_en="matter",
            source="patrol",
            sources=["patrol"],
            lon=IN_L01["lon"] + rng.choice((0, 5, 20, 58, 90)) / METRES_A_DEGREE,
            lat=IN_L01["lat"] + rng.choice((0, 5, 20, 58)) / METRES_A_DEGREE,
            place_zh=rng.choice(("示范路 12 号", "示范路 14 号", "")),
            rank_at=found,
            found_at=found,
            reported_at=found,
        )
        for text in rng.sample(SAID, rng.choice((0, 1, 2))):
            Report.objects.create(case=case, source="patrol", text=text, at=found, lon=case.lon, lat=case.lat)


def test_the_quick_way_finds_what_the_plain_way_finds(town: Town) -> None:
    rng, now, table = random.Random(7), town.clock.now, policies()
    strewn(town, rng, 60)
    found = 0
    for _ in range(12):
        text, matter = rng.choice(SAID), rng.choice(MATTERS)
        wanted = Account(at=now, matter=matter, text=text, **IN_L01)
        with CaptureQueriesContext(connection) as counted:
            quick = alike(Case.objects.all(), wanted, now=now, table=table)
        assert len(counted) <= 3
        plain = slowly(wanted, now=now, table=table)
        assert [(one.case.pk, one.distance_m, one.same) for one in quick] == plain
        found += len(quick)
    assert found > MOST, "there was something to find"


def test_a_place_we_put_into_words_makes_no_two_things_one(town: Town) -> None:
    """Two photos at one corner: the words of their place are ours, out of the point; what people said of it counts."""
    spot = Case.objects.get(pk=town.report(place="", text="")["id"])
    road = Road.objects.create(name_zh="示范路", name_en="Shifan Road", kind="road", geometry={})
    Address.objects.create(text="示范路9号", road=road, number="9", **IN_L01, cells=spot.cells)
    derived, said, named = (
        Case.objects.get(pk=town.report(**one)["id"])
        for one in (
            {"text": "路灯不亮", "place": ""},
            {"text": "路灯不亮", "place": "示范路9号后门"},
            {"text": "", "place": ""},
        )
    )
    words = said_of([derived.pk, said.pk, named.pk])
    assert derived.place_zh == "示范路9号"
    assert account_of(derived, words[derived.pk]).text == "路灯不亮"
    assert account_of(said, words[said.pk]).text == "示范路9号后门 路灯不亮"
    assert named.title_zh.startswith("示范路9号 ")
    assert account_of(named, words.get(named.pk, NOTHING)).text == named.title_zh.removeprefix("示范路9号 ")
