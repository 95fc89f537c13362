"""Reporting: sent twice, out of place, similar ones, sources, joining, and the residents' own view."""

from typing import Any

import pytest

from tests.cases.town import IN_L01, OUTSIDE, Town, body
from weige.cases.models import Case, DaySequence, Report
from weige.kernel.models import Event
from weige.territory.models import Address, Road
from weige.territory.queries import convert


def test_numbers_run_by_local_day_with_the_prefix_of_the_installation(town: Town) -> None:
    from weige.kernel.models import Setting

    Setting.objects.create(key="case_number_prefix", value="示")
    assert town.report()["number"] == "示20261120-0001"
    assert town.report()["number"] == "示20261120-0002"
    town.clock.at("2026-11-21 00:05")
    assert town.report()["number"] == "示20261121-0001"


def test_the_same_report_sent_twice_is_one_case(town: Town) -> None:
    first = town.report(dedupe_key="phone-1")
    again = town.report(dedupe_key="phone-1", status=200)
    assert again["id"] == first["id"]
    assert Case.objects.count() == 1
    assert Report.objects.count() == 1
    assert DaySequence.objects.get().free == [2], "its number was given back"
    other = town.report(by="resident", dedupe_key="phone-1")
    assert other["id"] != first["id"], "another person's key is another key"
    assert [first["number"][-4:], other["number"][-4:], town.report()["number"][-4:]] == [
        "0001",
        "0002",
        "0003",
    ]


def test_a_place_outside_is_said_plainly(town: Town) -> None:
    refused = town.report(status=422, **OUTSIDE)
    assert refused["errors"][0]["code"] == "outside_the_street"
    neighbour = {"lon": 121.501, "lat": 31.231}
    refused = town.report(status=422, **neighbour)
    assert refused["errors"][0]["message"] == "这个位置不在本街道"


def test_a_phone_that_speaks_gcj02_is_understood(town: Town) -> None:
    lon, lat = convert(IN_L01["lon"], IN_L01["lat"], source="WGS84", target="GCJ-02")
    case = town.report(lon=lon, lat=lat, datum="GCJ-02")
    assert case["lon"] == pytest.approx(IN_L01["lon"], abs=1e-5)
    assert town.report(status=422, datum="MARS")["errors"][0]["code"] == "datum_unknown"
    assert town.report(status=422, lat=95)["errors"][0]["field"] == "lon"


def test_wrong_names_are_field_errors(town: Town) -> None:
    for given, code in (
        ({"matter": "99999"}, "unknown_matter"),
        ({"shop": "nowhere"}, "unknown_shop"),
        ({"building": "nowhere"}, "unknown_building"),
        ({"found_at": "2030-01-01T00:00:00Z"}, "in_the_future"),
    ):
        assert town.report(status=422, **given)["errors"][0]["code"] == code
    assert town.report(by="dispatcher", status=422, source="camera")["errors"][0]["code"] == "unknown_source"
    assert town.report(by="dispatcher", source="hotline")["source"] == "hotline"
    assert town.report(by="resident", source="leader")["source"] == "resident"


def test_a_resident_needs_no_catalogue(town: Town) -> None:
    case = town.report(by="resident", matter="", text="门口堆了好多箱子，过不去")
    assert case["matter"] is None
    assert case["title_zh"] == "门口堆了好多箱子，过不去"
    town.move("dispatcher", case, "accept")
    assert town.move("dispatcher", case, "file", status=422)["errors"][0]["field"] == "condition"
    case = town.move("dispatcher", case, "file", matter="06036", condition_no=1)
    assert case["title_zh"] == "示范路 1 号 乱堆杂物"
    assert case["title_en"].startswith("Things piled up in public space")


