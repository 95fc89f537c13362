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
from weige.knowledge.models import BlackSpot
from weige.sensing.rules.kinds import Kinds
from weige.sensing.services.hearing import silent_events

pytestmark = pytest.mark.django_db


def told_of(one: Event, kind: str) -> None:
    """The same told once more, or as another kind of event."""
    names = ("at", "subject", "payload", "cells", "post_ids", "user_ids", "actor_kind", "actor_name")
    log.append_all([Event(kind=kind, **{name: getattr(one, name) for name in names})])


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
    told_of(Event.objects.filter(kind="cases.filed").get(), "cases.filed")
    street.town.clock.on(minutes=1)
    assert street.get("chief", "/api/cockpit/brief")["happened"]["flow"]["filed"] == 1


def test_each_figure_opens_as_many_rows_as_it_says(street: Street) -> None:
    town = street.town
    town.handled()
    late = town.dispatched(to="worker-L03", lon=121.485, lat=31.231)
    town.filed(lon=121.483, lat=31.231)
    camera = street.device("CAM-9")
    camera.expected_seconds = 60
    log.append_all(silent_events([camera] * 2, Kinds({}, {}), street.now))
    street.warning(level=4)
    told_of(Event.objects.filter(kind="cases.dispatched").latest("pk"), "cases.returned")
    told_of(Event.objects.filter(kind="cases.dispatched").latest("pk"), "cases.overdue")
    town.clock.at("2026-11-24 09:00")
    for day in ("2026-11-20", "2026-11-24"):
        told = street.get("chief", f"/api/cockpit/brief?day={day}")
        said = {
            **told["happened"]["flow"],
            "open": told["happened"]["open"],
            "late": told["late_count"],
            "near": told["near_count"],
            **{part["key"]: part["count"] for part in told["decide"]},
        }
        for figure, count in said.items():
            found = street.get("chief", f"/api/cockpit/brief/{figure}?day={day}")
            assert (found["total"], len(found["rows"])) == (count, count), (day, figure)
            assert found["words"] == told["words"][figure]
            assert all(row["title_zh"] and row["id"] for row in found["rows"]), figure
        for one in told["happened"]["matters"]:
            assert (
                street.get("chief", f"/api/cockpit/brief/filed?day={day}&matter={one['code']}")["total"]
                == one["count"]
            )
    first = street.get("chief", "/api/cockpit/brief?day=2026-11-20")["happened"]["flow"]
    assert (first["returned"], first["device_silent"], first["overdue"]) == (1, 2, 1)
    rows = street.get("chief", "/api/cockpit/brief/overdue?day=2026-11-20")["rows"]
    assert late["id"] in [row["id"] for row in rows]
    street.get("chief", "/api/cockpit/brief/nothing", 404)
    street.get("worker01", "/api/cockpit/brief/open", 404)
    street.get("chief", "/api/cockpit/brief/open?day=2027-01-01", 422)


def test_page_paper_and_workbook_say_the_same(street: Street) -> None:
    """A proposed black spot was called a black spot in the workbook and 待认定 on the page."""
    for number, state in enumerate(("proposed", "open")):
        BlackSpot.objects.create(
            number=f"D{number}",
            state=state,
            title_zh="示范路",
            opened_at=street.now,
            matters=["09005"],
            lon=121.481,
            lat=31.231,
            radius_m=30,
            why="三次",
            cells=street.areas["L01"].path,
        )
    told = street.get("chief", "/api/cockpit/brief")
    client = street.town.client_for("chief")
    book = load_workbook(BytesIO(client.get("/api/cockpit/brief.xlsx").content))
    cells = {row[0].value: row[2].value for row in book.worksheets[2].iter_rows() if row[0].value}
    words = told["words"]
    assert (
        (cells["D0"], cells["D1"]) == (words["proposed"]["zh"], words["spot"]["zh"]) == ("待认定", "顽疾点位")
    )
    figures = [row[0].value for row in book.worksheets[0].iter_rows(min_row=4) if row[0].value]
    assert figures[: len(told["happened"]["flow"])] == [words[key]["zh"] for key in told["happened"]["flow"]]


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
