"""Overdue (超期) and near (临期) have one meaning: list, counters, wall, brief and the past count the same cases."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from tests.cockpit.conftest import Street
from weige.cases.models import Case
from weige.cases.services.sweeping import sweep

pytestmark = pytest.mark.django_db


def rows(street: Street, query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = street.get("dispatcher", f"/api/cases?limit=100&open=true{query}")["items"]
    return found


def grouped(street: Street) -> dict[str, set[str]]:
    """As the work list's groups put them (web/src/shared/cases/groups.ts)."""
    found: dict[str, set[str]] = {"over": set(), "late": set(), "near": set()}
    for row in rows(street, ""):
        state = "over" if row["overdue_since"] else (row["clock"] or {"state": ""})["state"]
        if state == "near" and row["clock"]["code"] != "handling":
            continue  # a desk's own limit: 在席位
        if state in found:
            found[state].add(row["id"])
    return found


def busy(street: Street) -> dict[str, str]:
    """Every way to be beyond or close to a limit, two hours after the first dispatch."""
    town = street.town
    found = {
        "handling": town.handling()["id"],
        "waits": town.report(text="没人受理")["id"],
        "checking": (checked := town.dispatched(lon=121.483, lat=31.231))["id"],
        "in_time": town.handled(lon=121.4845, lat=31.2312)["id"],
    }
    town.clock.on(minutes=30)
    found["near"] = town.dispatched(text="快到期")["id"]
    town.clock.on(minutes=97)
    sweep(now=town.clock.now)
    town.move("worker01", checked, "start")
    town.photo("worker01", checked)
    town.move("worker01", checked, "finish", outcome="solved")
    return found


def test_one_word_is_one_number_everywhere(street: Street) -> None:
    made = busy(street)
    over, near = {made["handling"], made["checking"]}, {made["near"]}
    assert {row["id"] for row in rows(street, "&overdue=true")} == over
    assert {row["id"] for row in rows(street, "&near=true")} == near
    groups = grouped(street)
    assert (groups["over"], groups["near"]) == (over, near)
    assert made["waits"] in groups["late"], "its acceptance is late, which is no overdue case"
    counters = street.get("dispatcher", "/api/cases/counters")
    assert (counters["overdue"], counters["near"]) == (2, 1)
    assert street.get("dispatcher", "/api/cases/count?open=true&overdue=true")["total"] == 2
    summary = street.get("duty", "/api/cockpit/summary")
    assert (summary["overdue"], summary["near"]) == (2, 1)
    marks = street.get("duty", "/api/cockpit/marks")["cases"]
    assert {mark["id"] for mark in marks if mark["overdue"]} == over
    assert {mark["id"] for mark in marks if mark["near"]} == near
    brief = street.get("duty", "/api/cockpit/brief")
    assert (brief["late_count"], brief["near_count"]) == (2, 1)
    assert {row["id"] for row in brief["late"]} == over


def test_the_past_counts_what_was_counted_then(street: Street) -> None:
    busy(street)
    then = street.now
    street.town.clock.on(days=3)
    figures = street.get("duty", f"/api/cockpit/past?at={quote(then.isoformat())}")["figures"]
    assert (figures["overdue"], figures["near"]) == (2, 1)


def test_what_was_overdue_before_its_extension_is_not_near_again(street: Street) -> None:
    late = street.town.handling()
    street.town.clock.on(hours=3)
    sweep(now=street.now)
    now = street.now
    Case.objects.filter(pk=late["id"]).update(
        near_at=now - timedelta(minutes=1), due_at=now + timedelta(hours=1)
    )
    assert rows(street, "&near=true") == []
    assert [row["id"] for row in rows(street, "&overdue=true")] == [late["id"]]
    assert street.get("dispatcher", "/api/cases/counters")["near"] == 0
