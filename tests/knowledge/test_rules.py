"""What a measure changed, the picture by hour and week, clusters, the table of moves: plain arithmetic."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from weige.knowledge.events import SpotEvent
from weige.knowledge.rules.effect import Verdict, at_most, effect, ratio_of, share_interval
from weige.knowledge.rules.picture import Place, clusters, grid, metres, weeks
from weige.knowledge.rules.spotmoves import MOVES, TABLE, Kind, SpotState
from weige.knowledge.rules.words import labels

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)  # a Friday, 16:00 in the street
DAY = timedelta(days=1)
METRE = 1 / 111_320


def days_ago(*days: float) -> list[datetime]:
    return [NOW - DAY * day for day in days]


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(0, 10, 0.0, 0.3085), (1, 10, 0.0025, 0.4450), (5, 10, 0.1871, 0.8129), (10, 10, 0.6915, 1.0)],
)
def test_the_interval_is_clopper_and_pearsons(k: int, n: int, low: float, high: float) -> None:
    """Known values (any table of exact binomial limits)."""
    got = share_interval(k, n)
    assert got == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))
    assert at_most(n, n, 0.3) == pytest.approx(1)


def test_a_measure_that_helped_one_that_did_not_and_what_cannot_be_said() -> None:
    often, at = days_ago(*range(60, 28, -1)), NOW - DAY * 28
    helped = effect([*often, *days_ago(10)], at, neighbours=[], first=often[0], now=NOW)
    assert (helped.before, helped.after, helped.verdict) == (32, 1, Verdict.LESS)
    assert helped.ratio == pytest.approx(1 / 32 * 32 / 28, rel=0.01)
    assert helped.high is not None
    assert helped.high < 1
    same = effect(days_ago(*range(56, 0, -1)), at, neighbours=[], first=NOW - DAY * 56, now=NOW)
    assert same.verdict is Verdict.UNCLEAR
    worse = effect(
        days_ago(50, *(n / 2 for n in range(1, 50))), at, neighbours=[], first=NOW - DAY * 56, now=NOW
    )
    assert worse.verdict is Verdict.MORE
    few = effect(days_ago(40, 35, 33, 30), at, neighbours=[], first=NOW - DAY * 56, now=NOW)
    assert (few.before, few.after, few.verdict) == (4, 0, Verdict.TOO_FEW), "four cases prove nothing"
    early = effect(often, NOW - DAY * 2, neighbours=[], first=often[0], now=NOW)
    assert early.verdict is Verdict.TOO_EARLY


def test_a_neighbouring_measure_bounds_the_side() -> None:
    found = days_ago(*range(40, 0, -1))
    one = effect(found, NOW - DAY * 20, neighbours=days_ago(30, 10), first=found[0], now=NOW)
    assert (one.before_days, one.after_days, one.before, one.after) == (10, 10, 10, 10)


def test_no_days_no_ratio_and_no_cases_no_ratio() -> None:
    assert ratio_of(3, 0, 2, 10) == (None, None, None)
    assert ratio_of(0, 10, 0, 10) == (None, None, None)
    ratio, low, high = ratio_of(0, 10, 5, 10)
    assert (ratio, high) == (None, None)
    assert low is not None


def test_hours_are_local_and_weeks_end_now() -> None:
    rows = grid([NOW, NOW + timedelta(hours=9)])
    assert rows[4][16] == 1, "Friday 16:00"
    assert rows[5][1] == 1, "Saturday 01:00, though Friday in UTC"
    assert sum(map(sum, rows)) == 2
    assert [n for _, n in weeks(days_ago(0.5, 1, 8, 400), now=NOW, many=3)] == [0, 1, 2]


def test_clusters_find_the_heap_and_leave_the_rest() -> None:
    rng = random.Random(7)

    def place(number: int, x: float, y: float, matter: str = "09009") -> Place:
        return Place(f"c{number}", matter, 121.48 + x * METRE / 0.855, 31.23 + y * METRE, None)

    heap = [place(n, rng.gauss(0, 12), rng.gauss(0, 12)) for n in range(20)]
    spread = [place(100 + n, rng.uniform(300, 3000), rng.uniform(300, 3000)) for n in range(60)]
    other = [place(200 + n, rng.gauss(0, 12), rng.gauss(0, 12), "01001") for n in range(3)]
    rule = {"within_m": {"09009": 60, "01001": 60}, "least": {"09009": 8, "01001": 5}}
    (found,) = clusters([*heap, *spread, *other], **rule)
    assert set(found.cases) == {one.case_id for one in heap}
    assert metres(found.lon, found.lat, 121.48, 31.23) < 15


def test_thousands_of_cases_at_one_door_are_one_place() -> None:
    """A camera's or a shop's door gathers them; worked out case by case they took all memory there is."""
    door, next_door = 121.48, 121.48 + 20 * METRE / 0.855
    places = [Place(f"c{n}", "09009", door if n % 3 else next_door, 31.23, None) for n in range(30_000)]
    (found,) = clusters(places, within_m={"09009": 60}, least={"09009": 8})
    assert len(set(found.cases)) == 30_000
    assert door < found.lon < next_door


def test_the_table_is_worded_and_every_kind_too() -> None:
    assert len(MOVES) == len(TABLE)
    for group, codes in {
        "state": SpotState,
        "move": MOVES,
        "kind": Kind,
        "verdict": Verdict,
        "found": ("clear", "back"),
    }.items():
        assert set(codes) == set(labels()[group])
    assert all(issubclass(move.event, SpotEvent) for move in TABLE)