def test_similar_cases_are_offered_and_joined(town: Town) -> None:
    first = town.report()
    metre = 1 / 111_320
    client = town.client_for("worker01")
    near = {"lon": IN_L01["lon"], "lat": IN_L01["lat"] + 30 * metre, "matter": "09005"}
    found = body(client.get("/api/cases/similar", near))["items"]
    assert [(row["id"], row["distance_m"]) for row in found] == [(first["id"], 30.0)]
    far = near | {"lat": IN_L01["lat"] + 60 * metre}
    assert body(client.get("/api/cases/similar", far))["items"] == []
    assert body(client.get("/api/cases/similar", near | {"matter": "06042"}))["items"] == []

    joined = town.report(by="worker01", attach_to=first["id"], text="又看到一次", status=200)
    assert joined["id"] == first["id"]
    assert joined["reports"] == 2
    assert town.read("dispatcher", first)["timeline"][0]["kind"] == "cases.report_added"

    town.clock.on(hours=25)
    assert body(client.get("/api/cases/similar", near))["items"] == []


def test_merging_takes_reports_and_evidence_along(town: Town) -> None:
    kept, gone = town.report(), town.report(by="resident", text="居民也说了")
    town.photo("worker01", kept, kind="before", colour="red")
    town.photo("resident", gone, kind="before", colour="red")
    town.photo("resident", gone, kind="before", colour="blue")
    refused = town.move("dispatcher", gone, "merge", status=422, into=gone["id"])
    assert refused["errors"][0]["code"] == "unknown_open_case"
    town.move("dispatcher", gone, "merge", into=kept["id"])
    page = town.read("dispatcher", kept)
    assert page["reports"] == 2
    assert page["evidence_count"] == 2, "the same picture is not there twice"
    assert sorted(page["sources"]) == ["patrol", "resident"]
    assert page["timeline"][0]["kind"] == "cases.merge_received"
    assert town.read("resident", kept)["number"] == kept["number"], "who reported it sees what becomes of it"
    assert town.read("dispatcher", gone)["merged_into"] == kept["id"]
    refused = town.move("dispatcher", town.report(), "merge", status=422, into=gone["id"])
    assert refused["errors"][0]["code"] == "unknown_open_case"


def test_two_at_once_the_second_is_told(town: Town) -> None:
    case = town.report()
    version = case["version"]
    town.move("dispatcher", case, "accept")
    late = town.move("duty", case, "accept", status=409, version=version)
    assert late["code"] == "case_already_done"
    assert case["number"] in late["title"]
    stale = town.move("duty", case, "supervise", status=409, version=version, reason="快办")
    assert "改过（受理），现为「已受理待立案」" in stale["title"]


def test_events_say_where_they_belong_and_hide_free_text(town: Town) -> None:
    case = town.dispatched()
    event = Event.objects.filter(kind="cases.dispatched").get()
    row = Case.objects.get(pk=case["id"])
    assert event.subject == f"case:{case['id']}"
    assert event.cells == row.cells
    assert row.handler_post_id in event.post_ids
    assert set(event.personal) == {"note", "changes"}
    assert event.payload["due_at"] is not None


def test_english_is_spoken_where_it_is_asked_for(town: Town) -> None:
    case = town.dispatched()
    client = town.client_for("dispatcher")
    page: Any = body(client.get(f"/api/cases/{case['id']}", headers={"Accept-Language": "en"}))
    assert page["closing_condition"] == "Goods taken back inside"
    assert page["matter"]["name_en"] == "Goods on the pavement"
    answer = client.post(
        f"/api/cases/{case['id']}/moves/accept", json={"version": 1}, headers={"Accept-Language": "en"}
    )
    assert (
        "it is now “Dispatched, waiting for the handler”, and nothing was done twice"
        in (body(answer, 409)["title"])
    )


def test_a_report_by_map_point_alone_has_its_place_in_words(town: Town) -> None:
    """No words, no shop: the nearest address says where."""
    spot = Case.objects.get(pk=town.report(place="", text="")["id"])
    assert spot.place_zh, "the narrowest cell where no address is near"
    road = Road.objects.create(name_zh="示范路", name_en="Shifan Road", kind="road", geometry={})
    door = IN_L01 | {"cells": spot.cells}
    Address.objects.create(text="示范路9号", road=road, number="9", **door)
    near = IN_L01 | {"lat": IN_L01["lat"] + 0.0003}
    row = body(town.client_for("worker01").get(f"/api/cases/{town.report(place='', text='', **near)['id']}"))
    assert (row["place_zh"], row["place_en"]) == ("示范路9号附近", "near 9 Shifan Road")
    assert row["title_en"].endswith("near 9 Shifan Road")
