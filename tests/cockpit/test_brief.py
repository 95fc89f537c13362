"""The day's brief: as known at the day's end, on the page, on paper and in a workbook."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.cockpit.conftest import Street
from weige.cockpit.schemas.brief import Brief
from weige.cockpit.services.briefing import _harmless
from weige.kernel import log
from weige.kernel.models import Event

pytestmark = pytest.mark.django_db


def test_the_brief_of_a_day_that_is_over(street: Street, django_assert_max_num_queries: Any) -> None:
    town = street.town
    closed = town.handled()
    late = town.dispatched(to="worker-L03", lon=121.485, lat=31.231)
    waiting = town.filed(lon=121.483, lat=31.231)
    town.clock.at("2026-11-24 09:00")
    town.move("dispatcher", waiting, "dispatch", post="worker-L01")
    client = town.client_for("chief")
    with django_assert_max_num_queries(30):
        found = client.get("/api/cockpit/brief?day=2026-11-20").json()
    Brief.model_validate(found)
    assert found["whole"] is True
    flow = found["happened"]["flow"]
    assert (flow["reported"], flow["filed"], flow["closed"]) == (3, 3, 0)
    assert found["happened"]["matters"][0]["count"] == 3
    waits = {part["key"]: [row["id"] for row in part["rows"]] for part in found["decide"]}
    assert waits == {"to_dispatch": [waiting["id"]]}, "it was dispatched days later"
    today = client.get("/api/cockpit/brief").json()
    assert today["whole"] is False
    assert late["id"] in [row["id"] for row in today["late"]]
    assert all(row["over_hours"] > 0 for row in today["late"])
    assert closed["id"] not in [row["id"] for part in today["decide"] for row in part["rows"]]


def test_a_case_filed_twice_in_a_day_is_one_case(street: Street) -> None:
    street.town.filed()
    again = Event.objects.filter(kind="cases.filed").get()
    same = {
        name: getattr(again, name)
        for name in ("at", "kind", "subject", "payload", "cells", "post_ids", "user_ids")
    }
    log.append_all([Event(actor_kind=again.actor_kind, actor_name=again.actor_name, **same)])
    street.town.clock.on(minutes=1)
    assert street.get("chief", "/api/cockpit/brief")["happened"]["flow"]["filed"] == 1


def test_as_paper_and_workbook(street: Street) -> None:
    street.town.filed()
    street.warning(level=4)
    client = street.town.client_for("duty")
    paper = client.get("/api/cockpit/brief.pdf")
    assert paper.content.startswith(b"%PDF")
    book = load_workbook(BytesIO(client.get("/api/cockpit/brief.xlsx").content))
    assert len(book.worksheets) == 4
    assert book.worksheets[3].cell(2, 3).value
    kinds = Event.objects.filter(kind="cockpit.brief_taken").values_list("payload__what", flat=True)
    assert sorted(kinds) == ["pdf", "xlsx"]
    english = client.get("/api/cockpit/brief.xlsx", headers={"Accept-Language": "en"})
    assert load_workbook(BytesIO(english.content)).worksheets[0].title == "1 What happened"


def test_refusals(street: Street) -> None:
    for path in ("brief", "brief.pdf", "brief.xlsx"):
        for who in ("worker01", "stranger"):
            street.get(who, f"/api/cockpit/{path}", 404)
    assert street.get("duty", "/api/cockpit/brief?day=2027-01-01", 422)["errors"][0]["field"] == "day"


def test_text_is_no_formula() -> None:
    assert _harmless("=1+1") == "'=1+1"
    assert _harmless(-3) == -3
