"""The pure rules of telling: silences, windows, inhibitions, groups, the ladder's file."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weige.sensing.rules.alert import Alert
from weige.sensing.rules.grouping import Grouping, Groups, OpenGroup, Place
from weige.sensing.rules.inhibition import InhibitionSpec, inhibiting, read, shipped
from weige.sensing.rules.ladder import parse
from weige.sensing.rules.silences import Silence, covers, lasts, silencing

NOW = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)  # Friday, 15:22 in the street
FILE = Path(__file__).parents[2] / "weige" / "sensing" / "data" / "escalation.toml"


def alert(number: int = 1, **changes: object) -> Alert:
    base = Alert(
        id=UUID(int=number),
        scenario="tilt",
        subject="building:B-1",
        level=2,
        opened_at=NOW + timedelta(seconds=number),
        cells=frozenset({1, 2, 3}),
        leaves=frozenset({3}),
        building=7,
        device=11,
        hub=5,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def silence(**changes: object) -> Silence:
    base = Silence(
        1, "silence", NOW - timedelta(hours=1), NOW + timedelta(hours=2), 3, reason="施工", author="王"
    )
    return replace(base, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ({"building": 7}, True),
        ({"building": 8}, False),
        ({"area": 1}, True),  # the street: all below it
        ({"area": 3}, True),
        ({"area": 4}, False),
        ({"device": 11}, True),
        ({"device": 5}, True),  # the gateway it hangs on
        ({"device": 12}, False),
        ({"subject": "building:B-1"}, True),
        ({"subject": "building:B-2"}, False),
        ({"area": 1, "scenario": "tilt"}, True),
        ({"area": 1, "scenario": "goods"}, False),
        ({"area": 1, "device": 12}, False),  # all that is named must fit
        ({}, False),  # nothing named covers nothing
        ({"scenario": "tilt"}, False),  # a rule alone is no place
    ],
)
def test_what_a_silence_covers(said: dict[str, object], held: bool) -> None:
    assert covers(silence(**said), alert()) is held


def test_a_level_above_what_the_silence_says_gets_through() -> None:
    assert covers(silence(area=1), alert(level=3))
    assert not covers(silence(area=1), alert(level=4))
    assert covers(silence(area=1, up_to=4), alert(level=4))


def at(text: str) -> datetime:
    """A moment by the street's clock."""
    return datetime.fromisoformat(f"{text}+08:00")


def test_a_window_recurs_and_a_span_past_midnight_belongs_to_the_day_it_began() -> None:
    window = silence(
        kind="maintenance",
        start=at("2026-11-01T00:00"),
        end=at("2026-12-01T00:00"),
        weekdays=(5,),
        hours=("22:00-02:00",),
    )
    assert lasts(window, at("2026-11-20T21:59")) is None
    assert lasts(window, at("2026-11-20T22:00")) == at("2026-11-21T02:00")
    assert lasts(window, at("2026-11-21T01:59")) == at("2026-11-21T02:00"), "Saturday, of Friday's span"
    assert lasts(window, at("2026-11-21T02:00")) is None
    assert lasts(window, at("2026-11-20T01:00")) is None, "Thursday's span is none"
    assert lasts(replace(window, end=at("2026-11-20T23:00")), at("2026-11-20T22:30")) == at(
        "2026-11-20T23:00"
    )
    days = replace(window, hours=())
    assert lasts(days, at("2026-11-20T12:00")) == at("2026-11-21T00:00")
    assert lasts(days, at("2026-11-21T12:00")) is None


def test_the_silence_that_lasts_longest_speaks() -> None:
    short, long = silence(id=1, area=1, end=NOW + timedelta(minutes=5)), silence(id=2, area=1)
    found = silencing([short, long], alert(), NOW)
    assert found == (long, long.end)
    assert silencing([short, long], alert(), long.end) is None, "the end itself is no longer silent"


def test_red_at_a_building_holds_back_yellow_there_and_never_the_other_way() -> None:
    specs = list(shipped().values())
    red, yellow, orange = alert(1, level=4), alert(2), alert(3, level=3)
    assert inhibiting(specs, [red], yellow) == (shipped()["red_at_building"], red)
    assert inhibiting(specs, [red], orange) is None
    assert inhibiting(specs, [yellow], red) is None
    assert inhibiting(specs, [red], replace(yellow, building=8)) is None
    assert inhibiting(specs, [red], replace(yellow, building=None)) is None
    assert inhibiting(specs, [replace(red, id=yellow.id)], yellow) is None, "never by itself"


