"""The back office: pages it links to, headcounts as bands, live sources, what an import of the calendar leaves."""

from typing import Any

import pytest

from tests.cast import Api, Member
from tests.kernel.test_office import TABLE, admin, put, row_of
from weige.cases.queries.recurring import window
from weige.kernel import timesource
from weige.kernel.models import CalendarDay, Event, ReferenceVersion
from weige.registry.models import Headcount
from weige.sensing.models import LiveSource
from weige.sensing.services import register_device
from weige.territory.models import Area, Building

__all__ = ["admin"]
pytestmark = pytest.mark.django_db


def test_everything_an_office_edits_is_linked(admin: Api) -> None:
    lines = {one["code"]: one for one in admin.get(TABLE).json()["items"]}  # type: ignore[attr-defined]
    assert {"powers", "paper_kinds", "legal", "scenarios", "live_sources", "headcounts"} <= set(lines)
    assert {"calendar_days", "calendar_week", "tags", "offer", "merge_policies"} <= set(lines)
    assert lines["merge_policies"]["page"] == "/sameness", "one editor, the one with the dry run"
    assert admin.get(f"{TABLE}/merge_policies").status_code == 404


@pytest.fixture
def house(cast: dict[str, Member], territory: dict[str, Area]) -> Building:
    cells = territory["L01"].path
    ground = {"footprint": {"type": "Polygon", "coordinates": []}, "height_m": 9, "height_source": "survey"}
    where = {"lon": 121.48, "lat": 31.23, "cells": cells, "leaf_cells": cells[-1:]}
    return Building.objects.create(code="B-9", name_zh="甲楼", name_en="House A", **ground, **where)


def test_headcounts_are_written_whole_and_shown_as_bands(
    admin: Any, house: Building, client_for: Any
) -> None:
    given = {"building": "B-9", "households": 31, "residents": 77, "as_of": "2026-11-01", "source": "居委会"}
    made = admin.post(f"{TABLE}/headcounts/rows", json={"values": given})
    assert made.status_code == 201, made.content.decode()
    row = row_of(admin, "headcounts", "B-9")
    assert "77" not in str(row["values"])
    assert "–" in row["values"]["residents"]
    put(admin, "headcounts", "B-9", {"source": "派出所"}, version=1)
    kept = Headcount.objects.get(building=house)
    assert (kept.residents, kept.households, kept.source) == (77, 31, "派出所")
    put(admin, "headcounts", "B-9", {"residents": 83}, version=2)
    history = admin.get(f"{TABLE}/headcounts/rows/B-9/versions").json()["items"]
    assert "77" not in str([(one["before"], one["after"]) for one in history])  # a time may have it
    assert "83" not in str([one["after"] for one in history])
    told = Event.objects.filter(kind="kernel.reference_changed").latest("id").payload
    assert "residents" not in told["after"]
    admin.post(f"{TABLE}/headcounts/rows/B-9/restore", json={"no": 1})
    assert Headcount.objects.get(building=house).residents == 77
    wrong = admin.post(f"{TABLE}/headcounts/rows", json={"values": given | {"building": "B-0"}})
    assert wrong.json()["errors"][0]["field"] == "values.building"
    assert client_for("worker01").get(f"{TABLE}/headcounts").status_code == 404
    assert client_for("stranger").get(f"{TABLE}/headcounts").status_code == 404


def test_a_cameras_live_source_has_a_form_a_history_and_an_undo(
    admin: Any, territory: dict[str, Area]
) -> None:
    names = {"name_zh": "一号摄像头", "name_en": "Camera 1"}
    register_device(code="CAM-9", kind="camera", lon=121.48, lat=31.23, now=timesource.now(), **names)
    given = {"device": "CAM-9", "kind": "hls", "address": "http://10.0.0.5/live/1.m3u8?token=xyz"}
    made = admin.post(f"{TABLE}/live_sources/rows", json={"values": given})
    assert made.status_code == 201, made.content.decode()
    bad = put(admin, "live_sources", "CAM-9", {"address": "ftp://x"}, 422)
    assert bad["errors"][0]["field"] == "values.address"
    put(admin, "live_sources", "CAM-9", {"active": False}, version=1)
    assert not LiveSource.objects.exists()
    assert row_of(admin, "live_sources", "CAM-9")["off"] is True
    admin.post(f"{TABLE}/live_sources/rows/CAM-9/restore", json={"no": 1, "version": 2})
    assert LiveSource.objects.get().address == given["address"]
    assert "xyz" not in str(list(Event.objects.values_list("payload", flat=True)))


def test_an_import_of_the_calendar_is_kept_day_by_day_and_taken_back(admin: Any) -> None:
    head = "date,kind,name_zh,name_en,periods,source\n"
    text = head + "2027-05-04,local_off,青年节,Youth Day,,街道\n2027-05-09,local_work,,,,街道\n"
    body = {"text": text, "source": "沪府办 1 号", "dry_run": True}
    first = admin.post("/api/calendar/import", json=body)
    assert first.status_code == 200, first.content.decode()
    assert not ReferenceVersion.objects.exists()
    admin.post("/api/calendar/import", json=body | {"dry_run": False})
    again = text.replace("青年节", "青年节（改）")
    admin.post("/api/calendar/import", json=body | {"text": again, "dry_run": False})
    found = ReferenceVersion.objects.filter(table="calendar_days").order_by("pk")
    assert [(one.key, one.no, one.note) for one in found] == [
        ("2027-05-04", 1, "沪府办 1 号"),
        ("2027-05-09", 1, "沪府办 1 号"),
        ("2027-05-04", 2, "沪府办 1 号"),
    ]
    back = admin.post(f"{TABLE}/calendar_days/rows/2027-05-04/restore", json={"no": 1, "version": 2})
    assert back.status_code == 200, back.content.decode()
    assert CalendarDay.objects.get(date="2027-05-04").name_zh == "青年节"


def test_the_window_of_recurrence_is_the_offices_with_a_history(admin: Any) -> None:
    row = row_of(admin, "recurrence", "window")
    assert (row["values"], row["note"]["zh"]) == (
        {"days": 30, "within_m": 40, "look_days": 90},
        "本系统默认值，可改",
    )
    seen = admin.post(f"{TABLE}/recurrence/preview", json={"key": "window", "values": {"days": 14}}).json()
    assert seen["effects"][0]["code"] == "office_recurrence"
    put(admin, "recurrence", "window", {"days": 14}, version=0)
    put(admin, "recurrence", "window", {"days": 0}, 422)
    assert (window().days, window().within_m, window().source) == (14, 40, "office")
    admin.post(f"{TABLE}/recurrence/rows/window/restore", json={"no": 0, "version": 1})
    assert window().days == 30
