"""The call centre's statistics by day: its own headers, wrong rows named, a day corrected, indicators from it."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cases.town import Town, body
from weige.cases.models import HotlineDay
from weige.evaluation.services.counting import step_of_row, take_other
from weige.kernel.models import Event

pytestmark = pytest.mark.django_db
HEAD = "日期,呼入数,接通数,15秒内应答数,备注\n"


def sent(town: Town, text: str, *, dry: bool = False, **more: str) -> Any:
    file = SimpleUploadedFile("days.csv", text.encode(), "text/csv")
    query = "".join(f"&{key}={value}" for key, value in more.items())
    path = f"/api/hotline/days/import?dry_run={str(dry).lower()}{query}"
    return body(town.client_for("dispatcher").post(path, {"file": file}))


def test_a_trial_keeps_nothing_and_wrong_rows_hold_up_no_others(town: Town) -> None:
    text = HEAD + "2026-11-18,120,117,109,\n2026-11-19,100,101,90,\n2026-11-17,50,40,41,\n2027-01-01,1,1,1,\n"
    told = sent(town, text, dry=True)
    assert (told["created"], HotlineDay.objects.count()) == (1, 0)
    wrong = [(one["row"], one["code"]) for one in told["errors"]]
    assert wrong == [(3, "more_than"), (4, "more_than"), (5, "day_to_come")]
    assert sent(town, text)["created"] == 1
    assert sent(town, HEAD + "2026-11-18,120,117,109,\n")["known"] == 1
    assert sent(town, HEAD + "2026-11-18,120,118,109,\n")["corrected"] == 1
    last = Event.objects.filter(kind="cases.hotline_day_kept").latest("id")
    assert last.payload["was"] == {"calls": 120, "connected": 117, "answered": 109}
    page = body(town.client_for("dispatcher").get("/api/hotline/days"))["items"]
    assert [(one["day"], one["connected"]) for one in page] == [("2026-11-18", 118)]
    refused = town.client_for("worker01").post(
        "/api/hotline/days/import", {"file": SimpleUploadedFile("d.csv", b"x")}
    )
    assert refused.status_code == 404, "not theirs to keep"


def test_under_the_centre_s_own_headers(town: Town) -> None:
    fields = {"day": "统计日", "calls": "总话务", "connected": "人工接通", "answered": "15s"}
    client = town.client_for("dispatcher")
    body(client.put("/api/hotline/mappings/话务中心?what=days", json={"fields": fields}))
    assert [one["source"] for one in body(client.get("/api/hotline/mappings?what=days"))["items"]] == [
        "话务中心"
    ]
    assert body(client.get("/api/hotline/mappings"))["items"] == [], "orders have their own"
    assert sent(town, "统计日,总话务,人工接通,15s\n2026-11-18,10,9,8\n", source="话务中心")["created"] == 1
    clash = client.put(
        "/api/hotline/mappings/话务中心", json={"fields": {"number": "n", "text": "t"}, "version": 1}
    )
    assert clash.status_code == 409


def test_the_indicators_are_sums_of_the_days_and_a_dash_without(town: Town) -> None:
    codes = ("hot.connect_rate_24h", "hot.answer_15s")

    def figures() -> dict[str, Any]:
        items = body(town.client_for("chief").get("/api/evaluation"))["items"]
        return {one["code"]: one for one in items if one["code"] in codes}

    assert {one["value"] for one in figures().values()} == {None}
    sent(town, HEAD + "2026-11-18,100,90,80,\n2026-11-19,300,300,200,\n")
    town.clock.on(minutes=1)
    sent(town, HEAD + "2026-11-18,100,96,80,\n")
    for event in Event.objects.filter(kind="cases.hotline_day_kept").order_by("id"):
        take_other(step_of_row(event), cells=event.cells)
    town.clock.on(minutes=1)
    found = figures()
    assert [found[code]["value"] for code in codes] == [0.99, 0.7]
    assert (found[codes[0]]["numerator"], found[codes[0]]["denominator"]) == (396, 400)
    behind = f"/api/evaluation/{codes[0]}/cases?part=denominator"
    rows = body(town.client_for("duty").get(behind))["items"]
    assert len(rows) == 2
