"""The demonstration's black spots: bollards after two campaigns that did not last, and trucks at a recycling station.

Invented, and drawn by chance from a seed; half a year of closed cases, so that the picture has something to show.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from weige.cases.services.bygones import PastCase, keep_past
from weige.kernel.access import SYSTEM
from weige.kernel.queries.calendar import current_calendar
from weige.kernel.streettime import LOCAL
from weige.knowledge.models import BlackSpot, Check, Measure, Plan
from weige.knowledge.rules.spotmoves import SpotState
from weige.knowledge.services.spots import SpotDraft, draw_up
from weige.people.models import Post

PARKING = "09009"
#: Beside the restaurants of 四川中路 (segment L11).
BOLLARDS = (121.48470, 31.23675)
#: 南苏州路, near its eastern end (segment L01).
STATION = (121.48160, 31.24520)
SOURCES = ("camera", "camera", "patrol", "hotline", "resident")
METRE = 1 / 111_320


@dataclass(frozen=True, slots=True)
class Site:
    """A place with what is found there, when in the week, and how often in which week."""

    letter: str
    at: tuple[float, float]
    place_zh: str
    place_en: str
    text: str
    when: Callable[[random.Random], tuple[int, time]]
    rate: Callable[[int], float]


def load_spots(now: datetime, seed: int) -> None:
    """Cases of half a year, two spots, what was done about them, and who looks there."""
    rng = random.Random(seed)
    keep_past([case for site in sites() for case in _past(site, now, rng)], calendar=current_calendar())
    _bollards_spot(now)
    _trucks_spot(now)


def sites() -> tuple[Site, Site]:
    """The two places."""
    return (
        Site(
            "B",
            BOLLARDS,
            "四川中路 134 号门前",
            "Outside 134 Sichuan Road Central",
            "车停在人行道上，行人走到机动车道",
            _evening,
            _bollards,
        ),
        Site(
            "R",
            STATION,
            "南苏州路可回收物站旁",
            "By the recycling station, Suzhou Road South",
            "货车停在站旁装卸，占了半条路",
            _dawn,
            _trucks,
        ),
    )


def _bollards(weeks_ago: int) -> float:
    """Cases a week: a campaign helps for two weeks, a longer one for three; the bollards stay."""
    if weeks_ago <= 6:
        return 0.4
    return 1.5 if weeks_ago in {20, 19, 13, 12, 11} else 6.5


def _trucks(weeks_ago: int) -> float:
    return 3.0 if weeks_ago <= 20 else 1.5


def _evening(rng: random.Random) -> tuple[int, time]:
    """Evenings, and more at the end of the week."""
    day = rng.choices(range(7), weights=(2, 2, 2, 3, 6, 7, 5))[0]
    return day, time(
        rng.choices((11, 12, 17, 18, 19, 20, 21), weights=(2, 3, 4, 7, 7, 5, 2))[0], rng.randrange(60)
    )


def _dawn(rng: random.Random) -> tuple[int, time]:
    """Unloading before the street wakes up."""
    return rng.randrange(6), time(rng.choices((5, 6, 7, 8), weights=(4, 7, 4, 1))[0], rng.randrange(60))


def _past(site: Site, now: datetime, rng: random.Random) -> list[PastCase]:
    """Half a year, week by week; the newest is two days old."""
    monday = _monday(now)
    found: list[PastCase] = []
    for weeks_ago in range(25, -1, -1):
        rate = site.rate(weeks_ago)
        for _ in range(int(rate) + (rng.random() < rate % 1)):
            day, hour = site.when(rng)
            moment = _moment(monday - timedelta(weeks=weeks_ago) + timedelta(days=day), hour)
            if moment < now - timedelta(days=2):
                found.append(_one(site, len(found), moment, rng))
    return found


def _monday(now: datetime) -> date:
    today = now.astimezone(LOCAL).date()
    return today - timedelta(days=today.weekday())


def _moment(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=LOCAL).astimezone(UTC)


def _one(site: Site, number: int, moment: datetime, rng: random.Random) -> PastCase:
    return PastCase(
        key=f"{site.letter}{number:03d}",
        matter=PARKING,
        lon=site.at[0] + rng.gauss(0, 8) * METRE,
        lat=site.at[1] + rng.gauss(0, 8) * METRE,
        place_zh=site.place_zh,
        place_en=site.place_en,
        text=site.text,
        source=rng.choice(SOURCES),
        found_at=moment,
        closed_at=moment + timedelta(minutes=rng.randrange(40, 180)),
    )


def _spot(draft: SpotDraft, opened: datetime, now: datetime) -> BlackSpot:
    """A spot that was opened some time ago."""
    spot = draw_up(draft=draft, state=SpotState.OPEN, who=SYSTEM, now=now)
    BlackSpot.objects.filter(pk=spot.pk).update(opened_at=opened)
    return spot


def _bollards_spot(now: datetime) -> None:
    lon, lat = BOLLARDS
    draft = SpotDraft(
        title_zh="四川中路餐馆门前停车",
        title_en="Parking outside the restaurants of Sichuan Road Central",
        matters=[PARKING],
        lon=lon,
        lat=lat,
        radius_m=45,
        place_zh="四川中路 134 号门前",
        place_en="Outside 134 Sichuan Road Central",
        why="整治后两三周就回潮：点多人少，车来车走。（演示数据）",
    )
    monday = _moment(_monday(now), time(8))
    spot = _spot(draft, monday - timedelta(weeks=21), now)
    for weeks, kind, text, cost, by in (
        (20, "campaign", "中队集中整治一周，贴单、劝离", None, "综合执法队"),
        (13, "campaign", "再次整治三周，增加晚高峰值守", None, "综合执法队、网格员"),
        (
            6,
            "facility",
            "商户会商后装 8 根可移动隔离桩，钥匙由两家店保管，签使用公约",
            "4800.00",
            "市政中心、沿街商户",
        ),
    ):
        Measure.objects.create(
            spot=spot, kind=kind, text=text, at=monday - timedelta(weeks=weeks), by=by, added_at=now,
            cost=Decimal(cost) if cost else None,
        )  # fmt: skip
    _watch(spot, "晚高峰看隔离桩是否归位", "worker-L11", 3, now)


def _trucks_spot(now: datetime) -> None:
    lon, lat = STATION
    draft = SpotDraft(
        title_zh="可回收物站旁货车装卸",
        title_en="Trucks unloading by the recycling station",
        matters=[PARKING],
        lon=lon,
        lat=lat,
        radius_m=45,
        place_zh="南苏州路可回收物站旁",
        place_en="By the recycling station, Suzhou Road South",
        why="清晨货车占半条路装卸，早高峰前后居民反映多。（演示数据）",
    )
    monday = _moment(_monday(now), time(8))
    spot = _spot(draft, monday - timedelta(weeks=4), now)
    Measure.objects.create(
        spot=spot,
        kind="talks",
        text="与站方约定装卸不过七点",
        at=monday - timedelta(weeks=2),
        by="网格员",
        added_at=now,
    )
    _watch(spot, "清晨看装卸时段", "worker-L01", 2, now)


def _watch(spot: BlackSpot, text: str, post: str, every: int, now: datetime) -> None:
    """A plan with the looks of the last days done, and the next one due."""
    seat = Post.objects.get(code=post)
    plan = Plan.objects.create(spot=spot, text=text, post=seat, every_days=every)
    today = now.astimezone(LOCAL).date()
    for times in range(4, 0, -1):
        day = today - timedelta(days=times * every)
        Check.objects.create(
            plan=plan,
            due_on=day,
            done_at=_moment(day, time(18)),
            done_by=seat,
            found="back" if times == 3 else "clear",
        )
    Check.objects.create(plan=plan, due_on=today + timedelta(days=every))
