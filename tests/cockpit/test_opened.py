"""Every figure of the wall opens to as many rows as it says, of its own moment and under the reader's own grants."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import connection

from tests.cockpit.conftest import Street
from tests.cockpit.test_brief import told_of
from weige.cockpit.schemas.opened import Opened
from weige.kernel.models import Event
from weige.people.models import Post, Shift
from weige.registry.models import Shop
from weige.sensing.models import Reading

pytestmark = pytest.mark.django_db


def heard(street: Street, code: str, minutes: list[int], area: str = "L01") -> None:
    """A device that spoke so many minutes ago, each time."""
    device = street.device(code, area=area)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sensing_ensure_days(ARRAY[%s]::date[])", [street.now.date()])
    for ago in minutes:
        at = street.now - timedelta(minutes=ago)
        Reading.objects.create(
            at=at, device_id=device.pk, kind="level", judged=True, signal_id=f"{code}-{ago}", received_at=at
        )


def at(moment: Any) -> str:
    return quote(moment.isoformat() if isinstance(moment, datetime) else moment)


def every_case(street: Street, **wanted: Any) -> int:
    return len(street.get("chief", f"/api/cases?{urlencode(wanted | {'limit': 200})}")["items"])


def test_figures_of_cases_are_their_lists(street: Street) -> None:
    town = street.town
    town.handled()
    town.dispatched(to="worker-L03", lon=121.485, lat=31.231)
    town.filed(lon=121.483, lat=31.231)
    town.clock.on(hours=2)
    told = street.get("chief", "/api/cockpit/summary")
    marks = street.get("chief", "/api/cockpit/marks")
    assert told["open_cases"] == every_case(street) == len(marks["cases"]) == 3
    assert told["near"] == every_case(street, near="true")
    assert told["overdue"] == every_case(street, overdue="true")
    for one in told["lists"]:
        wanted = {key: str(value).lower() for key, value in one["filter"].items()}
        assert one["count"] == every_case(street, **wanted), one["key"]
    since = (town.clock.now - timedelta(days=7)).isoformat()
    assert told["today"]["first_response_n"] == every_case(street, filed_since=since, answered="true") == 1


def test_readings_by_device_are_the_wall_s_own_count(
    street: Street, django_assert_max_num_queries: Any
) -> None:
    heard(street, "QX-1", [1, 20, 59])
    heard(street, "QX-2", [5, 61])
    told = street.get("chief", "/api/cockpit/summary")
    sensed = next(one["count"] for one in told["loop"] if one["stage"] == "sense")
    street.town.clock.on(minutes=30)
    with django_assert_max_num_queries(9):
        found = street.get("chief", f"/api/cockpit/behind/readings?at={at(told['as_of'])}")
    Opened.model_validate(found)
    assert (sensed, found["total"], found["count"]) == (4, 4, 2), (
        "of the moment the wall was counted, not of now"
    )
    assert [(row["note_zh"], row["count"]) for row in found["rows"]] == [("QX-1", 3), ("QX-2", 1)]
    assert sum(row["count"] for row in found["rows"]) == sensed
    assert all(row["title_zh"] and row["id"] for row in found["rows"])


def test_who_should_be_on_duty_opens_to_the_posts(street: Street) -> None:
    post = Post.objects.get(code="worker-L01")
    for start in (-2, -1):
        Shift.objects.create(
            post=post,
            area=street.areas["L01"],
            start=street.now + timedelta(hours=start),
            end=street.now + timedelta(hours=start + 4),
        )
    told = street.get("chief", "/api/cockpit/summary")
    found = street.get("chief", f"/api/cockpit/behind/planned?at={at(told['as_of'])}")
    codes = [row["id"] for row in found["rows"]]
    assert told["force"]["planned"] == found["total"] == len(codes) == len(set(codes))
    assert "worker-L01" in codes


def test_a_bar_of_the_time_axis_opens_to_its_events(street: Street) -> None:
    street.town.handled()
    street.warning()
    street.town.clock.on(hours=3)
    for hour in street.get("chief", "/api/cockpit/summary")["timeline"]:
        found = street.get("chief", f"/api/cockpit/behind/events?at={at(hour['hour'])}")
        assert found["total"] == len(found["rows"]) == hour["count"], hour
    assert sum(one["count"] for one in street.get("chief", "/api/cockpit/summary")["timeline"])


def test_what_the_wall_counted_then_opens_to_its_rows(street: Street) -> None:
    street.town.handled()
    told_of(Event.objects.filter(kind="cases.filed").get(), "cases.filed")
    then = street.now + timedelta(minutes=1)
    street.town.clock.on(days=2)
    told = street.get("chief", f"/api/cockpit/past?at={at(then)}")
    for figure in ("filed", "closed"):
        found = street.get("chief", f"/api/cockpit/behind/{figure}?at={at(then)}")
        assert found["total"] == len(found["rows"]) == told["figures"][figure], figure
    assert told["figures"]["filed"] == 1, "filed twice in a day is one case"
    marks = told["marks"]
    assert told["figures"]["open_cases"] == len(marks["cases"])
    for flag in ("near", "overdue"):
        assert told["figures"][flag] == sum(one[flag] for one in marks["cases"])


def test_who_may_not_is_told_nothing(street: Street) -> None:
    street.get("worker01", "/api/cockpit/behind/readings", 404)
    street.get("chief", "/api/cockpit/behind/nothing", 404)
    street.get("chief", "/api/cockpit/behind/filed?at=2199-01-01T00:00:00Z", 422)
    street.get("chief", "/api/cockpit/behind/filed?at=2026-11-20T00:00:00", 422)


def test_layers_of_the_map_open_to_what_they_count(street: Street) -> None:
    street.town.filed(lon=121.483, lat=31.231)
    areas = [one["properties"] for one in street.get("chief", "/api/cockpit/map")["areas"]["features"]]
    for figure, level in (("circles", "circle"), ("segments", "segment")):
        drawn = {f"area:{one['id']}" for one in areas if one["level"] == level}
        told = street.get("chief", f"/api/cockpit/behind/{figure}")
        assert {one["id"] for one in told["rows"]} == drawn
        assert told["total"] == len(drawn) > 0
    Shop.objects.create(
        code="S-9", name_zh="面馆", trade="餐饮", address="汉口路 9 号", **street.place("L01")
    )
    told = street.get("chief", "/api/cockpit/behind/shops")
    assert told["total"] == len(street.get("chief", "/api/cockpit/shops")["rows"]) == 1
    assert (told["rows"][0]["id"], told["rows"][0]["note_zh"]) == ("shop:S-9", "汉口路 9 号")
    for days in (1, 90):
        told = street.get("chief", f"/api/cockpit/behind/heat_{days}")
        assert told["total"] == street.get("chief", f"/api/cockpit/heat?days={days}")["total"] == 1
    assert street.town.client_for("chief").get("/api/cockpit/behind/heat_2").status_code == 404
