"""Who is told of warnings, when and by what, and what is held back and why."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.cast import Member, box, make_area
from tests.sensing.alertkit import made, reasons, said, warn
from weige.kernel.access import SYSTEM
from weige.people.models import Shift
from weige.sensing import services
from weige.sensing.models import AlertGroup, Held, Silence, Warning
from weige.sensing.queries import policy
from weige.territory.models import Area, Layer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)
Areas = dict[str, Area]


@pytest.fixture(autouse=True)
def roster(cast: dict[str, Member], territory: Areas) -> None:
    """On shift: the duty officer for the street, workers 01 to 03 in their segments."""
    Shift.objects.all().delete()
    for name, area in [("duty", "310101999"), ("worker01", "L01"), ("worker02", "L02"), ("worker03", "L03")]:
        Shift.objects.create(
            post=cast[name].post,
            area=territory[area],
            start=NOW - timedelta(hours=8),
            end=NOW + timedelta(days=2),
        )


def later(**span: float) -> datetime:
    return NOW + timedelta(**span)


def test_one_warning_is_told_to_those_on_duty_for_the_place(
    cast: dict[str, Member], territory: Areas
) -> None:
    (row,) = made(warn(territory["L01"], 1, NOW))
    assert services.announce(now=NOW) == 1
    assert said(cast["duty"].post) == said(cast["worker01"].post) == [("warning_opened", None)]
    assert said(cast["worker02"].post) == []
    row.refresh_from_db()
    assert (row.notice_due, row.announced_at, reasons(row)) == (None, NOW, [])
    assert row.group is not None
    assert (row.group.count, row.group.next_at) == (1, later(minutes=30))
    assert services.announce(now=NOW) == 0


def test_a_storm_is_told_once_and_called_once(
    cast: dict[str, Member], territory: Areas, django_assert_max_num_queries: Any
) -> None:
    segments = [territory[code] for code in ("L01", "L02", "L03")]
    storm = made(*[warn(segments[n % 3], n, NOW, level=4) for n in range(600)])
    with django_assert_max_num_queries(24):
        assert services.announce(now=NOW) == 600
    groups = list(AlertGroup.objects.all())
    assert len(groups) <= 7
    assert sum(group.count for group in groups) == 600
    assert len(said(cast["duty"].post, "phone")) == 1, "one call"
    assert len(said(cast["duty"].post)) == len(groups)
    assert [one for one, _ in said(cast["worker01"].post)] == ["warning_group"]
    carried = Warning.objects.filter(held__isnull=True).count()
    assert carried <= 2 * len(groups)
    assert Held.objects.filter(why="group").count() == 600 - carried, "every other one says why"
    assert Held.objects.filter(why="called").count() == len(groups) - 1
    with django_assert_max_num_queries(24):
        made(*[warn(segments[0], n, NOW, level=4) for n in range(1000, 1400)])
        services.announce(now=later(seconds=20))
    assert AlertGroup.objects.count() == len(groups)
    assert len(said(cast["duty"].post, "phone")) == 1
    assert len(said(cast["duty"].post)) == len(groups), "further ones join quietly"
    assert storm


def test_a_storm_over_the_street_is_one_group_where_another_layer_holds_the_street(
    cast: dict[str, Member], territory: Areas
) -> None:
    """Segments and circles of one layer within a street of another: the street was no place to gather at."""
    street, layer = territory["310101999"], territory["L01"].layer
    admin = Layer.objects.create(code="official", name_zh="行政", name_en="Official")
    Area.objects.filter(pk=street.pk).update(layer=admin)
    rows = []
    for number in range(15):
        segment = make_area(layer, f"W{number:02}", "segment", street, box(number, 5))
        rows += [warn(segment, number * 10 + each, NOW) for each in range(3)]
    made(*rows)
    services.announce(now=NOW)
    groups = list(AlertGroup.objects.order_by("-count"))
    assert sum(one.count for one in groups) == 45
    assert len(groups) <= 7
    assert groups[0].place == f"area:{street.pk}"


def test_those_told_hear_how_many_more_came(cast: dict[str, Member], territory: Areas) -> None:
    made(warn(territory["L01"], 1, NOW))
    services.announce(now=NOW)
    made(*[warn(territory["L01"], n, NOW) for n in (2, 3, 4)])
    services.announce(now=later(minutes=1))
    services.climb(now=later(minutes=10))
    assert said(cast["duty"].post) == [("warning_opened", None)]
    services.climb(now=later(minutes=11))
    assert said(cast["duty"].post) == [("warning_opened", None), ("warning_more", 3)]
    services.climb(now=later(minutes=25))
    assert len(said(cast["duty"].post)) == 2


def test_another_segment_s_worker_hears_of_the_group_when_it_reaches_him(
    cast: dict[str, Member], territory: Areas, tmp_path: Path
) -> None:
    made(*[warn(territory["L01"], n, NOW, building_id=None) for n in range(3)])
    services.announce(now=NOW)
    group = AlertGroup.objects.get()
    group.place, group.cells = f"area:{territory['C1'].pk}", territory["C1"].path
    group.save()
    made(warn(territory["L02"], 9, NOW))
    services.announce(now=later(minutes=1))
    assert said(cast["worker02"].post) == [("warning_opened", None)]
    assert said(cast["worker01"].post) == [("warning_group", 3)]
    assert len(said(cast["duty"].post)) == 1


def test_the_ladder_climbs_until_somebody_has_seen_it(cast: dict[str, Member], territory: Areas) -> None:
    duty, dispatcher, chief = cast["duty"].post, cast["dispatcher"].post, cast["chief"].post
    (row,) = made(warn(territory["L01"], 1, NOW, level=4))
    services.announce(now=NOW)
    assert said(duty, "phone") == [("warning_call", None)]
    assert services.climb(now=later(minutes=4, seconds=59)) == 0
    assert services.climb(now=later(minutes=5)) == 1
    assert said(duty, "phone") == [("warning_call", None), ("warning_unseen", None)], "nobody answered: again"
    assert said(dispatcher, "phone") == [("warning_unseen", None)]
    assert services.climb(now=later(minutes=14)) == 0
    # The worker stood still meanwhile; late is the same as in time.
    services.climb(now=later(minutes=40))
    assert said(chief) == said(chief, "phone") == [("warning_unseen", None)]
    row.refresh_from_db()
    assert row.group is not None
    assert row.group.next_at is None, "there is nobody above"


def test_who_has_seen_it_stops_the_ladder_for_all_told_together(
    cast: dict[str, Member], territory: Areas
) -> None:
    rows = made(*[warn(territory["L01"], n, NOW, level=4) for n in range(5)])
    services.announce(now=NOW)
    services.acknowledge(warning=rows[3], who=cast["duty"].access.who, now=later(minutes=2))
    assert Warning.objects.filter(acknowledged_by=cast["duty"].user).count() == 5
    assert services.climb(now=later(hours=2)) == 0
    assert said(cast["chief"].post) == []
    group = AlertGroup.objects.get()
    assert (group.acknowledged_at, group.acknowledged_by) == (later(minutes=2), cast["duty"].user)


@pytest.mark.parametrize("deed", ["confirm", "dismiss"])
def test_who_decides_has_seen_it(cast: dict[str, Member], territory: Areas, deed: str) -> None:
    (row,) = made(warn(territory["L01"], 1, NOW, level=4))
    services.announce(now=NOW)
    if deed == "confirm":
        services.confirm(warning=row, who=cast["duty"].access.who, now=later(minutes=1))
    else:
        services.dismiss(
            warning=row, reason_code="test", note="", who=cast["duty"].access.who, now=later(minutes=1)
        )
    assert services.climb(now=later(hours=1)) == 0
    assert said(cast["chief"].post) == []


def test_what_ended_by_itself_calls_nobody_further(cast: dict[str, Member], territory: Areas) -> None:
    made(warn(territory["L01"], 1, NOW, level=4))
    services.announce(now=NOW)
    Warning.objects.update(state="cleared", over_at=later(minutes=3))
    services.climb(now=later(minutes=5))
    assert said(cast["dispatcher"].post, "phone") == []
    assert AlertGroup.objects.get().next_at is None


def test_what_rises_is_told_anew_and_called_anew(cast: dict[str, Member], territory: Areas) -> None:
    (row,) = made(warn(territory["L01"], 1, NOW, level=3))
    services.announce(now=NOW)
    services.acknowledge(warning=row, who=SYSTEM, now=later(minutes=1))
    Warning.objects.update(level=4, notice_due=later(minutes=20), acknowledged_at=None)  # as fire() does
    services.announce(now=later(minutes=20))
    assert said(cast["duty"].post) == [("warning_opened", None), ("warning_raised", None)]
    assert said(cast["duty"].post, "phone") == [("warning_call", None)]
    group = AlertGroup.objects.get()
    assert (group.level, group.acknowledged_at, group.next_at) == (4, None, later(minutes=25))


def quiet(area: Area, **more: Any) -> Silence:
    base: dict[str, Any] = {
        "area": area,
        "cells": area.path,
        "place_zh": area.name_zh,
        "place_en": area.name_en,
        "up_to": 3,
        "reason": "道路施工",
        "author_name": "王值班",
        "start": NOW - timedelta(minutes=5),
        "end": later(hours=2),
        "created_at": NOW,
    }
    return Silence.objects.create(**base | more)


def test_a_silence_holds_back_the_notice_not_the_warning_and_ends(
    cast: dict[str, Member], territory: Areas
) -> None:
    row_silence = quiet(territory["L01"])
    row, red = made(warn(territory["L01"], 1, NOW), warn(territory["L01"], 2, NOW, level=4))
    services.announce(now=NOW)
    row.refresh_from_db()
    assert (row.state, row.announced_at, row.notice_due) == ("open", None, row_silence.end)
    held = Held.objects.get(warning=row)
    assert (held.why, held.ref, held.until) == ("silence", f"silence:{row_silence.pk}", row_silence.end)
    assert held.params == {"who": "王值班", "reason": "道路施工"}
    assert said(cast["duty"].post) == [("warning_opened", None)], "red gets through"
    red.refresh_from_db()
    assert red.announced_at == NOW
    assert services.announce(now=later(hours=1)) == 0
    # The silence is over and the warning still lives: now it is told.
    services.announce(now=row_silence.end)
    row.refresh_from_db()
    assert row.announced_at == row_silence.end
    assert said(cast["worker01"].post) == [("warning_opened", None)] * 2


def test_a_silence_set_later_pauses_the_ladder(cast: dict[str, Member], territory: Areas) -> None:
    made(warn(territory["L01"], 1, NOW, level=4))
    services.announce(now=NOW)
    row = quiet(territory["L01"], up_to=4, start=later(minutes=1), end=later(minutes=30))
    services.climb(now=later(minutes=5))
    assert said(cast["dispatcher"].post, "phone") == []
    group = AlertGroup.objects.get()
    assert group.next_at == row.end
    held = Held.objects.get(group=group)
    assert (held.what, held.why) == ("call", "silence")
    services.climb(now=row.end)
    assert said(cast["dispatcher"].post, "phone") == [("warning_unseen", None)]


def test_red_holds_back_yellow_until_it_is_over(
    cast: dict[str, Member], territory: Areas, house: int
) -> None:
    red, yellow = made(
        warn(territory["L01"], 1, NOW, level=4, building_id=house),
        warn(territory["L01"], 2, NOW, building_id=house, scenario="crack"),
    )
    services.announce(now=NOW)
    assert reasons(yellow) == ["inhibition"]
    assert Held.objects.get(warning=yellow).ref == f"warning:{red.pk}"
    assert said(cast["duty"].post) == [("warning_opened", None)]
    for minute in (1, 2, 3):
        services.announce(now=later(minutes=minute))
    assert reasons(yellow) == ["inhibition"], "the same reason is noted once"
    Warning.objects.filter(pk=red.pk).update(state="cleared", over_at=later(minutes=3))
    services.announce(now=later(minutes=4))
    yellow.refresh_from_db()
    assert yellow.announced_at == later(minutes=4)


def test_a_silenced_red_holds_nothing_back(cast: dict[str, Member], territory: Areas, house: int) -> None:
    quiet(territory["L01"], up_to=4, scenario="tilt")
    red, yellow = made(
        warn(territory["L01"], 1, NOW, level=4, building_id=house),
        warn(territory["L01"], 2, NOW, building_id=house, scenario="crack"),
    )
    services.announce(now=NOW)
    assert (reasons(red), reasons(yellow)) == (["silence"], [])


@pytest.fixture
def house(territory: Areas) -> int:
    from weige.territory.models import Building

    return int(
        Building.objects.create(
            code="B-1", height_m=9, height_source="survey", footprint={"type": "Polygon", "coordinates": []},
            lon=121.481, lat=31.231, cells=territory["L01"].path, leaf_cells=[territory["L01"].pk],
        ).pk
    )  # fmt: skip


def test_the_office_s_own_ladder_counts_and_a_faulty_one_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    assert policy.in_force().source == "shipped"
    own = policy.SHIPPED.read_text(encoding="utf-8").replace(
        'after = "30m"\nto = ["duty_officer"]', 'after = "9m"\nto = ["chief"]'
    )
    (tmp_path / "escalation.toml").write_text(own, encoding="utf-8")
    found = policy.in_force()
    assert found.source == "office"
    rung = found.policy.rung(2, 1)
    assert rung is not None
    assert (rung.after, rung.to) == (timedelta(minutes=9), ("chief",))
    (tmp_path / "escalation.toml").write_text(own.replace('"9m"', '"soon, I promise"'), encoding="utf-8")
    found = policy.in_force()
    assert (found.source, "level.yellow[1].after" in found.fault) == ("shipped", True)


def test_a_first_notice_may_wait_for_something_worse(
    cast: dict[str, Member], territory: Areas, house: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    own = policy.SHIPPED.read_text(encoding="utf-8").replace('yellow = "0s"', 'yellow = "30s"')
    (tmp_path / "escalation.toml").write_text(own, encoding="utf-8")
    (yellow,) = made(warn(territory["L01"], 2, NOW, building_id=house, scenario="crack"))
    assert services.announce(now=later(seconds=5)) == 0
    made(warn(territory["L01"], 1, NOW, level=4, building_id=house))
    assert services.announce(now=later(seconds=10)) == 1
    assert services.announce(now=later(seconds=30)) == 1
    assert reasons(yellow) == ["inhibition"]