def test_a_silent_hub_holds_back_the_silence_of_what_hangs_on_it_and_nothing_else() -> None:
    specs = list(shipped().values())
    lost, lean = alert(1, judge="absence"), alert(2, judge="threshold")
    hub = alert(3, judge="absence", device=5, hub=None, building=None, level=2)
    assert inhibiting(specs, [hub], lost) == (shipped()["silent_hub"], hub)
    assert inhibiting(specs, [], replace(lost, hub_silent=True)) == (shipped()["silent_hub"], None)
    assert inhibiting(specs, [hub], replace(lean, hub_silent=True)) is None
    assert inhibiting(specs, [replace(hub, judge="threshold")], lost) is None, (
        "a hub that talks is not silent"
    )


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3)), min_size=1, max_size=12))
def test_inhibition_always_leaves_somebody_to_tell(made: list[tuple[int, int]]) -> None:
    """A rule that makes everything hold back everything still lets the first and worst through."""
    anybody = {"scenarios": ["tilt"]}
    said = {"code": "all", "name": {"zh": "全", "en": "all"}, "where": "cell"}
    every = read(said | {"source": anybody, "target": anybody})
    alerts = [alert(n, level=level, leaves=frozenset({leaf})) for n, (level, leaf) in enumerate(made)]
    told = [one for one in alerts if inhibiting([every], alerts, one) is None]
    assert {min(one.leaves) for one in told} == {min(one.leaves) for one in alerts}


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": {"levels": ["purple"]}},
        {"target": {}},
        {"source": {}},
        {"source": {"offline": True, "levels": ["red"]}},
        {"where": "moon"},
        {"source": {"level": ["red"]}},
    ],
)
def test_an_inhibition_must_say_what_it_means(wrong: dict[str, object]) -> None:
    good = {"code": "x", "name": {"zh": "一", "en": "one"}, "where": "building"}
    sides = {"source": {"levels": ["red"]}, "target": {"levels": ["blue"]}}
    assert isinstance(read(good | sides), InhibitionSpec)
    with pytest.raises(ValueError):  # noqa: PT011 - msgspec's is one too, with words of its own
        read(good | sides | wrong)


def links(building: int, segment: int, circle: int) -> list[Place]:
    """building in segment 100+n in circle 10+n in street 1."""
    street, c, s = 1, 10 + circle, 100 + segment
    return [
        Place(f"building:{building}", "", "", (street, c, s)),
        Place(f"area:{s}", "", "", (street, c, s)),
        Place(f"area:{c}", "", "", (street, c)),
        Place(f"area:{street}", "", "", (street,)),
    ]


def place(groups: Groups, building: int, segment: int, circle: int, scenario: str = "tilt") -> str:
    found = groups.find(scenario, links(building, segment, circle))
    if isinstance(found, OpenGroup):
        return found.place
    return groups.add(len(groups.open), scenario, found).place


def test_groups_widen_as_they_multiply() -> None:
    groups = Groups(Grouping(widen=(2, 3, 4)), NOW)
    assert place(groups, 1, 0, 0) == "building:1"
    assert place(groups, 1, 0, 0) == "building:1"
    assert place(groups, 2, 0, 0) == "building:2"
    assert place(groups, 3, 0, 0) == "area:100", "two in the segment: now one for all of it"
    assert place(groups, 4, 0, 0) == "area:100"
    assert place(groups, 1, 0, 0) == "building:1", "a house with its own group stays in it"
    assert place(groups, 5, 1, 0) == "area:10", "three in the circle"
    assert place(groups, 6, 2, 1) == "area:1", "four in the street"
    assert place(groups, 7, 3, 1, "smoke") == "building:7", "another rule is another matter"


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 20), st.integers(0, 5)), max_size=150))
def test_a_storm_of_one_rule_is_a_handful_of_groups(storm: list[tuple[int, int, int]]) -> None:
    groups = Groups(Grouping(), NOW)
    for building, segment, circle in storm:
        place(groups, building * 1000 + segment * 10 + circle, segment * 10 + circle, circle)
    assert len(groups.open) <= 7


def test_a_group_closes_when_nothing_comes_any_more() -> None:
    old = OpenGroup(
        "a", "tilt", "building:1", frozenset({1}), NOW - timedelta(hours=3), NOW - timedelta(minutes=9)
    )
    assert Groups(Grouping(), NOW, [old]).open
    assert not Groups(Grouping(), NOW + timedelta(minutes=1), [old]).open
    endless = replace(old, opened_at=NOW - timedelta(hours=4))
    assert not Groups(Grouping(), NOW, [endless]).open


def test_the_shipped_ladder_tells_somebody_at_once_at_every_level() -> None:
    policy = parse(FILE.read_text(encoding="utf-8"))
    assert all("in_app" in policy.at_once(level)[0].by for level in (1, 2, 3, 4))
    assert [rung.rings for rung in policy.at_once(4)] == [(), ("phone",)]
    assert policy.rung(4, 99) is None


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("[[level.blue]]\nto = ['duty_officer']", "level.yellow"),
        ("[[level.blue]]\nafter = '5m'\nto = ['x']", "at once"),
        ("[[level.blue]]\nto = []", "level.blue[0].to"),
        ("[[level.blue]]\nto = ['x']\nby = ['pigeon']", "by: only in_app, sms, phone"),
        ("[call]\nwindow = 'soon'", "call.window: 'soon' is not a time"),
        ("[group]\nwiden = [0]", "group.widen"),
        ("[levels]", "no such key: levels"),
        ("[[level.blue]", "not TOML"),
    ],
)
def test_a_fault_in_the_ladder_is_named(wrong: str, says: str) -> None:
    with pytest.raises(ValueError) as found:  # noqa: PT011 - the words are checked below
        parse(wrong)
    assert says in str(found.value)
