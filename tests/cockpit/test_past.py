"""Looking back: the wall as it was known at a moment, from the log and never from today's rows."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from tests.cockpit.conftest import Street
from weige.cases.models import Case
from weige.cockpit.schemas import Past

pytestmark = pytest.mark.django_db


def back(street: Street, at: Any, status: int = 200) -> Any:
    return street.get("duty", f"/api/cockpit/past?at={quote(at.isoformat())}", status)


def test_what_was_known_then(street: Street) -> None:
    town = street.town
    before = street.now - timedelta(minutes=1)
    case = town.report()
    reported = town.clock.on(minutes=10)
    town.clock.on(minutes=1)
    town.move("dispatcher", case, "accept")
    town.move("dispatcher", case, "file", condition_no=1)
    town.move("dispatcher", case, "dispatch", post="worker-L01")
    dispatched = town.clock.on(minutes=10)
    town.clock.on(minutes=1)
    town.move("worker01", case, "start")
    town.photo("worker01", case)
    town.move("worker01", case, "finish", outcome="solved")
    town.clock.on(days=2)
    # Whatever happens to the row today, the past stays what it was
    Case.objects.filter(pk=case["id"]).update(title_zh="后来改的", lon=121.4)
    found = back(street, reported)
    Past.model_validate(found)
    assert back(street, before)["marks"]["cases"] == []
    mark = found["marks"]["cases"][0]
    assert (mark["id"], mark["state"], mark["lon"]) == (case["id"], "reported", 121.481)
    assert "后来改的" not in mark["title_zh"]
    assert found["figures"]["open_cases"] == 1
    assert found["figures"]["filed"] == 0
    later = back(street, dispatched)
    assert later["marks"]["cases"][0]["state"] == "dispatched"
    assert later["figures"]["filed"] == 1
    assert [one["kind"] for one in later["items"]][:2] == ["cases.dispatched", "cases.filed"]
    assert all(item["at"] <= dispatched.isoformat().replace("+00:00", "Z") for item in later["items"])
    assert len(later["timeline"]) == 24
    assert sum(hour["count"] for hour in later["timeline"]) >= 3


def test_a_case_that_was_late_then_is_late_then(street: Street) -> None:
    street.town.dispatched()
    late = street.town.clock.on(days=20)
    found = back(street, late)
    assert found["figures"]["overdue"] == 1
    assert found["marks"]["cases"][0]["clock"]["state"] == "over"


def test_many_cases_cost_no_more_statements(street: Street, django_assert_max_num_queries: Any) -> None:
    for number in range(4):
        street.town.report(lon=121.4805 + number / 10_000, text=f"第 {number} 件", place=f"{number} 号")
    street.device("CAM-1")
    at = street.town.clock.on(minutes=5)
    client = street.town.client_for("duty")
    with django_assert_max_num_queries(22):
        found = client.get(f"/api/cockpit/past?at={quote(at.isoformat())}").json()
    assert found["marks"]["devices"][0]["state"] == "online"
    assert found["marks"]["people"] == []


def test_the_heat_of_then_knows_nothing_of_later(street: Street) -> None:
    town = street.town
    before = street.now - timedelta(minutes=1)
    case = town.report()
    reported = town.clock.on(minutes=10)
    town.clock.on(minutes=1)
    town.move("dispatcher", case, "reject", reason="not_ours", note="不归本街道")

    def total(at: Any) -> int:
        return int(street.get("duty", f"/api/cockpit/heat?at={quote(at.isoformat())}")["total"])

    assert [total(at) for at in (before, reported, town.clock.on(minutes=5))] == [0, 1, 0]
    ahead = quote((town.clock.on() + timedelta(hours=1)).isoformat())
    assert street.get("duty", f"/api/cockpit/heat?at={ahead}", 422)["errors"][0]["code"] == "past_not_yet"


def test_refusals(street: Street) -> None:
    assert back(street, street.now + timedelta(hours=1), 422)["errors"][0]["code"] == "past_not_yet"
    assert street.get("duty", "/api/cockpit/past?at=2026-11-20T10:00:00", 422)["errors"][0]["field"] == "at"
    assert street.get("duty", "/api/cockpit/past/span")["first"] is None
    for path in ("past?at=2026-11-20T10:00:00Z", "past/span"):
        for name in ("worker01", "stranger"):
            street.get(name, f"/api/cockpit/{path}", 404)
